"""Each picture of a ranking of 45 domains, drawn anew: what ADR 0004 promises to watch. A process keeps them per run."""

import inspect
from collections.abc import Callable
from json import dumps
from pathlib import Path
from typing import Any

from benchmarks.measure import Figure, Spread, alternate, child
from benchmarks.worlds import demo

ROUNDS = 10
NAMES = {
    "rose": "la rose",
    "list": "les rangs et leurs intervalles",
    "matrix": "la matrice",
    "crowd": "le coin agrandi",
    "groups": "la carte par partie prenante",
    "strip": "une bande de dispersion",
}


def run(folder: Path) -> list[Figure]:
    demo(folder)
    told = child(folder, "charts")
    return [Figure(f"Dessin : {label}", Spread(*told[name])) for name, label in NAMES.items()]


def main() -> object:
    import django

    django.setup()
    from priorities import pictures
    from priorities.models import RankingRun
    from priorities.queries.reading import read_ranking
    from rse_portal.common.charts import strip

    reading = read_ranking(RankingRun.objects.select_related("cycle").newest_first()[0])

    def drawing(name: str) -> Any:
        """The drawing itself, not what the process has kept of it."""
        return inspect.unwrap(getattr(pictures, name))

    works: dict[str, Callable[[], object]] = {
        "rose": lambda: drawing("rose_of")(reading),
        "list": lambda: drawing("rank_list")(reading, "significance"),
        "matrix": lambda: drawing("matrix_of")(reading),
        "crowd": lambda: drawing("crowd_of")(reading),
        "groups": lambda: pictures.groups_of(reading),
        "strip": lambda: strip((1, 2, 4, 3, 2), labels="12345", title="Ampleur"),
    }
    found = alternate(works, ROUNDS)
    return {name: spread.row() for name, spread in found.items()}


if __name__ == "__main__":
    print(dumps(main()))

"""Point results of a ranking from 1,000,000 scores, against streaming the same columns out of the database.

20,000 impacts over 45 domains and 30 groups, 50 assessors; on SQLite and on a real PostgreSQL. The figure is
`read_inputs` and `rank(draws=0)`; the floor reads the same six columns and drops them: COPY on PostgreSQL, a bare cursor
on SQLite. Peak memory is that of a process that ranks once, with Django and everything in it.
"""

import resource
import sys
from json import dumps
from pathlib import Path

from benchmarks.measure import Figure, Spread, against, alternate, child, manage
from tests.support.servers import postgresql

IMPACTS, ASSESSORS, ROUNDS = 20_000, 50, 5
PEAK_MB = 600
COLUMNS = "impact_id, assessor_id, scale, scope, irremediability, likelihood"


def run(folder: Path) -> list[Figure]:
    (folder / "logs").mkdir(parents=True)
    with postgresql() as url:
        return [*_figures(folder, "SQLite", ""), *_figures(folder, "PostgreSQL", url)]


def _figures(folder: Path, name: str, url: str) -> list[Figure]:
    more = {"DATABASE_URL": url} if url else {}
    manage(folder, "migrate", "--verbosity", "0", **more)
    manage(folder, "load_standard", "fixtures/iso26000.yaml", **more)
    child(folder, "ranking", "fill", **more)
    peak = child(folder, "ranking", "peak", **more)
    told = child(folder, "ranking", "time", **more)
    ours, floor = Spread(*told["ours"]), Spread(*told["floor"])
    what = f"Classement de 1 000 000 de cotations, {name}"
    streamed = "COPY" if url else "curseur nu"
    return [
        against(
            what, ours, floor, streamed, 3, note=f"lecture {told['reading']:.2f} s, médiane".replace(".", ",")
        ),
        Figure(
            f"{what} : mémoire au plus haut", f"{peak:.0f} Mo", target=f"≤ {PEAK_MB} Mo", met=peak <= PEAK_MB
        ),
    ]


class Nowhere:
    """A file that drops what is written to it."""

    def write(self, data: bytes) -> int:
        return len(data)


def stream() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.cursor.copy_expert(
                f"COPY (SELECT {COLUMNS} FROM stakeholders_impactscore) TO STDOUT", Nowhere()
            )
            return
        for _row in cursor.cursor.connection.cursor().execute(
            f"SELECT {COLUMNS} FROM stakeholders_impactscore"
        ):
            pass


def main(verb: str) -> object:
    import django

    django.setup()
    from benchmarks.people import make_cycle, score_everything
    from iso26000.models import AssessmentCycle
    from method.parameters import Parameters
    from method.ranking import rank
    from priorities.queries.inputs import read_inputs

    if verb == "fill":
        score_everything(make_cycle("million", impacts=IMPACTS, assessors=ASSESSORS))
        return None
    cycle = AssessmentCycle.objects.get()
    points = Parameters(draws=0)

    def ours() -> None:
        rank(read_inputs(cycle), points)

    if verb == "peak":
        ours()
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = alternate({"ours": ours, "floor": stream, "reading": lambda: read_inputs(cycle)}, ROUNDS)
    return {"reading": found["reading"].median} | {
        name: spread.row() for name, spread in found.items() if name != "reading"
    }


if __name__ == "__main__":
    print(dumps(main(sys.argv[1])))

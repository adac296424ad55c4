"""The PDF report of the demo mutual, against Typst alone on the same content.

The content and the pictures are gathered once and set by Typst as they are: that is the floor. The figure is the whole
report, read, drawn and set; the promise leaves the drawing of the pictures out, which is measured beside.
"""

import inspect
import tempfile
from json import dumps
from pathlib import Path

from benchmarks.measure import Figure, Spread, against, alternate, child
from benchmarks.worlds import demo

ROUNDS = 5
LONGEST = 3.0


def run(folder: Path) -> list[Figure]:
    demo(folder)
    told = child(folder, "report")
    whole, drawn, floor = Spread(*told["whole"]), told["drawn"][0], Spread(*told["floor"])
    without = Spread(whole.median - drawn, whole.low - drawn, whole.high - drawn, whole.runs)
    note = f"avec les figures {whole} ; figures {1000 * drawn:.0f} ms ; {told['size'] / 1000:.0f} ko".replace(
        ".", ","
    )
    figure = against(
        "Rapport PDF, hors figures", without, floor, "Typst seul", 2,
        ok=whole.median <= LONGEST, also=", 3 s en tout", note=note,
    )  # fmt: skip
    return [figure]


def main() -> object:
    import django

    django.setup()
    from iso26000.models import AssessmentCycle
    from priorities import pictures as kept
    from priorities.queries import reading
    from reports.actions.report import compile_report
    from reports.documents import pdf

    cycle = AssessmentCycle.objects.get(slug="2026")
    path = Path(tempfile.mkdtemp()) / "rapport.pdf"
    seen: list[tuple] = []
    typeset, draw = pdf.typeset, pdf.pictures.draw

    def watched(*content):  # type: ignore[no-untyped-def]
        seen[:] = [content]
        return typeset(*content)

    for name in ("rose_of", "rank_list", "matrix_of", "crowd_of"):  # as in a worker that never drew this run
        setattr(kept, name, inspect.unwrap(getattr(kept, name)))

    def whole() -> None:
        compile_report(cycle=cycle, format="pdf", by=None, path=path)

    pdf.typeset = watched
    whole()
    pdf.typeset = typeset
    ranking = reading.read_ranking(cycle.runs.newest_first()[0])

    works = {"whole": whole, "floor": lambda: typeset(*seen[0]), "drawn": lambda: draw(ranking)}
    found = alternate(works, ROUNDS)
    told = {name: spread.row() for name, spread in found.items()}
    return told | {"size": path.stat().st_size}


if __name__ == "__main__":
    print(dumps(main()))

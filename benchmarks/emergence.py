"""What rises: how often it is wrong for nothing, and how long it takes on 100,000 remontées.

False alarms: 1,000 cycles of each size, drawn without any trend (tests/method/quiet.py). Time: reading the whole base and
testing, against streaming the same columns out of it; then the page, which shows what the worker kept.
"""

import sys
from json import dumps
from pathlib import Path
from random import Random

from benchmarks.measure import Figure, Spread, against, alternate, child
from benchmarks.pages import Page, compare
from benchmarks.worlds import SMALL, build
from method.emergence import FALSE_DISCOVERY_RATE, MEASURED, detect
from tests.method.quiet import SEED, quiet_cycle

ROUNDS, ROWS = 5, 100_000
PAGES = (Page("Attentes émergentes, 100 000 remontées", "/dialogue/emergences/", 4.0, 15),)


def run(folder: Path) -> list[Figure]:
    small, large = build(folder / "petit", scale=1, rows=SMALL), build(folder / "grand", scale=1, rows=SMALL)
    child(large, "sentences", str(ROWS))
    told = child(large, "emergence", "time")
    ours, floor = Spread(*told["ours"]), Spread(*told["floor"])
    return [
        *(_alarms(measured.window, measured.baseline, measured.cycles) for measured in MEASURED),
        against("Attentes émergentes de 100 000 remontées", ours, floor, "curseur nu, sans lire un mot", 20),
        *compare(small, large, PAGES),
    ]


def _alarms(window: int, baseline: int, cycles: int) -> Figure:
    rng, alarmed, weak = Random(SEED), 0, 0
    for _cycle in range(cycles):
        found = detect(quiet_cycle(rng, window=window, baseline=baseline), window=window, baseline=baseline)
        alarmed += any(theme.verdict == "emerging" for theme in found)
        weak += any(theme.verdict == "weak" for theme in found)
    share = alarmed / cycles
    return Figure(
        f"Fausses alertes, {window} remontées contre {baseline}",
        f"{alarmed} exercices sur {cycles}",
        target="≤ 10 %",
        met=share <= FALSE_DISCOVERY_RATE,
        note=f"au moins un signal faible : {weak}",
    )


def main(verb: str) -> object:
    import django

    django.setup()
    from datetime import date

    from django.db import connection

    from dialogue.queries.emergence import read_emergence
    from iso26000.models import AssessmentCycle

    assert verb == "time"
    cycle = AssessmentCycle.objects.get(slug="2026")

    def stream() -> None:
        columns = "id, received_on, author_id, author_code, session_id, territory_id"
        for sql in (
            f"SELECT {columns} FROM dialogue_feedback",
            "SELECT feedback_id, domain_id FROM dialogue_feedbackcoding",
            "SELECT key, body FROM search_searchentry WHERE kind = 'remontees'",
        ):
            with connection.cursor() as cursor:
                for _row in cursor.cursor.connection.cursor().execute(sql):
                    pass

    found = alternate({"ours": lambda: read_emergence(cycle, date(2026, 9, 30)), "floor": stream}, ROUNDS)
    return {name: spread.row() for name, spread in found.items()}


if __name__ == "__main__":
    print(dumps(main(sys.argv[1])))

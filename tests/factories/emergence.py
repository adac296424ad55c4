"""Years of remontées in which one theme rises."""

from collections.abc import Sequence
from datetime import date
from itertools import count, cycle

from dialogue.actions.emergence import compile_emergence
from dialogue.models import EmergenceReading, Feedback
from iso26000.models import AssessmentCycle
from tests.factories.accounts import make_territory
from tests.factories.dialogue import make_feedback
from tests.factories.iso26000 import the_domain

REGIONS = ("R53", "R84", "R11", "R28", "R44")
BEFORE = tuple(date(2025, month, 10) for month in (2, 5, 8, 11))
AS_OF = date(2026, 6, 30)
_next = count(1)


def hear(
    cycle_: AssessmentCycle,
    code: str,
    *,
    window: int = 0,
    before: int = 0,
    text: str = "On en parle.",
    regions: Sequence[str] = REGIONS,
) -> list[Feedback]:
    """So many remontées on a domain (« » for none), from January to June 2026 and over the four quarters before."""
    days = [
        *(date(2026, 1 + n % 6, 12) for n in range(window)),
        *(BEFORE[n % len(BEFORE)] for n in range(before)),
    ]
    places = cycle(regions)
    return [
        make_feedback(
            f"E{next(_next):05}",
            cycle=cycle_,
            territory=make_territory(next(places)),
            received_on=day,
            text=text,
            domains=(the_domain(code),) if code else (),
        )
        for day in days
    ]


def make_rising(cycle_: AssessmentCycle) -> EmergenceReading:
    """6.5.3 rises (8 against 1), the rest is as before; compiled as of the end of June 2026."""
    hear(cycle_, "6.5.3", window=8, before=1, text="L’eau du puits contient des PFAS.")
    hear(cycle_, "6.7.8", window=12, before=40, text="Aucun dentiste ici.")
    hear(cycle_, "6.7.6", window=12, before=40, text="Un remboursement trop lent.")
    return compile_emergence(cycle=cycle_, as_of=AS_OF)

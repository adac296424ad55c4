"""Years of remontées in which one theme rises."""

from collections.abc import Sequence
from datetime import date
from itertools import count, cycle
from typing import Any

from dialogue.actions.emergence import compile_emergence
from dialogue.models import EmergenceReading, Feedback
from dialogue.queries.emergence import Reading, ThemeHeard
from dialogue.queries.terms import Proposal
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


def make_reading(cycle_: AssessmentCycle) -> EmergenceReading:
    """As the worker keeps one: 6.5.3 rises, 6.7.8 is as usual, « téléconsultation » is proposed. No remontée needed."""
    common: dict[str, Any] = {"territories": 3, "curve": (1, 1, 1, 1, 4, 4), "places": ("R11", "R53", "R84")}
    reading = Reading(
        as_of=AS_OF,
        first=date(2026, 1, 1),
        last=AS_OF,
        window=36,
        baseline=84,
        quarters=("2025-1", "2025-2", "2025-3", "2025-4", "2026-1", "2026-2"),
        themes=(
            ThemeHeard(
                theme="6.5.3", kind="domain", window=8, baseline=4, ratio=4.4, g2=7.9, p=0.0025,
                surprise=0.003, verdict="emerging", **common,
            ),
            ThemeHeard(
                theme="6.7.8", kind="domain", window=8, baseline=20, ratio=1.0, g2=0.0, p=0.5,
                surprise=0.5, verdict="none", **common,
            ),
        ),
        proposals=(
            Proposal(
                stems="teleconsult", label="téléconsultation", window=8, baseline=4, ratio=4.4, z=3.1, **common
            ),
        ),
        cycles=(cycle_.pk,),
    )  # fmt: skip
    return EmergenceReading.objects.create(cycle=cycle_, window_ends_on=AS_OF, content=reading.to_dict())

"""How the employees see each domain: what the diagnostic campaign of the cycle says of it."""

from dataclasses import dataclass

from iso26000.models import AssessmentCycle


@dataclass(frozen=True)
class Perceived:
    """value: mean of the answers, 0–4; None where too few people answered to show it. people: how many answered."""

    value: float | None
    people: int


def perceived_in(cycle: AssessmentCycle) -> dict[str, Perceived] | None:
    """Domain code → what is perceived. None: no campaign, or not yet published."""
    return None

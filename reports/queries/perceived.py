"""How the employees see each domain: what the diagnostic campaign of the cycle says of it."""

from dataclasses import dataclass

from iso26000.models import AssessmentCycle
from iso26000.queries.campaign import perceived_by_domain


@dataclass(frozen=True)
class Perceived:
    """value: mean of the answers, 0–4; None where too few people answered to show it. people: how many answered."""

    value: float | None
    people: int


def perceived_in(cycle: AssessmentCycle) -> dict[str, Perceived] | None:
    """Domain code → what is perceived, by the last campaign that is over. None: no such campaign. 3 queries."""
    found = perceived_by_domain(cycle)
    return {code: Perceived(seen.mean, seen.respondents) for code, seen in found.items()} or None

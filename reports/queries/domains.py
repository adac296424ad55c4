"""Everything known of a domain, or of all of them, in one cycle."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Value

from dialogue.models import FeedbackCoding, ImportanceVote
from iso26000.models import AssessmentCycle, Domain, Evidence, PracticeAssessment
from priorities.models import CriterionScore
from stakeholders.models import Impact, ImpactScore


@dataclass(frozen=True)
class DomainCounts:
    """How much is known of a domain, as counts of rows."""

    impacts: int = 0
    scores: int = 0
    votes: int = 0
    practices: int = 0
    evidence: int = 0
    heard: int = 0

    @property
    def kinds_known(self) -> int:
        """0..4: impacts scored, importance voted, practice assessed, sentences heard."""
        return sum(bool(count) for count in (self.scores, self.votes, self.practices, self.heard))


def domain_counts(cycle: AssessmentCycle) -> dict[int, DomainCounts]:
    """Domain pk → counts, for the whole cycle. One query whatever the size."""
    first, *others = (
        _count("impacts", Impact.objects.filter(cycle=cycle), "domain"),
        _count("scores", ImpactScore.objects.filter(impact__cycle=cycle), "impact__domain"),
        _count("votes", ImportanceVote.objects.filter(cycle=cycle), "domain"),
        _count("practices", PracticeAssessment.objects.filter(cycle=cycle), "domain"),
        _count("evidence", Evidence.objects.filter(cycle=cycle), "domain"),
        _count("heard", FeedbackCoding.objects.filter(feedback__cycle=cycle), "domain"),
    )
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for domain, kind, count in first.union(*others, all=True):
        found[domain][kind] = count
    return {domain: DomainCounts(**counts) for domain, counts in found.items()}


def _count(kind: str, rows: Any, field: str) -> Any:
    return (
        rows.order_by()
        .values(of=F(field))
        .annotate(kind=Value(kind), n=Count("pk"))
        .values_list("of", "kind", "n")
    )


def criteria_of(cycle: AssessmentCycle, domain: Domain) -> list[CriterionScore]:
    """What the team noted of a domain for its priority (ISO 26000, 7.3.4). One query."""
    return list(CriterionScore.objects.filter(cycle=cycle, domain=domain))

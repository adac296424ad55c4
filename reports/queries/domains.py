"""Everything known of a domain, or of all of them, in one cycle."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import Count, F, Value

from dialogue.models import FeedbackCoding, ImportanceVote
from iso26000.enums import EvidenceKind, PracticeAnswer
from iso26000.models import AssessmentCycle, Domain, Evidence, PracticeAssessment
from method.maturity import evidence_cap
from priorities.models import CriterionScore
from rse_portal.common.models import french_or_english
from stakeholders.models import Impact, ImpactScore

LEVELS = range(5)
FEWEST = 5  # people behind any distribution shown inside the mutual


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


@dataclass(frozen=True)
class GroupVotes:
    """Votes of one group on a domain. counts: how many gave 0, 1, 2, 3, 4."""

    group: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def shown(self) -> bool:
        """Under FEWEST people one could guess who answered what (docs/methode.md)."""
        return self.total >= FEWEST

    @property
    def median(self) -> float:
        return median(level for level, count in enumerate(self.counts) for _ in range(count))


def group_votes(cycle: AssessmentCycle, domain: Domain) -> list[GroupVotes]:
    """One query."""
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    rows = (
        ImportanceVote.objects.filter(cycle=cycle, domain=domain)
        .order_by("stakeholder__code")
        .values_list("stakeholder__label_fr", "stakeholder__label_en", "importance")
        .annotate(n=Count("pk"))
    )
    for french, english, level, n in rows:
        counts[french_or_english(french, english)][level] += n
    return [GroupVotes(group, tuple(found[level] for level in LEVELS)) for group, found in counts.items()]


@dataclass(frozen=True)
class Practice:
    """What the experts say of a domain and what the evidence lets them hold."""

    counts: tuple[int, ...]
    unknown: int
    not_applicable: int
    median: float | None
    cap: int
    assessments: list[PracticeAssessment]
    evidence: list[Evidence]
    criteria: list[CriterionScore]

    @property
    def capped(self) -> bool:
        return self.median is not None and self.median > self.cap

    @property
    def effective(self) -> float | None:
        return None if self.median is None else min(self.median, self.cap)


def practice_of(cycle: AssessmentCycle, domain: Domain) -> Practice:
    """3 queries."""
    assessments = list(
        PracticeAssessment.objects.filter(cycle=cycle, domain=domain).select_related("assessor")
    )
    evidence = list(Evidence.objects.filter(cycle=cycle, domain=domain))
    levels = [row.level for row in assessments if row.level is not None]
    answers = Counter(row.answer for row in assessments)
    kinds = {row.kind for row in evidence if row.kind != EvidenceKind.INDICATOR or row.value.strip()}
    reasoned = any(row.level is not None and row.reason.strip() for row in assessments)
    cap = evidence_cap(
        statement=reasoned or EvidenceKind.STATEMENT in kinds,
        document=EvidenceKind.DOCUMENT in kinds,
        indicator=EvidenceKind.INDICATOR in kinds,
        confirmation=bool(kinds & {EvidenceKind.TREND, EvidenceKind.EXTERNAL_REVIEW}),
    )
    return Practice(
        counts=tuple(levels.count(level) for level in LEVELS),
        unknown=answers[PracticeAnswer.UNKNOWN],
        not_applicable=answers[PracticeAnswer.NOT_APPLICABLE],
        median=median(levels) if levels else None,
        cap=int(cap),
        assessments=assessments,
        evidence=evidence,
        criteria=list(CriterionScore.objects.filter(cycle=cycle, domain=domain)),
    )

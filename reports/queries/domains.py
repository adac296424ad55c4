"""Everything known of a domain, or of all of them, in one cycle."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import CharField, Count, F, IntegerField, Value
from django.db.models.functions import Cast

from dialogue.models import FeedbackCoding, ImportanceVote
from iso26000.enums import EvidenceKind, PracticeAnswer
from iso26000.models import AssessmentCycle, Assessor, Domain, Evidence, PracticeAssessment
from method.maturity import evidence_cap
from priorities.models import CriterionScore
from rse_portal.common.models import french_or_english
from stakeholders.models import Impact, ImpactScore, Stakeholder
from stakeholders.models.stakeholder import LINEAGE

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


@dataclass(frozen=True)
class ExpectedGroup:
    """A group that the cycle expects; a vote of one of its sub-groups is a vote of it (ADR 0005)."""

    pk: int
    label: str
    has_voted: bool


@dataclass(frozen=True)
class Voices:
    """The groups that the cycle expects, and the votes of those who voted, each in the order of their codes."""

    expected: list[ExpectedGroup]
    votes: list[GroupVotes]


def voices_on(cycle: AssessmentCycle, domain: Domain) -> Voices:
    """One query: a row per expected group, and one per group and level of its votes."""
    nobody = Value(None, output_field=IntegerField())
    expected = (
        Stakeholder.objects.expected_in(cycle)
        .order_by()
        .annotate(level=nobody, n=Value(0), p1=nobody, p2=nobody, p3=nobody)
        .values_list("code", "label_fr", "label_en", "level", "n", "pk", "p1", "p2", "p3")
    )
    cast = (
        ImportanceVote.objects.filter(cycle=cycle, domain=domain)
        .order_by()
        .values("stakeholder__code", "stakeholder__label_fr", "stakeholder__label_en", "importance")
        .annotate(n=Count("pk"))
        .values_list(
            "stakeholder__code", "stakeholder__label_fr", "stakeholder__label_en", "importance", "n", *LINEAGE
        )
    )
    groups: dict[int, str] = {}
    counts: dict[str, Counter[int]] = defaultdict(Counter)
    heard: set[int] = set()
    for _code, french, english, level, n, *lineage in sorted(expected.union(cast, all=True), key=_code_first):
        label = french_or_english(french, english)
        if level is None:
            groups[lineage[0]] = label
        else:
            counts[label][level] += n
            heard.update(filter(None, lineage))
    return Voices(
        [ExpectedGroup(pk, label, pk in heard) for pk, label in groups.items()],
        [GroupVotes(group, tuple(found[level] for level in LEVELS)) for group, found in counts.items()],
    )


def _code_first(row: tuple[Any, ...]) -> str:
    return str(row[0])


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
    def is_set_aside(self) -> bool:
        """Everyone who answered says « non applicable »: the domain lacks nothing (docs/methode.md §6)."""
        return bool(self.not_applicable) and self.not_applicable == len(self.assessments)

    def given_by(self, assessor: Assessor | None) -> PracticeAssessment | None:
        return next((row for row in self.assessments if assessor and row.assessor_id == assessor.pk), None)

    @property
    def capped(self) -> bool:
        return self.median is not None and self.median > self.cap

    @property
    def effective(self) -> float | None:
        return None if self.median is None else min(self.median, self.cap)


def practice_of(cycle: AssessmentCycle, domain: Domain) -> Practice:
    """2 queries."""
    assessments = list(PracticeAssessment.objects.filter(cycle=cycle, domain=domain))
    evidence, criteria = _evidence_and_criteria(cycle, domain)
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
        criteria=criteria,
    )


def _evidence_and_criteria(
    cycle: AssessmentCycle, domain: Domain
) -> tuple[list[Evidence], list[CriterionScore]]:
    """Both in one query, as rows to read and not to save."""
    where = {"cycle": cycle, "domain": domain}
    pieces = Evidence.objects.filter(**where).order_by().annotate(table=Value("evidence"))
    criteria = (
        CriterionScore.objects.filter(**where)
        .order_by()
        .annotate(table=Value("criterion"), label=Value(""), text=Cast("value", CharField()))
    )
    rows = pieces.values_list("table", "pk", "kind", "label", "value").union(
        criteria.values_list("table", "pk", "criterion", "label", "text"), all=True
    )
    found = sorted(rows)
    return (
        [
            Evidence(pk=row[1], kind=row[2], label=row[3], value=row[4])
            for row in found
            if row[0] == "evidence"
        ],
        [
            CriterionScore(pk=row[1], criterion=row[2], value=int(row[4]))
            for row in found
            if row[0] == "criterion"
        ],
    )

"""Everything known of a domain, or of all of them, in one cycle."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, DateField, F, IntegerField, Value
from django.db.models.functions import Cast

from dialogue.models import FeedbackCoding, ImportanceVote
from dialogue.queries.vote import SCALE, GroupVotes
from iso26000.models import AssessmentCycle, Domain, Evidence, PracticeAssessment
from priorities.models import CriterionScore
from rse_portal.common.models import french_or_english
from stakeholders.models import Impact, Stakeholder
from stakeholders.models.stakeholder import LINEAGE


@dataclass(frozen=True)
class DomainCounts:
    """How much is known of a domain, as counts of rows. scored: impacts that somebody completely scored."""

    impacts: int = 0
    scored: int = 0
    votes: int = 0
    practices: int = 0
    evidence: int = 0
    heard: int = 0

    @property
    def kinds_known(self) -> int:
        """0..4: impacts scored, importance voted, practice assessed, sentences heard."""
        return sum(bool(count) for count in (self.scored, self.votes, self.practices, self.heard))


def domain_counts(cycle: AssessmentCycle) -> dict[int, DomainCounts]:
    """Domain pk → counts, for the whole cycle. One query whatever the size, which does not count a million scores."""
    first, *others = (
        _count("impacts", Impact.objects.filter(cycle=cycle), "domain"),
        _count("scored", Impact.objects.filter(cycle=cycle).scored(), "domain"),
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


def evidence_and_criteria(
    cycle: AssessmentCycle, domain: Domain
) -> tuple[list[Evidence], list[CriterionScore]]:
    """What holds the practice of a domain and what was noted for its priority: one query, to read and not to save."""
    where = {"cycle": cycle, "domain": domain}
    pieces = Evidence.objects.filter(**where).order_by().annotate(table=Value("evidence"))
    criteria = (
        CriterionScore.objects.filter(**where)
        .order_by()
        .annotate(
            table=Value("criterion"),
            label=Value(""),
            text=Cast("value", CharField()),
            day=Value(None, output_field=DateField()),
        )
    )
    rows = sorted(
        pieces.values_list("table", "pk", "kind", "label", "value", "expires_on").union(
            criteria.values_list("table", "pk", "criterion", "label", "text", "day"), all=True
        )
    )
    evidence = [
        Evidence(pk=pk, kind=kind, label=label, value=value, expires_on=day)
        for table, pk, kind, label, value, day in rows
        if table == "evidence"
    ]
    for piece in evidence:
        piece.expired = piece.is_expired_in(cycle)  # type: ignore[attr-defined]
    return (
        evidence,
        [
            CriterionScore(pk=pk, criterion=criterion, value=int(value))
            for table, pk, criterion, _label, value, _day in rows
            if table == "criterion"
        ],
    )


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
        [GroupVotes(group, tuple(found[level] for level in SCALE)) for group, found in counts.items()],
    )


def _code_first(row: tuple[Any, ...]) -> str:
    return str(row[0])

"""How the domains are practised: the levels that experts give, and what the evidence lets them hold."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil
from statistics import median
from typing import Any

from django.db.models import Case, Count, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from iso26000.enums import EvidenceKind, PracticeAnswer
from iso26000.models import (
    AssessmentCycle,
    Domain,
    Evidence,
    PracticeAssessment,
    PracticeValidation,
    is_blind,
    seat_held_by,
)
from iso26000.models.practice import still_valid
from iso26000.scale import LEVELS
from method.maturity import effective_level, evidence_cap

CONFIRMATIONS = {EvidenceKind.TREND, EvidenceKind.EXTERNAL_REVIEW}
# What holds a level, in the order of the scale: (name, words when it is missing).
STEPS: dict[str, tuple[str | Promise, str | Promise]] = {
    "statement": (gettext_lazy("déclaration"), gettext_lazy("une déclaration")),
    "document": (gettext_lazy("document"), gettext_lazy("un document")),
    "indicator": (gettext_lazy("indicateur avec une valeur"), gettext_lazy("un indicateur avec une valeur")),
    "confirmation": (
        gettext_lazy("tendance ou revue externe"),
        gettext_lazy("une tendance sur deux ans ou une revue externe"),
    ),
}
# Level → what it needs; the scale is strict, but a document is worth a statement (docs/methode.md §3).
NEEDED = {
    0: (),
    1: ("statement",),
    2: ("document",),
    3: ("document", "indicator"),
    4: ("document", "indicator", "confirmation"),
}


@dataclass(frozen=True)
class Step:
    """One piece that the cap looks at: « document ✓ »."""

    name: str
    there: bool


@dataclass(frozen=True)
class Proof:
    """The evidence of a domain. counts: pieces by kind; unvalued: indicators without a value, which hold nothing.

    reasoned: somebody gave their level with its reason, which is worth a statement. expired: pieces that hold nothing
    any more, counted nowhere else.
    """

    counts: Mapping[str, int]
    unvalued: int = 0
    reasoned: bool = False
    expired: int = 0

    @property
    def has(self) -> dict[str, bool]:
        return {
            "statement": self.reasoned or bool(self.counts.get(EvidenceKind.STATEMENT)),
            "document": bool(self.counts.get(EvidenceKind.DOCUMENT)),
            "indicator": self.counts.get(EvidenceKind.INDICATOR, 0) > self.unvalued,
            "confirmation": any(self.counts.get(kind) for kind in CONFIRMATIONS),
        }

    @property
    def cap(self) -> int:
        """The highest level, 0–4, that the evidence holds."""
        return int(evidence_cap(**self.has))

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def kinds(self) -> list[tuple[str, int]]:
        """(kind in words, pieces), in the order of the scale, for the kinds that are there."""
        return [
            (str(kind.label), self.counts[kind.value]) for kind in EvidenceKind if self.counts.get(kind.value)
        ]

    @property
    def steps(self) -> list[Step]:
        """« déclaration ✓, document ✓, indicateur sans valeur ✗ »."""
        has = self.has
        names = {name: str(words) for name, (words, _missing) in STEPS.items()}
        if self.unvalued and not has["indicator"]:
            names["indicator"] = _("indicateur sans valeur")
        if self.reasoned and not self.counts.get(EvidenceKind.STATEMENT):
            names["statement"] = _("déclaration (un niveau motivé en tient lieu)")
        return [Step(names[name], has[name]) for name in STEPS]

    def missing_for(self, level: float) -> str:
        """What is missing to hold `level`, in words: « un document et un indicateur avec une valeur »; empty if nothing."""
        has = self.has
        *others, last = [str(STEPS[name][1]) for name in NEEDED[ceil(level)] if not has[name]] or [""]
        return _("%(first)s et %(last)s") % {"first": ", ".join(others), "last": last} if others else last


@dataclass(frozen=True)
class Practice:
    """What the experts say of a domain and what the evidence lets them hold. counts: how many gave 0, 1, 2, 3, 4."""

    counts: tuple[int, ...]
    unknown: int
    not_applicable: int
    proof: Proof
    unreasoned: int = 0  # « non applicable » whose reason is blank

    @property
    def answers(self) -> int:
        return sum(self.counts) + self.unknown + self.not_applicable

    @property
    def median(self) -> float | None:
        levels = [level for level, count in enumerate(self.counts) for _each in range(count)]
        return median(levels) if levels else None

    @property
    def cap(self) -> int:
        return self.proof.cap

    @property
    def effective(self) -> float | None:
        """The level retained; None when nobody gave one."""
        return None if self.median is None else float(effective_level(self.median, self.cap))

    @property
    def capped(self) -> bool:
        return self.median is not None and self.median > self.cap

    @property
    def missing(self) -> str:
        """What would hold the level given, in words; empty if it holds."""
        return self.proof.missing_for(self.median) if self.median is not None and self.capped else ""

    @property
    def all_not_applicable(self) -> bool:
        """One other answer is enough to keep the domain (docs/methode.md §3)."""
        return bool(self.not_applicable) and self.not_applicable == self.answers


NO_PRACTICE = Practice(tuple(0 for _level in LEVELS), 0, 0, Proof({}))


@dataclass(frozen=True)
class DomainPractice(Practice):
    """The practice of one domain with its rows."""

    assessments: list[PracticeAssessment] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)

    def of(self, user: User) -> PracticeAssessment | None:
        """What this person answered."""
        seat = seat_held_by(user)
        return next((row for row in self.assessments if seat and row.assessor_id == seat.pk), None)

    def revealed_to(self, user: User, cycle: AssessmentCycle) -> bool:
        """Whether this person may see what the experts answered: whoever assesses answers first (as in ADR 0013)."""
        return not cycle.is_open or not is_blind(user) or self.of(user) is not None


def practice_of(
    cycle: AssessmentCycle, domain: Domain, evidence: list[Evidence] | None = None
) -> DomainPractice:
    """2 queries; 1 where the page read the evidence already.

    The domain is found by its code: the standard of a past cycle may be another version.
    """
    assessments = list(
        PracticeAssessment.objects.filter(cycle=cycle, domain__code=domain.code)
        .select_related("assessor")
        .order_by("pk")
    )
    if evidence is None:
        evidence = list(Evidence.objects.filter(cycle=cycle, domain__code=domain.code).order_by("pk"))
    valid = [piece for piece in evidence if not piece.is_expired_in(cycle)]
    counts = Counter(row.level for row in assessments if row.level is not None)
    answers = Counter(row.answer for row in assessments)
    return DomainPractice(
        counts=tuple(counts[level.number] for level in LEVELS),
        unknown=answers[PracticeAnswer.UNKNOWN],
        not_applicable=answers[PracticeAnswer.NOT_APPLICABLE],
        proof=Proof(
            counts=Counter(row.kind for row in valid),
            unvalued=sum(row.kind == EvidenceKind.INDICATOR and not row.value.strip() for row in valid),
            reasoned=any(row.level is not None and row.reason.strip() for row in assessments),
            expired=len(evidence) - len(valid),
        ),
        assessments=assessments,
        evidence=evidence,
    )


# --- all the domains of a cycle


@dataclass(frozen=True)
class PracticeRow:
    """One domain in the list. mine: the reader's own answer. revealed: may they see what the experts answered?"""

    domain: Domain
    practice: Practice
    mine: PracticeAssessment | None
    revealed: bool
    validation: PracticeValidation | None = None

    @property
    def to_assess(self) -> bool:
        """The reader gave nothing, and the domain does not rest."""
        return self.mine is None and not (self.validation is not None and self.validation.holds)

    @property
    def capped(self) -> bool:
        """Told only to whoever may see the median: it would give it away."""
        return self.revealed and self.practice.capped


def practice_rows(cycle: AssessmentCycle, user: User) -> list[PracticeRow]:
    """Every domain of the cycle, in the order of the standard. 5 queries, and one for the reader's seat."""
    seat = seat_held_by(user)
    blind = is_blind(user) and cycle.is_open
    mine = (
        {row.domain_id: row for row in PracticeAssessment.objects.filter(cycle=cycle, assessor=seat)}
        if seat
        else {}
    )
    practices = practices_of(cycle)
    validations = {row.domain_id: row for row in PracticeValidation.objects.filter(cycle=cycle)}
    return [
        PracticeRow(
            domain,
            practices.get(domain.pk, NO_PRACTICE),
            mine.get(domain.pk),
            revealed=not blind or domain.pk in mine,
            validation=validations.get(domain.pk),
        )
        for domain in cycle.domains
    ]


def practices_of(cycle: AssessmentCycle) -> dict[int, Practice]:
    """Domain pk → practice, from rows counted by the database: 2 queries whatever the number of experts."""
    answers, evidence = _grouped(_answers(cycle)), _grouped(_pieces(cycle))
    return {
        domain: _counted(answers[domain], evidence[domain]) for domain in answers.keys() | evidence.keys()
    }


def _answers(cycle: AssessmentCycle) -> Any:
    return (
        PracticeAssessment.objects.filter(cycle=cycle)
        .order_by()
        .values_list("domain", "answer", "level", _said("reason"))
        .annotate(n=Count("pk"))
    )


def _pieces(cycle: AssessmentCycle) -> Any:
    return (
        Evidence.objects.filter(cycle=cycle)
        .order_by()
        .values_list(
            "domain", "kind", _said("value"), Case(When(still_valid(cycle), then=Value(1)), default=Value(0))
        )
        .annotate(n=Count("pk"))
    )


def _said(column: str) -> Any:
    """Whether the text holds more than blanks."""
    return Case(When(Q(**{f"{column}__regex": r"\S"}), then=Value(1)), default=Value(0))


def _grouped(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[tuple[Any, ...]]]:
    found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for domain, *rest in rows:
        found[domain].append(tuple(rest))
    return found


def _counted(answers: list[tuple[Any, ...]], evidence: list[tuple[Any, ...]]) -> Practice:
    levels: Counter[int] = Counter()
    kinds: Counter[str] = Counter()
    others: Counter[str] = Counter()
    unreasoned = 0
    for answer, level, reasoned, n in answers:
        if level is None:
            others[answer] += n
            unreasoned += n if answer == PracticeAnswer.NOT_APPLICABLE and not reasoned else 0
        else:
            levels[level] += n
    expired = sum(n for _kind, _valued, valid, n in evidence if not valid)
    evidence = [(kind, valued, n) for kind, valued, valid, n in evidence if valid]
    for kind, _valued, n in evidence:
        kinds[kind] += n
    return Practice(
        counts=tuple(levels[level.number] for level in LEVELS),
        unknown=others[PracticeAnswer.UNKNOWN],
        not_applicable=others[PracticeAnswer.NOT_APPLICABLE],
        proof=Proof(
            counts=kinds,
            unvalued=sum(n for kind, valued, n in evidence if kind == EvidenceKind.INDICATOR and not valued),
            reasoned=any(level is not None and reasoned for _answer, level, reasoned, _n in answers),
            expired=expired,
        ),
        unreasoned=unreasoned,
    )


def previous_of(cycle: AssessmentCycle, cycles: Iterable[AssessmentCycle]) -> AssessmentCycle | None:
    """The cycle before this one, whose levels and evidence are shown for memory. cycles: all of them, newest first."""
    return next((other for other in cycles if other.opened_on < cycle.opened_on), None)

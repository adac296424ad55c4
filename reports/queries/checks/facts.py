"""What the checks look at, read at once."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Mandate, User
from dialogue.enums import FeedbackStatus
from dialogue.models import Feedback, FeedbackCoding, ImportanceVote
from iso26000.enums import EvidenceKind, FindingKind, ValidationState
from iso26000.models import (
    AssessmentCycle,
    Carried,
    Domain,
    Evidence,
    EvidenceFile,
    Finding,
    PracticeAssessment,
    PracticeValidation,
    is_blind,
    seat_held_by,
)
from iso26000.models.practice import SOON, day_of
from iso26000.queries.practice import NO_PRACTICE, Practice, practices_of
from priorities.models import CriterionScore, RankingRun
from reports.queries.changes import changed_since
from stakeholders.enums import Polarity
from stakeholders.models import Impact, ImpactScore
from stakeholders.models.tally import ScoreTally
from stakeholders.queries.groups import ExpectedGroup, expected_groups

CAP = 500  # impacts told about: beyond, there are simply many
ENDING = timedelta(days=90)


@dataclass(frozen=True)
class ImpactFact:
    """An impact with something to say. alone: one assessor only; silent: a score without rationale; contradicted:
    « aucun impact identifié » beside an identified one."""

    pk: int
    code: str
    unscored: bool
    alone: bool
    silent: bool
    contradicted: bool


@dataclass(frozen=True)
class PieceFact:
    """A piece of evidence with something to say."""

    pk: int
    label: str
    domain: str
    expires_on: date | None
    expired: bool
    expiring: bool
    without_file: bool
    without_value: bool


@dataclass(frozen=True)
class Facts:
    """domains: with the annotations of _domains; practices: domain pk → Practice; seen, heard: position of an expected
    group → impacts or statements, respondents; tallies: code of an assessor → complete scores."""

    cycle: AssessmentCycle
    domains: list[Domain]
    practices: dict[int, Practice]
    hidden: frozenset[int]
    groups: tuple[ExpectedGroup, ...]
    seen: dict[int, int]
    heard: dict[int, int]
    tallies: dict[str, int]
    impacts: list[ImpactFact]
    pieces: list[PieceFact]
    uncoded: int
    unanswered: int
    mandates: int
    to_confirm: int
    compiled_at: datetime | None
    changed: tuple[str, ...]

    @property
    def query(self) -> dict[str, str]:
        return {"exercice": self.cycle.slug}

    def practice(self, domain: Domain) -> Practice:
        return self.practices.get(domain.pk, NO_PRACTICE)

    @property
    def asked(self) -> list[Domain]:
        """Those that are not set aside as not applicable: the others lack nothing."""
        return [domain for domain in self.domains if not self.practice(domain).all_not_applicable]

    @property
    def open_to_reader(self) -> list[Domain]:
        """Those whose levels the reader may know: a check gives nothing away (ADR 0013)."""
        return [domain for domain in self.domains if domain.pk not in self.hidden]


def read_facts(cycle: AssessmentCycle, user: User | None) -> Facts:
    """11 queries, whatever the size; one less where no ranking is compiled, one more where several cycles are open."""
    domains = _domains(cycle, user)
    expected = expected_groups(cycle)
    seen, heard, tallies = _counts(cycle, expected.counts_for)
    alone = _scalars(cycle)
    compiled_at = alone.compiled_at  # type: ignore[attr-defined]
    single = alone.others_open == 0  # type: ignore[attr-defined]
    return Facts(
        cycle=cycle,
        domains=domains,
        practices=practices_of(cycle),
        hidden=frozenset(domain.pk for domain in domains if domain.kept),  # type: ignore[attr-defined]
        groups=expected.groups,
        seen=seen,
        heard=heard,
        tallies=tallies,
        impacts=_impacts(cycle),
        pieces=_pieces(cycle),
        uncoded=alone.uncoded,  # type: ignore[attr-defined]
        unanswered=alone.unanswered,  # type: ignore[attr-defined]
        mandates=alone.mandates,  # type: ignore[attr-defined]
        to_confirm=alone.to_confirm,  # type: ignore[attr-defined]
        compiled_at=compiled_at,
        changed=tuple(changed_since(compiled_at, cycle, alone=single).words) if compiled_at else (),
    )


def _some(rows: "QuerySet[Any]") -> Exists:
    return Exists(rows.filter(domain=OuterRef("pk")).order_by())


def _domains(cycle: AssessmentCycle, user: User | None) -> list[Domain]:
    """In the order of the standard, each with what the cycle holds of it. kept: its levels are kept from the reader."""
    impacts = Impact.objects.filter(cycle=cycle)
    validated = PracticeValidation.objects.filter(
        cycle=cycle, domain=OuterRef("pk"), state=ValidationState.VALIDATED
    )
    kept: Any = Value(False, BooleanField())
    if user is not None and cycle.is_open and is_blind(user):
        mine = PracticeAssessment.objects.filter(cycle=cycle, assessor=seat_held_by(user))
        kept = ~_some(mine)
    return list(
        cycle.domains.annotate(
            looked_at=_some(impacts),
            negative=_some(impacts.filter(polarity=Polarity.NEGATIVE)),
            positive=_some(impacts.filter(polarity=Polarity.POSITIVE)),
            voted=_some(ImportanceVote.objects.filter(cycle=cycle)),
            weighed=_some(CriterionScore.objects.filter(cycle=cycle)),
            spoken_of=_some(FeedbackCoding.objects.filter(feedback__cycle=cycle)),
            orphan_gap=_some(Finding.objects.filter(cycle=cycle, kind=FindingKind.GAP, owner=None)),
            validated=Exists(validated),
            validated_level=Subquery(validated.values("level")),
            kept=kept,
        )
        .defer("guidance_fr", "guidance_en")
        .order_by("order")
    )


def _counts(
    cycle: AssessmentCycle, counts_for: dict[int, int]
) -> tuple[dict[int, int], dict[int, int], dict[str, int]]:
    """Impacts and respondents of each expected group, its sub-groups included; complete scores of each assessor."""

    looked = Impact.objects.filter(cycle=cycle).order_by().values("stakeholder")
    spoke = ImportanceVote.objects.filter(cycle=cycle).order_by().values("stakeholder")
    scored = ScoreTally.objects.filter(cycle=cycle).order_by()
    rows = (
        looked.annotate(what=Value("seen"), n=Count("pk"), who=Value(""))
        .values_list("what", "stakeholder", "n", "who")
        .union(
            spoke.annotate(
                what=Value("heard"), n=Count("respondent", distinct=True), who=Value("")
            ).values_list("what", "stakeholder", "n", "who"),
            scored.annotate(what=Value("tally")).values_list(
                "what", "assessor", "complete", "assessor__code"
            ),
            all=True,
        )
    )
    found: dict[str, dict[Any, int]] = {"seen": defaultdict(int), "heard": defaultdict(int), "tally": {}}
    for what, key, n, who in rows:
        if what == "tally":
            found[what][who] = n
        elif key in counts_for:
            found[what][counts_for[key]] += n
    return dict(found["seen"]), dict(found["heard"]), found["tally"]


def _impacts(cycle: AssessmentCycle) -> list[ImpactFact]:
    """Only those with something to say, CAP at most."""
    scores = ImpactScore.objects.complete_on_impact_at_hand().order_by()
    beside = Impact.objects.filter(
        cycle=cycle, domain=OuterRef("domain"), stakeholder=OuterRef("stakeholder")
    ).to_score()
    identified = ~Q(polarity=Polarity.NONE)
    rows = (
        Impact.objects.filter(cycle=cycle)
        .annotate(
            unscored=_flag(identified & Q(scored=False)),
            alone=_flag(Q(scored=True) & ~Exists(scores[1:2])),
            silent=_flag(
                Q(scored=True)
                & Exists(ImpactScore.objects.filter(impact=OuterRef("pk"), rationale="").order_by())
            ),
            contradicted=_flag(Q(polarity=Polarity.NONE) & Exists(beside.order_by())),
        )
        .filter(Q(unscored=True) | Q(alone=True) | Q(silent=True) | Q(contradicted=True))
        .order_by("domain_id", "code")
    )
    return [
        ImpactFact(*row)
        for row in rows.values_list("pk", "code", "unscored", "alone", "silent", "contradicted")[:CAP]
    ]


def _flag(condition: Any) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _pieces(cycle: AssessmentCycle) -> list[PieceFact]:
    day = day_of(cycle)
    document = Q(kind=EvidenceKind.DOCUMENT)
    filed = Exists(EvidenceFile.objects.filter(evidence=OuterRef("pk")).order_by())
    rows = (
        Evidence.objects.filter(cycle=cycle)
        .annotate(
            expired=_flag(Q(expires_on__lt=day)),
            expiring=_flag(Q(expires_on__range=(day, day + SOON))),
            without_file=_flag(document & ~filed),
            without_value=_flag(Q(kind=EvidenceKind.INDICATOR, value="")),
        )
        .filter(Q(expired=True) | Q(expiring=True) | Q(without_file=True) | Q(without_value=True))
        .order_by("domain__order", "pk")
    )
    names = (
        "pk",
        "label",
        "domain__code",
        "expires_on",
        "expired",
        "expiring",
        "without_file",
        "without_value",
    )
    return [PieceFact(*row) for row in rows.values_list(*names)]


def _scalars(cycle: AssessmentCycle) -> AssessmentCycle:
    """The cycle with what is counted once: one query."""
    today = timezone.localdate()
    said = Feedback.objects.filter(cycle=OuterRef("pk"))
    coded = Exists(FeedbackCoding.objects.filter(feedback=OuterRef("pk")).order_by())
    ending = Mandate.objects.running(today).filter(ends_on__lte=today + ENDING)
    newest = RankingRun.objects.filter(cycle=OuterRef("pk")).order_by("-compiled_at", "-pk")
    others = AssessmentCycle.objects.filter(state="open").exclude(pk=OuterRef("pk"))
    return AssessmentCycle.objects.annotate(
        uncoded=_number(said.filter(~coded)),
        unanswered=_number(said.filter(status__in=FeedbackStatus.open())),
        mandates=_number(ending),
        to_confirm=_number(Carried.objects.filter(cycle=OuterRef("pk"))),
        others_open=_number(others),
        compiled_at=Subquery(newest.values("compiled_at")[:1]),
    ).get(pk=cycle.pk)


def _number(rows: "QuerySet[Any]") -> Coalesce:
    counted = rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, IntegerField()), 0)

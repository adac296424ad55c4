"""Who of the panel has scoring left: counts, never a value."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, DateTimeField, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import Change, User
from iso26000.models import (
    AssessmentCycle,
    Assessor,
    PracticeAssessment,
    Reminder,
    is_blind,
    seat_held_by,
)
from iso26000.models.reminder import PAUSE
from rse_portal.common.typography import nombre
from stakeholders.models import Impact, ImpactScore
from stakeholders.models.tally import given_in
from stakeholders.queries.progress import progress_of

SCORED, LEVELLED = ImpactScore._meta.label_lower, PracticeAssessment._meta.label_lower


@dataclass(frozen=True)
class Share:
    """What the cycle asks of each assessor: impacts to score, domains whose practice is to assess."""

    impacts: int
    levels: int


def share_of(cycle: AssessmentCycle) -> Share:
    """2 queries."""
    return Share(
        impacts=Impact.objects.filter(cycle=cycle).to_score().count(),
        levels=cycle.domains.count(),
    )


@dataclass(frozen=True)
class Work:
    """One assessor with an account: what they gave of their share, when they last did, when they were reminded."""

    seat: Assessor
    share: Share
    impacts: int
    levels: int
    last_at: datetime | None
    reminded_at: datetime | None
    failure: str

    @property
    def impacts_left(self) -> int:
        return max(0, self.share.impacts - self.impacts)

    @property
    def levels_left(self) -> int:
        return max(0, self.share.levels - self.levels)

    @property
    def is_done(self) -> bool:
        return not (self.impacts_left or self.levels_left)

    @property
    def rests(self) -> bool:
        """Reminded so lately that nobody reminds them again."""
        return self.reminded_at is not None and self.reminded_at > timezone.now() - PAUSE

    @property
    def gave_nothing(self) -> bool:
        """In this cycle; whether they did in another one is for the action to find out."""
        return not (self.impacts or self.levels)


@dataclass(frozen=True)
class Panel:
    """with_account: open accounts that hold a seat. codes: imported codes without account that scored in the cycle."""

    with_account: int
    codes: int


def panel_of(cycle: AssessmentCycle) -> Panel:
    """1 query: impact by impact until the first one that a code scored."""
    score = ImpactScore.objects.filter(impact=OuterRef("pk"), assessor=OuterRef(OuterRef("pk"))).order_by()
    scored = Exists(Impact.objects.filter(Exists(score), cycle=cycle).order_by())
    return Panel(
        **Assessor.objects.aggregate(
            with_account=Count("pk", filter=Q(user__is_active=True)),
            codes=Count("pk", filter=Q(user=None) & Q(scored)),
        )
    )


def seats_with_work(cycle: AssessmentCycle) -> "QuerySet[Assessor]":
    """Assessors with an open account, with what they gave in the cycle. No score is read: the database keeps tallies."""
    levels = (
        PracticeAssessment.objects.filter(assessor=OuterRef("pk"), cycle=cycle)
        .order_by()
        .values("assessor")
        .annotate(n=Count("pk"))
        .values("n")
    )
    reminder = Reminder.objects.filter(assessor=OuterRef("pk"), cycle=cycle)
    return (
        Assessor.objects.filter(user__is_active=True)
        .select_related("user")
        .annotate(
            impacts_given=given_in(cycle, OuterRef("pk")),
            levels_given=Coalesce(Subquery(levels, IntegerField()), 0),
            scored_at=_last(SCORED),
            levelled_at=_last(LEVELLED),
            reminded_at=Subquery(reminder.values("sent_at")),
            reminder_failure=Subquery(reminder.values("failure")),
        )
        .order_by("user__last_name", "user__first_name", "code")
    )


def _last(target: str) -> Subquery:
    """When the person last changed a row of this kind, in any cycle."""
    changes = Change.objects.filter(by=OuterRef("user"), target_type=target).order_by("-pk")
    return Subquery(changes.values("at")[:1], DateTimeField())


def work_of(seat: Assessor, share: Share) -> Work:
    """`seat`: a row of seats_with_work. No query."""
    moments = [moment for moment in (seat.scored_at, seat.levelled_at) if moment]  # type: ignore[attr-defined]
    return Work(
        seat=seat,
        share=share,
        impacts=seat.impacts_given,  # type: ignore[attr-defined]
        levels=seat.levels_given,  # type: ignore[attr-defined]
        last_at=max(moments, default=None),
        reminded_at=seat.reminded_at,  # type: ignore[attr-defined]
        failure=seat.reminder_failure or "",  # type: ignore[attr-defined]
    )


def left_before_ranking(user: User, cycle: AssessmentCycle) -> int:
    """Impacts that this person must still score before a ranking of the cycle is shown to them; 0 for whoever does not
    score, and in a closed cycle. 1 query for whoever scores, none for the others."""
    if not cycle.is_open or not is_blind(user):
        return 0
    return progress_of(cycle, seat_held_by(user)).left


def blind_sentence(left: int) -> str:
    """What a person reads in the place of a ranking; nothing when nothing is left."""
    if not left:
        return ""
    return ngettext(
        "Il vous reste %(n)s impact à coter : le classement de l’exercice ouvert vous sera montré ensuite, "
        "pour que vos notes restent les vôtres.",
        "Il vous reste %(n)s impacts à coter : le classement de l’exercice ouvert vous sera montré ensuite, "
        "pour que vos notes restent les vôtres.",
        left,
    ) % {"n": nombre(left)}

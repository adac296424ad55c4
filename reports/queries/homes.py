"""What each role finds on its home page: only what calls for an act, or answers « what became of it? »."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import JournalEntry, Mandate, Territory, User
from accounts.roles import Role
from dialogue.enums import FeedbackStatus
from dialogue.models import DialogueSession, Feedback
from dialogue.queries.fate import effects_to_answer, fates_of
from iso26000.models import AssessmentCycle, Assessor, seat_held_by
from jobs.enums import JobState
from jobs.models import Job, WorkerSign
from priorities import pictures
from priorities.models import RankingRun
from priorities.queries.decision import decision_of
from priorities.queries.reading import RankingReading, read_ranking
from reports.queries.cycle import cycle_steps
from stakeholders.models import Impact, ImpactScore
from stakeholders.queries.progress import progress_of

FEW = 5
SOON = timedelta(days=90)
RECENT = 200  # impacts among which disagreements are looked for: a home does not read a million scores
SPLIT = 3  # levels between the lowest and the highest score from which assessors should talk
WORKER_SILENCE = timedelta(seconds=60)


def delegate_home(user: User, cycle: AssessmentCycle | None) -> dict[str, Any]:
    """Next session, one's own sentences and their fate, what the territory said, questions that wait. 7 queries."""
    today = timezone.localdate()
    mine = Feedback.objects.filter(author=user)
    territory = Feedback.objects.visible_to(user).filter(cycle=cycle)
    return {
        "next_session": DialogueSession.objects.visible_to(user)
        .select_related("assembly")
        .coming(today)
        .first(),
        "mine": fates_of(_moved_last(mine)),
        "effects": effects_to_answer(user),
        "sheets": Territory.objects.filter(pk__in=user.access.scope([Role.DELEGATE]).territories).order_by(
            "code"
        ),
        "mine_count": mine.count(),
        "fate": _fate(mine),
        "territory_fate": _fate(territory),
    }


def _moved_last(mine: Any) -> list[Feedback]:
    """The few on which something happened last. 1 query."""
    last = Coalesce(Max("steps__at"), F("recorded_at"))
    rows = mine.select_related("merged_into", "rating").annotate(moved_at=last)
    return list(rows.order_by("-moved_at", "-received_on", "-pk")[:FEW])


def _fate(feedback: Any) -> dict[str, int]:
    told = Q(status__in=[FeedbackStatus.REPORTED_BACK, FeedbackStatus.CLOSED])
    return feedback.aggregate(
        total=Count("pk"),
        waiting=Count("pk", filter=Q(status__in=FeedbackStatus.open())),
        answered=Count("pk", filter=Q(status=FeedbackStatus.ANSWERED)),
        told=Count("pk", filter=told),
    )


@dataclass(frozen=True)
class Split:
    """An impact on which the assessors part. low, high: of the scale they gave; people: how many gave one."""

    impact: Impact
    low: int
    high: int
    people: int


def _last_scored(cycle: AssessmentCycle | None, assessor: Assessor | None) -> Any:
    """The last RECENT impacts that this assessor scored, in the order of their identification."""
    own = ImpactScore.objects.complete().filter(assessor=assessor, impact__cycle=cycle)
    return own.order_by("-impact_id").values("impact")[:RECENT]


def _split(user: User, impacts: Any) -> list[Split]:
    """The widest first, among those of these impacts whose scores this person may see. 2 queries."""
    parted = (
        ImpactScore.objects.filter(
            impact__in=impacts.revealed_to(user).order_by().values("pk"), scale__isnull=False
        )
        .order_by()
        .values_list("impact")
        .annotate(low=Min("scale"), high=Max("scale"), people=Count("pk"))
        .filter(high__gte=F("low") + SPLIT)
        .order_by(F("low") - F("high"), "impact_id")[:FEW]
    )
    found = {row[0]: row[1:] for row in parted}
    named = Impact.objects.in_bulk(found)
    return [Split(named[pk], *levels) for pk, levels in found.items()]


def rapporteur_home(user: User, cycle: AssessmentCycle | None) -> dict[str, Any]:
    """Sentences to qualify with their age, impacts left to score, impacts on which assessors part. 6 queries."""
    today = timezone.localdate()
    inbox = Feedback.objects.visible_to(user).filter(status=FeedbackStatus.RECEIVED)
    impacts = Impact.objects.filter(cycle=cycle).to_score()
    assessor = seat_held_by(user)
    progress = progress_of(cycle, assessor) if cycle else None
    oldest = inbox.aggregate(oldest=Min("received_on"))["oldest"]
    return {
        "inbox_count": inbox.count(),
        "inbox": inbox.select_related("territory", "stakeholder").order_by("received_on", "pk")[:FEW],
        "oldest_days": (today - oldest).days if oldest else None,
        "late": inbox.filter(
            received_on__lt=today - timedelta(days=settings.DIALOGUE_ACKNOWLEDGE_DAYS)
        ).count(),
        "left_count": progress.left if progress else 0,
        "impact_count": progress.total if progress else 0,
        "split": _split(user, impacts.filter(pk__in=_last_scored(cycle, assessor))),
    }


def manager_home(user: User, cycle: AssessmentCycle | None) -> dict[str, Any]:
    """The steps of the cycle with what blocks each. 6 queries, none of which reads every score or every vote."""
    if cycle is None:
        return {"steps": [], "run": None, "jobs": []}
    run = RankingRun.objects.of(cycle).without_result().newest_first().first()
    return {
        "steps": cycle_steps(cycle, run),
        "run": run,
        "jobs": Job.objects.visible_to(user).recent()[:FEW],
    }


def administrator_home(user: User, cycle: AssessmentCycle | None) -> dict[str, Any]:
    """What waits for a decision; the ranking in one sentence and one picture, what is grave, the first ten. 4 queries."""
    reading = latest_reading(user, cycle)
    return {
        "decision": decision_of(cycle, user) if cycle else None,
        "reading": reading,
        "rose": pictures.rose_of(reading) if reading and reading.significance else None,
        "first": reading.significance[: reading.top] if reading else [],
    }


def platform_admin_home(user: User, cycle: AssessmentCycle | None) -> dict[str, Any]:
    """Accounts, mandates that end soon, jobs that failed, workers alive. 6 queries; never any content."""
    today = timezone.localdate()
    running = Mandate.objects.running(today)
    return {
        "accounts": User.objects.aggregate(
            open=Count("pk", filter=Q(is_active=True)), closed=Count("pk", filter=Q(is_active=False))
        ),
        "mandate_count": running.count(),
        "ending": running.filter(ends_on__lte=today + SOON)
        .select_related("user", "territory")
        .order_by("ends_on", "pk")[:FEW],
        "failed": Job.objects.filter(state=JobState.FAILED).recent()[:FEW],
        "active_jobs": Job.objects.active().count(),
        "workers": WorkerSign.objects.filter(at__gt=timezone.now() - WORKER_SILENCE),
    }


def auditor_home(user: User, cycle: AssessmentCycle | None) -> dict[str, Any]:
    """The rankings with their fingerprints and the last lines of the journal. 2 queries."""
    return {
        "runs": RankingRun.objects.visible_to(user)
        .without_result()
        .select_related("cycle")
        .newest_first()[:FEW],
        "entries": JournalEntry.objects.with_actor()[:FEW],
    }


def latest_reading(user: User, cycle: AssessmentCycle | None) -> RankingReading | None:
    """The latest ranking of the cycle that this person may see. 3 queries."""
    if cycle is None:
        return None
    run = RankingRun.objects.visible_to(user).of(cycle).select_related("cycle").newest_first().first()
    return read_ranking(run) if run else None


HOMES: dict[Role, Callable[[User, AssessmentCycle | None], dict[str, Any]]] = {
    Role.DELEGATE: delegate_home,
    Role.ADMINISTRATOR: administrator_home,
    Role.RAPPORTEUR: rapporteur_home,
    Role.MANAGER: manager_home,
    Role.AUDITOR: auditor_home,
    Role.PLATFORM_ADMIN: platform_admin_home,
}


def panels(user: User, cycle: AssessmentCycle | None) -> list[dict[str, Any]]:
    """One panel per role the person holds today, in the order of HOMES; without any, what became of their words."""
    if not user.access.roles:
        mine = Feedback.objects.filter(author=user)
        fate = _fate(mine)
        recent = fates_of(_moved_last(mine))
        former = {"template": "reports/homes/former.html", "fate": fate, "mine": recent}
        return [former] if fate["total"] else []
    return [
        {"template": f"reports/homes/{role.value}.html", **build(user, cycle)}
        for role, build in HOMES.items()
        if user.access.has(role)
    ]

"""The last hands on the grids of the open cycle: what the history says of the people who have an account."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.actions.history import keep_changes, values_of
from accounts.models import Change, ChangeKind
from iso26000.models import AssessmentCycle
from stakeholders.models import ImpactScore

LATEST = 3  # scores of each person that have a history
DAYS_AGO = (2, 9, 23)  # of the newest one, person by person


def leave_traces(cycle: AssessmentCycle) -> None:
    """Scores of people with an account were given by hand: the newest ones say when."""
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    scores = ImpactScore.objects.filter(impact__cycle=cycle, assessor__user__isnull=False).select_related(
        "assessor"
    )
    by_person: dict[int, list[ImpactScore]] = {}
    for score in scores.order_by("assessor__code", "impact__code"):
        by_person.setdefault(score.assessor_id, []).append(score)
    keep_changes(
        [
            _given(score, now - timedelta(days=days, hours=LATEST - position))
            for given, days in zip(by_person.values(), DAYS_AGO, strict=False)
            for position, score in enumerate(given[-LATEST:])
        ]
    )


def _given(score: ImpactScore, at: datetime) -> Change:
    return Change(
        at=at,
        by=score.assessor.user,
        kind=ChangeKind.CREATED,
        target_type=score._meta.label_lower,
        target_id=str(score.pk),
        version=score.version,
        after=values_of(score),
    )

"""The safety net: rings again for what was left behind. Idempotent, so that two sweepers do no harm."""

from datetime import timedelta

from django.utils import timezone

from jobs.actions.request import ring
from jobs.models import Job, WorkerSign

MUTE_BELL_SECONDS = 10  # a pending job older than this was probably never heard
AT_A_TIME = 20  # a long queue must not fill the broker with copies of the same bells


def sweep() -> int:
    """Ring for jobs whose worker died and for those whose bell was not heard; returns how many. Two queries."""
    limit = timezone.now() - timedelta(seconds=MUTE_BELL_SECONDS)
    left_behind = [
        *Job.objects.stale().values_list("pk", flat=True),
        *Job.objects.filter(state="pending", created_at__lt=limit)
        .order_by("created_at")[:AT_A_TIME]
        .values_list("pk", flat=True),
    ]
    for job_id in left_behind:
        ring(job_id)
    return len(left_behind)


def sign_of_life(*, worker: str) -> None:
    """Say that this worker hears the bell; forget those silent for a day."""
    now = timezone.now()
    WorkerSign.objects.update_or_create(name=worker, defaults={"at": now})
    WorkerSign.objects.filter(at__lt=now - timedelta(days=1)).delete()

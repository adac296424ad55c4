from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from jobs.enums import JobState
from jobs.models import Job


def make_job(
    *,
    kind: str = "tests.nothing",
    owner: User | None = None,
    state: JobState = JobState.PENDING,
    **fields: Any,
) -> Job:
    """A job in that state, with the dates that go with it."""
    now = timezone.now()
    defaults: dict[str, Any] = {"label": "Traitement d’essai"}
    if state != JobState.PENDING:
        defaults |= {"started_at": now, "heartbeat_at": now, "token": uuid4(), "attempts": 1}
    if state not in JobState.active():
        defaults |= {"finished_at": now}
    return Job.objects.create(kind=kind, owner=owner, state=state, **{**defaults, **fields})


def make_stale_job(**fields: Any) -> Job:
    """Running, but its worker has been silent for longer than the lease."""
    long_ago = timezone.now() - timedelta(seconds=settings.JOB_LEASE_SECONDS + 60)
    return make_job(state=JobState.RUNNING, **{"heartbeat_at": long_ago, "started_at": long_ago, **fields})

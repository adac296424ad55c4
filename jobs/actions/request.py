"""What a person does to a job: request it, cancel it, run it again."""

import logging
from typing import Any

from celery import current_app
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions.journal import record
from accounts.models import User
from jobs.enums import JobState
from jobs.models import Job
from rse_portal.common.errors import Conflict

log = logging.getLogger("portail.jobs")


def ring(job_id: object) -> None:
    """Tell the workers. The bell may be mute (broker down): the sweeper will ring again, so nothing is raised."""
    try:
        current_app.send_task("jobs.run", args=[str(job_id)], ignore_result=True, retry=False)
    except Exception as problem:  # any broker, any driver: the row is safe, only the bell is not heard
        log.warning("The bell did not ring for job %s: %s", job_id, type(problem).__name__)


def request_job(
    *, kind: str, label: str, by: User | None, key: str = "", owner: User | None = None, **arguments: Any
) -> tuple[Job, bool]:
    """Queue a job and ring after commit. Returns (job, created).

    While a job with the same key is active, that one is returned instead: a second click starts nothing.
    owner: whose job it is, `by` unless told. arguments: ids and settings only, JSON values.
    """
    existing = Job.objects.active().filter(key=key).first() if key else None
    if existing:
        return existing, False
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, label=label, owner=owner or by, key=key, arguments=arguments)
            record(action="job.requested", by=by, target=job, kind=kind)
    except IntegrityError:  # another request won the race between the two statements
        winner = Job.objects.active().filter(key=key).first()
        if winner is None:
            raise
        return winner, False
    transaction.on_commit(lambda: ring(job.pk), robust=True)
    return job, True


@transaction.atomic
def cancel_job(*, job: Job, by: User | None) -> None:
    """Cancel at once if nobody took it, else ask its worker to stop at the next step. Raises Conflict if it is over."""
    now = timezone.now()
    cancelled = Job.objects.filter(pk=job.pk, state=JobState.PENDING).update(
        state=JobState.CANCELLED, cancel_requested=True, finished_at=now
    )
    asked = cancelled or Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True)
    if not asked:
        raise Conflict
    record(action="job.cancelled" if cancelled else "job.cancel_requested", by=by, target=job)


def retry_job(*, job: Job, by: User | None) -> Job:
    """Queue the same work again as a new job of the same owner; the old one stays as history.

    Raises Conflict unless it failed, was cancelled or refused.
    """
    if job.is_active or job.state == JobState.DONE:
        raise Conflict
    again, _created = request_job(
        kind=job.kind, label=job.label, by=by, key=job.key, owner=job.owner, **job.arguments
    )
    record(action="job.retried", by=by, target=again)
    return again

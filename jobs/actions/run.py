"""What a worker does to a job: claim, run, record. Safe to call twice for one job: only one claim wins."""

import logging
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import close_old_connections, connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from jobs.enums import JobState
from jobs.models import Job, JobQuerySet
from jobs.registry import KINDS, Outcome
from rse_portal.common.errors import Problem

log = logging.getLogger("portail.jobs")


class JobCancelled(Exception):
    """The person asked to stop; raised inside the job by its progress call."""


class LeaseLost(Exception):
    """Another worker took the job over because this one gave no sign of life; raised by the progress call."""


def claim(job_id: str | uuid.UUID) -> Job | None:
    """Take the job for this worker, or None if it is not to be taken. Counts the attempt before any work, so that a
    job which kills its worker cannot run for ever. One UPDATE decides between workers."""
    now = timezone.now()
    token = uuid.uuid4()
    exhausted = Job.objects.claimable().filter(pk=job_id, attempts__gte=settings.JOB_MAX_ATTEMPTS)
    if exhausted.update(
        state=JobState.FAILED,
        finished_at=now,
        error=_("Le traitement s’est interrompu %d fois sans laisser de message : il n’est plus relancé.")
        % settings.JOB_MAX_ATTEMPTS,
    ):
        return None
    taken = (
        Job.objects.claimable()
        .filter(pk=job_id)
        .update(
            state=JobState.RUNNING,
            attempts=F("attempts") + 1,
            token=token,
            started_at=now,
            heartbeat_at=now,
            progress=0,
            step="",
        )
    )
    return Job.objects.select_related("owner").get(pk=job_id) if taken else None


def run_job(*, job_id: str | uuid.UUID) -> None:
    """Claim the job, call its kind, record the outcome. Never raises for a failure of the job itself."""
    named = Job.objects.filter(pk=job_id).values_list("kind", flat=True).first()
    kind = KINDS.get(named or "")
    if kind is None:  # asked for by a newer version of the portal: it waits for a worker that knows it
        log.warning("Job %s is of a kind unknown to this worker: %s", job_id, named)
        return
    job = claim(job_id)
    if job is None:
        return
    try:
        if job.owner is not None and not job.owner.has_perm(kind.permission):
            _finish(job, JobState.REFUSED, error=_("Le droit nécessaire a été retiré entre-temps."))
            return
        with _heartbeat(job):
            outcome = kind.run(job, lambda fraction, step: _report(job, fraction, step))
        _finish(job, JobState.DONE, outcome=outcome)  # a full disk, here, is a failure like another
    except JobCancelled:
        _finish(job, JobState.CANCELLED)
    except LeaseLost:
        log.warning("Job %s was taken over by another worker.", job.pk)
    except Problem as problem:
        _finish(job, JobState.FAILED, error=str(problem.message))
    except Exception:
        # Logged whole for the developer; told in one sentence, without its text, to the person.
        log.exception("Job %s (%s) failed.", job.pk, job.kind)
        _finish(
            job,
            JobState.FAILED,
            error=_("Une erreur inattendue a arrêté le traitement (référence %s).") % job.pk,
        )


def _held(job: Job) -> JobQuerySet:
    """The row as long as this worker still holds its lease."""
    return Job.objects.filter(pk=job.pk, token=job.token, state=JobState.RUNNING)


def _report(job: Job, fraction: float, step: str) -> None:
    percent = max(0, min(99, int(fraction * 100)))
    if not _held(job).update(progress=percent, step=step[:120], heartbeat_at=timezone.now()):
        raise LeaseLost
    if Job.objects.filter(pk=job.pk, cancel_requested=True).exists():
        raise JobCancelled


@contextmanager
def _heartbeat(job: Job) -> Iterator[None]:
    """A sign of life every third of a lease, from a thread of its own: a long matrix product is not a death.

    Past the time limit it stops: a job that hangs then loses its lease, on pools that Celery cannot stop too.
    """
    over, deadline = threading.Event(), time.monotonic() + settings.CELERY_TASK_TIME_LIMIT

    def beat() -> None:
        while not over.wait(settings.JOB_LEASE_SECONDS / 3) and time.monotonic() < deadline:
            try:
                _held(job).update(heartbeat_at=timezone.now())
            except Exception:  # the database blinks: the next beat, or the sweeper, will tell
                log.warning("No heartbeat for job %s.", job.pk)
        connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat-{job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)


def _finish(job: Job, state: JobState, *, error: str = "", outcome: Outcome | None = None) -> None:
    """Write the end, once: a worker that lost its lease writes nothing. A half-written file never shows."""
    outcome = outcome or Outcome()
    if not connection.in_atomic_block:  # within one it would close the transaction itself
        close_old_connections()
    if not _held(job).exists():
        return
    name = _keep_file(job, outcome.file, outcome.file_name) if outcome.file else ""
    _held(job).update(
        state=state,
        error=error,
        result_url=outcome.url,
        result_file=name,
        finished_at=timezone.now(),
        **({"progress": 100, "step": ""} if state == JobState.DONE else {}),
    )


def _keep_file(job: Job, path: Path, name: str) -> str:
    storage = Job._meta.get_field("result_file").storage
    with path.open("rb") as stream:
        kept = storage.save(f"jobs/{job.pk}/{name}", File(stream))
    path.unlink()
    return kept

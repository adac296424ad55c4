"""What a worker does to a job, without Celery: run_job is called as the task calls it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from jobs.actions import run as running
from jobs.actions.request import cancel_job
from jobs.actions.run import LeaseLost, claim, run_job
from jobs.enums import JobState
from jobs.models import Job
from jobs.registry import KINDS, Kind, Outcome, Progress
from rse_portal.common.errors import Unprocessable
from tests.factories.accounts import give_role
from tests.factories.jobs import make_job, make_stale_job

pytestmark = pytest.mark.django_db
KIND, PERMISSION = "tests.kind", "jobs.view_tray"


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Any:
    """declare(function): the kind that the jobs of this module run."""

    def declare(run: Any) -> None:
        monkeypatch.setitem(KINDS, KIND, Kind(KIND, PERMISSION, run))

    return declare


@pytest.fixture(autouse=True)
def _does_nothing(declare: Any) -> Iterator[None]:
    declare(lambda job, progress: Outcome())
    yield


def state_of(job: Job) -> JobState:
    job.refresh_from_db()
    return JobState(job.state)


def test_job_runs_and_ends(chloe: User) -> None:
    job = make_job(kind=KIND, owner=chloe)
    run_job(job_id=job.pk)
    assert state_of(job) == JobState.DONE
    assert (job.progress, job.attempts, job.error) == (100, 1, "")
    assert job.started_at and job.finished_at and job.started_at <= job.finished_at


def test_result_page_is_kept(chloe: User, declare: Any) -> None:
    declare(lambda job, progress: Outcome(url="/priorites/"))
    job = make_job(kind=KIND, owner=chloe)
    run_job(job_id=job.pk)
    assert state_of(job) == JobState.DONE
    assert job.result_url == "/priorites/"


# --- claiming


def test_one_claim_wins() -> None:
    job = make_job(kind=KIND)
    first, second = claim(job.pk), claim(job.pk)
    assert first is not None and first.attempts == 1
    assert second is None


def test_running_job_is_left_alone() -> None:
    job = make_job(kind=KIND, state=JobState.RUNNING)
    assert claim(job.pk) is None


def test_stale_job_is_taken_again() -> None:
    job = make_stale_job(kind=KIND)
    taken = claim(job.pk)
    assert taken is not None
    assert taken.attempts == 2
    assert taken.token != job.token


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.REFUSED])
def test_finished_job_never_runs_again(state: JobState) -> None:
    job = make_job(kind=KIND, state=state)
    run_job(job_id=job.pk)
    assert state_of(job) == state
    assert job.attempts == 1


def test_job_that_kills_its_workers_stops_after_three_attempts() -> None:
    job = make_stale_job(kind=KIND, attempts=3)
    assert claim(job.pk) is None
    assert state_of(job) == JobState.FAILED
    assert "3 fois" in job.error


def test_third_attempt_is_still_tried() -> None:
    job = make_stale_job(kind=KIND, attempts=2)
    run_job(job_id=job.pk)
    assert state_of(job) == JobState.DONE
    assert job.attempts == 3


def test_unknown_job_is_ignored() -> None:
    run_job(job_id="00000000-0000-4000-8000-000000000000")


# --- rights, at the time it runs


def test_right_revoked_meanwhile_refuses(chloe: User, declare: Any) -> None:
    declare(lambda job, progress: pytest.fail("it ran"))
    job = make_job(kind=KIND, owner=chloe)
    chloe.role_assignments.update(ends_on=timezone.localdate() - timedelta(days=1))
    run_job(job_id=job.pk)
    assert state_of(job) == JobState.REFUSED
    assert "droit" in job.error


def test_closed_account_refuses(chloe: User, declare: Any) -> None:
    declare(lambda job, progress: pytest.fail("it ran"))
    job = make_job(kind=KIND, owner=chloe)
    chloe.is_active = False
    chloe.save()
    run_job(job_id=job.pk)
    assert state_of(job) == JobState.REFUSED


def test_job_of_a_command_needs_no_right() -> None:
    job = make_job(kind=KIND, owner=None)
    run_job(job_id=job.pk)
    assert state_of(job) == JobState.DONE


# --- failing


def test_failure_tells_a_cause_without_internals(chloe: User, declare: Any) -> None:
    def explode(job: Job, progress: Progress) -> Outcome:
        raise ValueError("/srv/secret/path password=hunter2")

    declare(explode)
    job = make_job(kind=KIND, owner=chloe)
    run_job(job_id=job.pk)
    assert state_of(job) == JobState.FAILED
    assert str(job.pk) in job.error
    assert "hunter2" not in job.error and "ValueError" not in job.error
    assert job.error.startswith("Une erreur inattendue")


def test_problem_is_told_in_its_own_words(chloe: User, declare: Any) -> None:
    def refuse(job: Job, progress: Progress) -> Outcome:
        raise Unprocessable("Aucun impact n’est coté dans cet exercice.")

    declare(refuse)
    job = make_job(kind=KIND, owner=chloe)
    run_job(job_id=job.pk)
    assert state_of(job) == JobState.FAILED
    assert job.error == "Aucun impact n’est coté dans cet exercice."


def test_unknown_kind_waits_for_a_worker_that_knows_it(db):
    job = make_job(kind="from-the-future")
    run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.PENDING, 0)


def test_progress_is_written_within_bounds(chloe: User, declare: Any) -> None:
    seen = []

    def work(job: Job, progress: Progress) -> Outcome:
        for fraction in (-1, 0.5, 2):
            progress(fraction, "Étape " * 40)
            job.refresh_from_db(fields=["progress", "step"])
            seen.append((job.progress, len(job.step)))
        return Outcome()

    declare(work)
    job = make_job(kind=KIND, owner=chloe)
    run_job(job_id=job.pk)
    assert seen == [(0, 120), (50, 120), (99, 120)]


def test_cancelling_a_running_job_stops_it_at_its_next_step(chloe: User, declare: Any) -> None:
    def work(job: Job, progress: Progress) -> Outcome:
        progress(0.1, "Début")
        cancel_job(job=job, by=chloe)
        progress(0.2, "Suite")
        pytest.fail("it went on")

    declare(work)
    job = make_job(kind=KIND, owner=chloe)
    run_job(job_id=job.pk)
    assert state_of(job) == JobState.CANCELLED
    assert job.finished_at is not None


def test_worker_that_lost_its_lease_writes_nothing(chloe: User, declare: Any) -> None:
    """It was silent too long, another took the job and ended it: the first one's outcome is dropped."""

    def work(job: Job, progress: Progress) -> Outcome:
        other = make_job().pk  # any other token
        Job.objects.filter(pk=job.pk).update(token=other, step="à l’autre")
        with pytest.raises(LeaseLost):
            progress(0.5, "trop tard")
        return Outcome(url="/trop-tard/")

    declare(work)
    job = make_job(kind=KIND, owner=chloe)
    run_job(job_id=job.pk)
    assert state_of(job) == JobState.RUNNING
    assert (job.step, job.result_url) == ("à l’autre", "")


# --- the file


def test_result_file_is_kept_and_tied_to_the_job(
    chloe: User, declare: Any, media: Path, tmp_path: Path
) -> None:
    finished = tmp_path / "quelconque.tmp"
    finished.write_bytes(b"%PDF-1.7")
    declare(lambda job, progress: Outcome(file=finished, file_name="rapport-2026.pdf"))
    job = make_job(kind=KIND, owner=chloe)
    run_job(job_id=job.pk)
    assert state_of(job) == JobState.DONE
    assert job.result_file.name == f"jobs/{job.pk}/rapport-2026.pdf"
    assert (media / job.result_file.name).read_bytes() == b"%PDF-1.7"
    assert not finished.exists()


def test_file_that_cannot_be_kept_fails_the_job(
    chloe: User, declare: Any, media: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: no half file shows, the person is told, the job does not stay « en cours »."""

    def full(*args: object) -> str:
        raise OSError("No space left on device")

    monkeypatch.setattr(running, "_keep_file", full)
    finished = tmp_path / "r.tmp"
    finished.write_bytes(b"x")
    declare(lambda job, progress: Outcome(file=finished, file_name="r.pdf"))
    job = make_job(kind=KIND, owner=chloe)
    run_job(job_id=job.pk)
    assert state_of(job) == JobState.FAILED
    assert job.error and not job.result_file


def test_right_given_again_runs(chloe: User) -> None:
    """Rights are read at each run, not kept from the request."""
    nobody = User.objects.create_user("sans-role@test.example", first_name="S", last_name="R")
    job = make_job(kind=KIND, owner=nobody)
    give_role(nobody, "manager")  # type: ignore[arg-type]
    run_job(job_id=job.pk)
    assert state_of(job) == JobState.DONE

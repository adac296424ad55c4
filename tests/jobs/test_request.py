from typing import Any

import pytest

from accounts.models import JournalEntry, User
from jobs.actions import request as requests
from jobs.actions.request import cancel_job, request_job, retry_job
from jobs.enums import JobState
from jobs.models import Job
from rse_portal.common.errors import Conflict
from tests.factories.jobs import make_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids that the workers were told of."""
    heard: list[str] = []
    monkeypatch.setattr(
        requests.current_app, "send_task", lambda name, args, **options: heard.append(args[0])
    )
    return heard


def ask(by: User | None, key: str = "") -> tuple[Job, bool]:
    return request_job(kind="tests.kind", label="Essai", by=by, key=key, cycle=7)


def test_request_queues_a_job_and_rings_after_commit(
    chloe: User, bell: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job, created = ask(chloe)
        assert bell == []
    assert created
    assert bell == [str(job.pk)]
    assert (job.state, job.owner, job.arguments) == (JobState.PENDING, chloe, {"cycle": 7})


def test_request_is_journaled_without_text(chloe: User, bell: list[str]) -> None:
    job, _created = ask(chloe)
    entry = JournalEntry.objects.get(action="job.requested")
    assert (entry.actor, entry.target_id, entry.details) == (chloe, str(job.pk), {"kind": "tests.kind"})


def test_same_key_returns_the_same_job(chloe: User, bruno: User, bell: list[str]) -> None:
    job, created = ask(chloe, key="compile:1")
    again, created_again = ask(bruno, key="compile:1")
    assert (created, created_again) == (True, False)
    assert again == job


def test_same_key_starts_again_once_the_first_is_over(chloe: User, bell: list[str]) -> None:
    over = make_job(key="compile:1", state=JobState.DONE)
    job, created = ask(chloe, key="compile:1")
    assert created and job != over


def test_without_key_each_click_is_a_job(chloe: User, bell: list[str]) -> None:
    assert ask(chloe)[0] != ask(chloe)[0]


def test_lost_race_returns_the_winner(chloe: User, bell: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another request commits between the look and the insertion: the constraint tells, nobody sees an error."""
    winner = make_job(key="compile:1")
    looks = iter([Job.objects.none()])
    active = Job.objects.active
    monkeypatch.setattr(Job.objects, "active", lambda: next(looks, active()))
    assert ask(chloe, key="compile:1") == (winner, False)
    assert bell == []


def test_mute_bell_does_not_fail_the_request(
    chloe: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def down(*args: object, **options: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(requests.current_app, "send_task", down)
    with django_capture_on_commit_callbacks(execute=True):
        job, created = ask(chloe)
    assert created and job.state == JobState.PENDING


# --- cancel


def test_cancelling_a_pending_job_ends_it(chloe: User) -> None:
    job = make_job(owner=chloe)
    cancel_job(job=job, by=chloe)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert job.finished_at is not None
    assert JournalEntry.objects.filter(action="job.cancelled", actor=chloe).count() == 1


def test_cancelling_a_running_job_asks_its_worker(chloe: User) -> None:
    job = make_job(owner=chloe, state=JobState.RUNNING)
    cancel_job(job=job, by=chloe)
    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == (JobState.RUNNING, True)


def test_cancelling_a_finished_job_is_a_conflict(chloe: User) -> None:
    job = make_job(owner=chloe, state=JobState.DONE)
    with pytest.raises(Conflict):
        cancel_job(job=job, by=chloe)
    assert not JournalEntry.objects.filter(action="job.cancelled").exists()


# --- run again


def test_running_again_makes_a_new_job_and_keeps_the_old_one(chloe: User, bell: list[str]) -> None:
    failed = make_job(
        kind="tests.kind", owner=chloe, state=JobState.FAILED, error="Cause.", arguments={"cycle": 7}
    )
    again = retry_job(job=failed, by=chloe)
    assert again != failed
    assert (again.kind, again.arguments, again.state) == ("tests.kind", {"cycle": 7}, JobState.PENDING)
    failed.refresh_from_db()
    assert failed.state == JobState.FAILED


def test_running_again_what_still_runs_is_a_conflict(chloe: User) -> None:
    with pytest.raises(Conflict):
        retry_job(job=make_job(owner=chloe, state=JobState.RUNNING), by=chloe)

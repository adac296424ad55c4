from datetime import timedelta

import pytest
from django.utils import timezone

from jobs.actions import sweep as sweeping
from jobs.actions.sweep import AT_A_TIME, MUTE_BELL_SECONDS, sign_of_life, sweep
from jobs.enums import JobState
from jobs.models import Job, WorkerSign
from tests.factories.jobs import make_job, make_stale_job

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(seconds=MUTE_BELL_SECONDS + 60)


@pytest.fixture
def bell(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    heard: list[object] = []
    monkeypatch.setattr(sweeping, "ring", heard.append)
    return heard


def test_sweep_rings_for_what_was_left_behind(bell: list[object]) -> None:
    stale, unheard = make_stale_job(), make_job(created_at=LONG_AGO)
    make_job()  # asked for a moment ago: its own bell is on the way
    make_job(state=JobState.RUNNING)
    make_job(state=JobState.DONE, created_at=LONG_AGO)
    assert sweep() == 2
    assert set(bell) == {stale.pk, unheard.pk}


def test_sweep_of_a_long_queue_rings_for_the_oldest(bell: list[object]) -> None:
    for number in range(AT_A_TIME + 5):
        make_job(created_at=LONG_AGO - timedelta(minutes=number))
    assert sweep() == AT_A_TIME
    oldest = Job.objects.order_by("created_at").values_list("pk", flat=True)[:AT_A_TIME]
    assert set(bell) == set(oldest)


def test_worker_signs_once_and_the_silent_are_forgotten() -> None:
    WorkerSign.objects.create(name="parti", at=timezone.now() - timedelta(days=2))
    sign_of_life(worker="ici")
    sign_of_life(worker="ici")
    assert list(WorkerSign.objects.values_list("name", flat=True)) == ["ici"]

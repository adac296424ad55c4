"""Nothing acknowledged is ever lost (reliability.md, F1 to F6): workers die, Redis stops, freezes or forgets."""

import base64
import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from celery import current_app
from django.test import Client

from accounts.models import User
from iso26000.models import AssessmentCycle
from jobs.actions.request import request_job
from jobs.enums import JobState
from jobs.models import Job
from tests.services.conftest import Worker, wait_until
from tests.support.servers import Redis

pytestmark = pytest.mark.django_db(transaction=True)
Start = Callable[..., Worker]
Ends = Callable[..., Job]
FREEZE_SECONDS = 3.5  # reliability F5: a request waits at most 2 to 3 s more than usual


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """What the jobs wrote, a line each time they begin or end."""
    file = tmp_path / "diary"
    file.touch()
    return file


def words(diary: Path) -> list[str]:
    return [line.split()[0] for line in diary.read_text().splitlines()]


def ask(kind: str, diary: Path, by: User, *, seconds: float = 0.2) -> Job:
    job, _created = request_job(kind=kind, label="Essai de Chloé", by=by, diary=str(diary), seconds=seconds)
    return job


@pytest.mark.parametrize("pool", ["prefork", "threads"])
def test_job_runs_in_a_worker(pool: str, start_worker: Start, ends: Ends, chloe: User, diary: Path) -> None:
    start_worker(pool=pool)
    job = ends(ask("tests.slow", diary, chloe))
    assert (job.state, job.attempts, job.progress, job.result_url) == (JobState.DONE, 1, 100, "/fini/")
    assert words(diary) == ["begin", "end"]


def test_two_workers_run_each_job_once(start_worker: Start, ends: Ends, chloe: User, diary: Path) -> None:
    start_worker()
    start_worker()
    asked = [ask("tests.slow", diary, chloe) for _number in range(8)]
    assert {ends(job).state for job in asked} == {JobState.DONE}
    assert {job.attempts for job in asked} == {1}
    assert sorted(words(diary)) == ["begin"] * 8 + ["end"] * 8


# --- workers die


def test_killed_pool_child_runs_again_and_ends_once(
    start_worker: Start, ends: Ends, chloe: User, diary: Path
) -> None:
    """F1."""
    start_worker()
    job = ask("tests.slow", diary, chloe, seconds=2)
    wait_until(lambda: words(diary), "the job has begun")
    os.kill(int(diary.read_text().split()[1]), signal.SIGKILL)
    ends(job)
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert words(diary) == ["begin", "begin", "end"]


def test_killed_worker_is_replaced_and_the_job_ends_once(
    start_worker: Start, ends: Ends, chloe: User, diary: Path
) -> None:
    """F2."""
    worker = start_worker()
    job = ask("tests.slow", diary, chloe, seconds=2)
    wait_until(lambda: words(diary), "the job has begun")
    worker.kill()
    start_worker()
    ends(job)
    assert (job.state, job.attempts) == (JobState.DONE, 2)
    assert words(diary) == ["begin", "begin", "end"]


def test_job_that_kills_its_worker_stops_after_three_attempts(
    start_worker: Start, ends: Ends, chloe: User, diary: Path
) -> None:
    """F3: it says why, and does not keep others from running."""
    start_worker(concurrency=2)
    poison = ask("tests.deadly", diary, chloe)
    other = ask("tests.slow", diary, chloe)
    assert ends(other).state == JobState.DONE
    ends(poison)
    assert (poison.state, poison.attempts) == (JobState.FAILED, 3)
    assert "3 fois" in poison.error
    assert words(diary).count("begin") == 3 + other.attempts


# --- Redis fails


def compile_through_the_page(client: Client, cycle: AssessmentCycle) -> float:
    """Ask for a ranking as the button does; how long the page took."""
    started = time.monotonic()
    answer = client.post(f"/priorites/compiler/?exercice={cycle.slug}", {"draws": "200", "seed": "1"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return time.monotonic() - started


def test_redis_stopped_delays_jobs_and_nothing_else(
    start_worker: Start,
    ends: Ends,
    redis: Redis,
    cycle: AssessmentCycle,
    chloe: User,
    client_of: Any,
    diary: Path,
) -> None:
    """F4: the request succeeds, the job waits, and runs once Redis is back, without anybody doing anything."""
    start_worker()
    redis.stop()
    assert compile_through_the_page(client_of(chloe), cycle) < FREEZE_SECONDS
    job = ask("tests.slow", diary, chloe)
    time.sleep(1)
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.PENDING}
    redis.start()
    assert ends(job).state == JobState.DONE
    assert words(diary) == ["begin", "end"]


def test_redis_frozen_delays_a_request_by_seconds_only(
    start_worker: Start,
    ends: Ends,
    redis: Redis,
    cycle: AssessmentCycle,
    chloe: User,
    client_of: Any,
    diary: Path,
) -> None:
    """F5."""
    start_worker()
    client = client_of(chloe)
    assert client.get("/priorites/").status_code == 200
    redis.freeze()
    assert compile_through_the_page(client, cycle) < FREEZE_SECONDS
    assert client.get("/priorites/").status_code == 200
    redis.thaw()
    assert ends(ask("tests.slow", diary, chloe)).state == JobState.DONE


def test_redis_frozen_as_a_job_ends_leaves_the_worker_at_work(
    start_worker: Start, ends: Ends, redis: Redis, chloe: User, diary: Path
) -> None:
    """F5, from the worker’s side: a message that Redis could not be told of must not hold the only place."""
    start_worker()
    job = ask("tests.slow", diary, chloe, seconds=2)
    wait_until(lambda: words(diary) == ["begin"], "the job runs")
    redis.freeze()
    assert ends(job).state == JobState.DONE
    time.sleep(5)  # it waits two seconds for the answer of Redis, then gives up
    redis.thaw()
    assert ends(ask("tests.slow", diary, chloe)).state == JobState.DONE


def test_message_that_redis_is_not_told_of_gives_its_place_back(redis: Redis) -> None:
    """Without that, a worker of one process waits for ever for a message that it still believes it holds."""
    with current_app.connection_for_read() as connection:
        queue = connection.SimpleQueue("tests.place")
        queue.put("words")
        queue.channel.basic_qos(0, 1, False)  # one place, as a worker of one process has
        message = queue.get(timeout=5)
        assert not queue.channel.qos.can_consume()
        redis.freeze()
        with pytest.raises(connection.connection_errors):
            message.ack()
        redis.thaw()
        assert queue.channel.qos.can_consume()


def test_redis_that_forgot_everything_loses_no_job(
    start_worker: Start, ends: Ends, redis: Redis, chloe: User, diary: Path
) -> None:
    """F6."""
    job = ask("tests.slow", diary, chloe)
    redis.client().flushall()
    start_worker()
    assert ends(job).state == JobState.DONE


# --- what Redis holds


def test_messages_hold_ids_only(transactional_db: None, redis: Redis, chloe: User, diary: Path) -> None:
    """P26: whoever reads the broker learns nothing about people nor contents."""
    job = ask("tests.slow", diary, chloe)
    (message,) = redis.client().lrange("celery", 0, -1)
    arguments, keywords, _options = json.loads(base64.b64decode(json.loads(message)["body"]))
    assert (arguments, keywords) == ([str(job.pk)], {})
    everything = " ".join(map(_content, _keys(redis)))
    for secret in (chloe.email, chloe.last_name, job.label, str(diary)):
        assert secret not in everything


def _keys(redis: Redis) -> list[tuple[Any, bytes]]:
    client = redis.client()
    return [(client, key) for key in client.keys("*")]


def _content(entry: tuple[Any, bytes]) -> str:
    client, key = entry
    kind = client.type(key)
    raw = (
        client.lrange(key, 0, -1)
        if kind == b"list"
        else client.smembers(key)
        if kind == b"set"
        else client.dump(key)
    )
    return repr(raw)

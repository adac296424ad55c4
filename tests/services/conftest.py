"""Real PostgreSQL, real Redis, real `celery worker` processes: nothing here is simulated (docs/tests.md).

scripts/test.py starts PostgreSQL and chooses the port of Redis; Redis itself and the workers are started here, because
the tests stop, freeze and kill them.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import kombu.pools
import pytest
from celery import current_app
from django.conf import settings
from django.db import connection

from jobs.models import Job
from tests.support.portal import ROOT
from tests.support.servers import Redis

PATIENCE = 60


@dataclass
class Worker:
    process: "subprocess.Popen[bytes]"
    log: Path

    def kill(self) -> None:
        """All of it at once, as a power cut does."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="session")
def _redis_server() -> Iterator[Redis]:
    address = urlsplit(settings.CELERY_BROKER_URL)
    if connection.vendor != "postgresql" or address.scheme != "redis" or not address.port:
        pytest.fail("These tests need PostgreSQL and Redis: ./test tests/services")
    server = Redis(address.port)
    server.start()
    yield server
    server.remove()


@pytest.fixture
def redis(_redis_server: Redis) -> Iterator[Redis]:
    """The broker, running and empty; a test may stop or freeze it."""
    if _redis_server.process is None:
        _redis_server.start()
    _redis_server.client().flushall()
    yield _redis_server
    if _redis_server.process is not None:
        _redis_server.thaw()
    kombu.pools.reset()
    current_app._after_fork()  # forget the closed pool: the next test starts with connections of its own


@pytest.fixture
def start_worker(transactional_db: None, redis: Redis, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """start_worker(): a `celery worker` on the database of this test, which knows the kinds of worker_kinds.py."""
    workers: list[Worker] = []

    def start(*, pool: str = "prefork", concurrency: int = 1) -> Worker:
        environ = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.support.worker_settings",
            "RSE_TESTS_DATABASE": connection.settings_dict["NAME"],
        }
        name = f"tests{len(workers)}@localhost"
        log = tmp_path / f"{name}.log"
        command = ["celery", "-A", "rse_portal", "worker", "--pool", pool, "--concurrency", str(concurrency)]
        quick = ["--without-gossip", "--without-mingle", "--loglevel", "INFO", "--hostname", name]
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", *command, *quick],
                cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, stdout=output, stderr=output, process_group=0,
            )  # fmt: skip
        workers.append(Worker(process, log))
        wait_until(lambda: "ready." in log.read_text(), f"the worker is ready: {log}")
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()  # nobody waits for a warm shutdown here


def wait_until(true: Callable[[], object], what: str, *, seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"not after {seconds} s: {what}"
        time.sleep(0.05)


@pytest.fixture
def ends(tmp_path: Path) -> Callable[..., Job]:
    """ends(job): the job as it is once it is over; a failure tells the logs of the workers."""

    def over(job: Job) -> bool:
        job.refresh_from_db()
        return not job.is_active

    def ends(job: Job, *, seconds: float = PATIENCE) -> Job:
        try:
            wait_until(lambda: over(job), f"{job.kind} is over", seconds=seconds)
        except AssertionError:
            logs = "\n".join(f"{log}:\n{log.read_text()[-3000:]}" for log in tmp_path.glob("*.log"))
            pytest.fail(f"{job.kind} is still {job.state}, attempt {job.attempts}\n{logs}")
        return job

    return ends

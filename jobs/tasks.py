"""The only Celery task of the portal, and the thread by which each worker sweeps and says that it lives."""

import logging
import threading

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.db import connection

from jobs.actions.run import run_job
from jobs.actions.sweep import sign_of_life, sweep
from jobs.registry import ROUNDS

log = logging.getLogger("portail.jobs")
SWEEP_SECONDS = 5
_over = threading.Event()


@shared_task(name="jobs.run")
def run(job_id: str, **_from_a_newer_version: object) -> None:
    run_job(job_id=job_id)


def make_round() -> None:
    """What the apps do at each round (`each_round`). One that fails does not keep the others from being done."""
    for work in ROUNDS:
        try:
            work()
        except Exception:
            log.exception("%s failed.", work.__qualname__)
            connection.close()


@worker_ready.connect
def start_sweeping(sender: object, **_kwargs: object) -> None:
    """In the worker's main process, not in its pool: a pool busy for an hour still sweeps."""
    name = str(getattr(sender, "hostname", "worker"))

    def loop() -> None:
        while True:
            try:
                sign_of_life(worker=name)
                sweep()
            except Exception as problem:  # the database blinks: try again in a moment
                log.warning("Sweep failed: %s", type(problem).__name__)
                connection.close()
            make_round()
            if _over.wait(SWEEP_SECONDS):
                connection.close()
                return

    threading.Thread(target=loop, name="sweeper", daemon=True).start()


@worker_shutting_down.connect
def stop_sweeping(**_kwargs: object) -> None:
    _over.set()

"""Kinds of jobs that only the workers of tests/services know. Each writes what it does into the file `diary`."""

import os
import signal
import time
from pathlib import Path

import jobs.actions.sweep
import jobs.tasks
from jobs.models import Job
from jobs.registry import Outcome, Progress, job_task

jobs.tasks.SWEEP_SECONDS = 1
jobs.actions.sweep.MUTE_BELL_SECONDS = 2


def _write(job: Job, word: str) -> None:
    with Path(job.arguments["diary"]).open("a") as diary:
        diary.write(f"{word} {os.getpid()}\n")


@job_task("tests.slow", permission="jobs.view_tray")
def slow(job: Job, progress: Progress) -> Outcome:
    """Begins, works for `seconds` in small steps, ends."""
    _write(job, "begin")
    steps = int(job.arguments["seconds"] * 10)
    for step in range(steps):
        time.sleep(0.1)
        progress(step / steps, "Travail")
    _write(job, "end")
    return Outcome(url="/fini/")


@job_task("tests.deadly", permission="jobs.view_tray")
def deadly(job: Job, progress: Progress) -> Outcome:
    """Kills its own process, as the kernel does when memory runs out."""
    _write(job, "begin")
    os.kill(os.getpid(), signal.SIGKILL)
    return Outcome()

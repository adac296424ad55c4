"""The portals that pages are measured on: the demo mutual, and the same with ten times the people and many rows behind.

As a module (`python -m benchmarks.worlds ROWS`), fills the lists of the portal of VAR_DIR up to ROWS rows each.
"""

import shutil
import sys
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.measure import child, manage

SMALL, LARGE = 100, 100_000


def build(folder: Path, *, scale: int, rows: int) -> Path:
    folder.mkdir(parents=True)
    (folder / "static").mkdir()
    manage(folder, "migrate", "--verbosity", "0")
    manage(folder, "seed_demo", "--scale", str(scale))
    child(folder, "worlds", str(rows))
    return folder


def demo(folder: Path) -> Path:
    """A copy of the demo mutual, made once per run of the benchmarks."""
    first = folder.parent / "demo"
    if not first.exists():
        build(first, scale=1, rows=0)
    shutil.copytree(first, folder)
    return folder


def fill(rows: int) -> None:
    import django

    django.setup()

    from django.utils import timezone

    from accounts.models import JournalEntry, User
    from jobs.enums import JobState
    from jobs.models import Job

    manager = User.objects.get(email="responsable@demo.example")
    now = timezone.now()
    dates = [now - timedelta(minutes=number) for number in range(rows)]
    Job.objects.bulk_create(
        (
            Job(kind="compile_ranking", label="Classement – Exercice 2026", owner=manager, state=JobState.DONE,
                progress=100, attempts=1, created_at=at, started_at=at, finished_at=at, result_url="/priorites/")
            for at in dates[Job.objects.count() :]
        ),
        batch_size=5000,
    )  # fmt: skip
    JournalEntry.objects.bulk_create(
        (
            JournalEntry(
                at=at,
                actor=manager,
                action="ranking.compiled",
                target_type="priorities.run",
                target_id=f"{n}",
            )
            for n, at in enumerate(dates[JournalEntry.objects.count() :])
        ),
        batch_size=5000,
    )


if __name__ == "__main__":
    start = time.perf_counter()
    fill(int(sys.argv[1]))
    print(time.perf_counter() - start)

"""The kinds of background work. An app declares each with @job_task in its tasks.py, which Celery discovers."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.models import User
    from jobs.models import Job

Progress = Callable[[float, str], None]
MayRead = Callable[["User", "Job"], bool]


def anybody(user: "User", job: "Job") -> bool:
    return True


@dataclass(frozen=True)
class Outcome:
    """What a finished job leaves: a page to open, a file to download, or both.

    file: a finished temporary file, moved into the media folder under `file_name` and tied to the job's owner.
    """

    url: str = ""
    file: Path | None = None
    file_name: str = ""


@dataclass(frozen=True)
class Kind:
    name: str
    permission: str
    run: Callable[["Job", Progress], Outcome]
    shared: bool = False
    file_open_to: MayRead = anybody
    quotes: bool = False


KINDS: dict[str, Kind] = {}
ROUNDS: list[Callable[[], None]] = []


def each_round(work: Callable[[], None]) -> Callable[[], None]:
    """Declare what every worker does at each of its rounds, some seconds apart: short, idempotent, nothing when there is
    nothing to do. Several workers may do it at once. An app writes it in its tasks.py, beside its kinds of jobs."""
    ROUNDS.append(work)
    return work


def job_task(
    name: str,
    *,
    permission: str,
    shared: bool = False,
    file_open_to: MayRead = anybody,
    quotes: bool = False,
) -> Callable[[Callable[["Job", Progress], Outcome]], Callable[["Job", Progress], Outcome]]:
    """Declare a kind of job. `permission` is checked again when the job runs: the right may have gone meanwhile.

    shared: whoever holds the permission may follow the job, not only its owner. file_open_to: who, of those who hold it,
    may read what this job left, asked at each download. quotes: its file holds sentences of people, and goes when one of
    them is masked.
    The function is called as run(job, progress); it calls progress(fraction 0..1, step in French) often, which also
    raises JobCancelled or LeaseLost when it must stop, and it may run twice: it must be idempotent.
    """

    def declare(run: Callable[["Job", Progress], Outcome]) -> Callable[["Job", Progress], Outcome]:
        KINDS[name] = Kind(name, permission, run, shared, file_open_to, quotes)
        return run

    return declare

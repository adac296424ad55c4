"""What the portal does every day by itself. An app declares it with `every_day` in its tasks.py; the sweeper asks for it.

No clock of its own and no beat: the row of the day says that it was asked for. A day that failed is tried again each
hour, so the work must be safe to run again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from jobs.actions.request import request_job
from jobs.enums import JobState
from jobs.models import Job
from jobs.registry import each_round

AGAIN = timedelta(hours=1)  # a day that failed
LOOK = timedelta(minutes=5)  # between two looks, in one process, at whether there is anything to do


@dataclass(frozen=True)
class Daily:
    """hours: local, between which it may begin; due: whether there is anything to do, asked every LOOK at most."""

    kind: str
    label: Any
    hours: tuple[int, int]
    due: Callable[[datetime], bool]


DAILY: dict[str, Daily] = {}
_looked: dict[str, datetime] = {}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def every_day(kind: str, *, label: Any, hours: tuple[int, int], due: Callable[[datetime], bool]) -> None:
    DAILY[kind] = Daily(kind, label, hours, due)


@each_round
def make_daily_round() -> None:
    """At each round of a worker; most of them cost nothing."""
    now = timezone.now()
    if any(now - _looked.get(kind, EPOCH) >= LOOK for kind in DAILY):
        _looked.update(dict.fromkeys(DAILY, now))
        request_daily_work(now)


def request_daily_work(now: datetime | None = None) -> list[Job]:
    """Queue what is due and was not asked for today, or failed an hour ago. Idempotent: two sweepers do no harm.

    1 query per kind, and what `due` asks.
    """
    now = now or timezone.now()
    local = timezone.localtime(now)
    asked = []
    for daily in DAILY.values():
        if not daily.hours[0] <= local.hour < daily.hours[1]:
            continue
        key = f"{daily.kind}:{local:%Y-%m-%d}"
        last = Job.objects.filter(key=key).order_by("-created_at", "pk").first()
        if last is not None and not _try_again(last, now):
            continue
        if not daily.due(now):
            continue
        job, created = request_job(kind=daily.kind, label=str(daily.label), by=None, key=key)
        if created:
            asked.append(job)
    return asked


def _try_again(last: Job, now: datetime) -> bool:
    return last.state == JobState.FAILED and last.finished_at is not None and now - last.finished_at >= AGAIN

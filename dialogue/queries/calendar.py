"""A month of séances, week by week."""

import calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from dialogue.models import DialogueSession
from rse_portal.common.forms import whole

FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Day:
    day: date
    inside: bool
    today: bool
    sessions: tuple[DialogueSession, ...]


@dataclass(frozen=True)
class Month:
    """first: its first day. sessions: all of them, in order: the list that says the same as the table."""

    first: date
    weeks: Sequence[Sequence[Day]]
    sessions: Sequence[DialogueSession]

    @property
    def previous(self) -> str:
        return f"{self.first - timedelta(days=1):%Y-%m}"

    @property
    def following(self) -> str:
        return f"{self.first + timedelta(days=31):%Y-%m}"


def month_of(text: str, today: date) -> date:
    """« 2026-11 » → its first day; the month of today for anything else."""
    year, _dash, month = text.partition("-")
    numbers = whole(year, 0), whole(month, 0)
    if len(text) == 7 and FIRST_YEAR <= numbers[0] <= LAST_YEAR and 1 <= numbers[1] <= 12:
        return date(*numbers, 1)
    return today.replace(day=1)


def month_with(rows: Any, first: date, today: date) -> Month:
    """rows: the séances that the person may see. 1 query. Weeks begin on Monday."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    sessions = list(
        rows.filter(held_on__range=(first, last))
        .select_related("assembly__territory")
        .order_by("held_on", "starts_at", "pk")
    )
    on: dict[date, list[DialogueSession]] = defaultdict(list)
    for session in sessions:
        on[session.held_on].append(session)
    weeks = [
        [Day(day, day.month == first.month, day == today, tuple(on.get(day, ()))) for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    return Month(first, weeks, sessions)

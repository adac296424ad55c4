"""Closing the loop (docs/methode.md §13): when an answer is due, and how many came, and in time.

No clock: `today` is given. Days are dates, all included.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


def acknowledge_by(received: date, /, days: int = 15) -> date:
    """The last day to say « we have read it »."""
    return received + timedelta(days=days)


def answer_by(received: date, assemblies: Iterable[date], /, days: int = 90) -> date:
    """The last day to answer: `days` after, or the next assembly of the territory, whichever is earlier.

    assemblies: days of its assemblies, in any order; those up to the day of the remontée are not « the next ».
    >>> answer_by(date(2026, 3, 12), [date(2026, 3, 12), date(2026, 5, 20)])
    datetime.date(2026, 5, 20)
    >>> answer_by(date(2026, 3, 12), [])
    datetime.date(2026, 6, 10)
    """
    latest = received + timedelta(days=days)
    return min((day for day in assemblies if received < day < latest), default=latest)


@dataclass(frozen=True)
class Entry:
    """One remontée: when an answer was due, when one was given, whether whoever spoke was told. None: not yet."""

    due: date
    answered: date | None = None
    told: bool = False


@dataclass(frozen=True)
class Loop:
    """The two rates, 0..1; None without any entry older than its delay: missing, never zero."""

    due: int
    told: int
    on_time: int

    @property
    def closure_rate(self) -> float | None:
        return self.told / self.due if self.due else None

    @property
    def on_time_rate(self) -> float | None:
        return self.on_time / self.due if self.due else None


def read_loop(entries: Sequence[Entry], today: date, /) -> Loop:
    """Among the entries whose delay is over: those told back, those answered by their due day.

    >>> loop = read_loop([Entry(date(2026, 3, 1), date(2026, 2, 20), True), Entry(date(2026, 3, 1))], date(2026, 3, 2))
    >>> loop.closure_rate, loop.on_time_rate
    (0.5, 0.5)
    """
    over = [entry for entry in entries if entry.due < today]
    return Loop(
        due=len(over),
        told=sum(entry.told for entry in over),
        on_time=sum(entry.answered is not None and entry.answered <= entry.due for entry in over),
    )

"""Calendar quarters: the window of the emerging themes and what comes before it (docs/methode.md §9)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

WINDOW = 2  # quarters


@dataclass(frozen=True, order=True)
class Quarter:
    """A quarter of a year: number 1..4. Quarters are ordered and counted."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """
        >>> Quarter.of(date(2026, 9, 30))
        Quarter(year=2026, number=3)
        """
        return cls(day.year, (day.month + 2) // 3)

    def __add__(self, quarters: int) -> "Quarter":
        """
        >>> Quarter(2026, 1) + -1
        Quarter(year=2025, number=4)
        """
        year, rest = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(year, rest + 1)

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """The day before the next quarter; the last day there is, for the last quarter there is."""
        return (
            date.max if self.year == date.max.year and self.number == 4 else (self + 1).first - timedelta(1)
        )

    def until(self, end: "Quarter") -> Iterator["Quarter"]:
        """From this one to `end`, both included."""
        quarter = self
        while quarter <= end:
            yield quarter
            quarter += 1


@dataclass(frozen=True)
class Window:
    """The last WINDOW quarters, of which `end` is the last: the one that holds the day it was asked for."""

    end: Quarter

    @classmethod
    def at(cls, day: date) -> Self:
        """
        >>> Window.at(date(2026, 8, 3)).first, Window.at(date(2026, 8, 3)).last
        (datetime.date(2026, 4, 1), datetime.date(2026, 9, 30))
        """
        return cls(Quarter.of(day))

    @property
    def begin(self) -> Quarter:
        return self.end + (1 - WINDOW)

    @property
    def first(self) -> date:
        return self.begin.first

    @property
    def last(self) -> date:
        return self.end.last

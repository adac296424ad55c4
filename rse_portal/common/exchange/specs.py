"""A file of an exchange as data: its columns, what each cell may hold, and the key of a row.

A cell that is empty takes the `blank` of its column.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from rse_portal.common.exchange.cells import Parser

CODE_LIMIT = 60  # characters, for a code to which the database gives no limit


@dataclass(frozen=True)
class Column:
    """`refers_to`: the words of a vocabulary among which the value must be, `unknown` what is said otherwise.
    `verbatim`: free text. choices, bounds: what `parse` takes, for the cells of a workbook to offer.
    """

    name: str
    parse: Parser
    required: bool = False
    blank: Any = None
    refers_to: str = ""
    unknown: str = "{} n’est pas connu"
    verbatim: bool = False
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None

    def is_empty(self, raw: str) -> bool:
        """Spaces alone are an empty cell, except in an optional text, which is kept as it is."""
        return not raw or (
            (self.required or not self.verbatim) and not raw.strip(" \t\r\n\u00a0\u202f\u200b\ufeff")
        )


@dataclass(frozen=True)
class FileSpec:
    """asked: a line without any of these is one of a form that nobody filled in: it says nothing."""

    name: str
    row: Callable[..., Any]  # the NamedTuple of a row, one field per column
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    asked: tuple[str, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def longest(model: type[Model], field: str) -> int | None:
    """How many characters the database holds there; None: as many as one likes."""
    return model._meta.get_field(field).max_length  # type: ignore[union-attr]

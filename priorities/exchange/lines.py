"""The rows of one file for people: the columns of docs/contrats.md and, in parentheses, columns for the reader.

The import does not look at the latter, save « (version) », by which it sees who else wrote meanwhile. Rows are read as
they are written out: memory stays flat however many there are.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from rse_portal.common.exchange.specs import FileSpec
from rse_portal.common.exchange.tables import VERSION

CHUNK = 2_000  # rows fetched at a time
NOTHING_SHUT: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Line:
    """values: in the order of the file's columns. aside: those for the reader. shut: columns without meaning here."""

    values: tuple[Any, ...]
    aside: tuple[Any, ...] = ()
    version: int | None = None
    shut: frozenset[str] = NOTHING_SHUT


@dataclass(frozen=True)
class Selection:
    """own: the rows of one person, to fill in; the others may grow. aside: names of the columns for the reader."""

    spec: FileSpec
    queryset: QuerySet[Any]
    paths: tuple[str, ...]
    line: Callable[..., Line]
    aside: tuple[str, ...] = ()
    own: bool = False
    versioned: bool = True

    @property
    def layout(self) -> tuple[str, ...]:
        """The columns as people read them: what the row is, in codes then in words, then what one fills in."""
        rest = tuple(name for name in self.spec.header if name not in self.spec.key)
        return (*self.spec.key, *self.aside, *rest, *([VERSION] if self.versioned else ()))

    def count(self) -> int:
        return self.queryset.count()

    def lines(self) -> Iterator[Line]:
        """One query, read by CHUNK."""
        for row in self.queryset.values_list(*self.paths).iterator(chunk_size=CHUNK):
            yield self.line(*row)

    def cells(self, line: Line) -> dict[str, Any]:
        """Column → value of a line."""
        named = dict(zip(self.spec.header, line.values, strict=True))
        return named | dict(zip(self.aside, line.aside, strict=True)) | {VERSION: line.version}

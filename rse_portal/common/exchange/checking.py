"""From text cells to typed rows, column by column, each distinct text once: 100,000 rows in half a second."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rse_portal.common.exchange.cells import REQUIRED
from rse_portal.common.exchange.errors import FaultLog, quoted
from rse_portal.common.exchange.specs import Column
from rse_portal.common.exchange.tables import Table


@dataclass
class Checked:
    """The rows of a table, typed, with their lines; only those whose every cell is right."""

    table: Table
    lines: Sequence[int] = ()
    rows: Sequence[Any] = ()
    versions: Sequence[
        int | None
    ] = ()  # of each row in the portal when the file was written, if the file says so
    index: dict[Any, int] = field(
        default_factory=dict
    )  # first key column → line, for files with a one-column key


class _Wrong:
    """What a refused cell becomes, until its line is told."""

    __slots__ = ("message",)

    def __init__(self, message: str) -> None:
        self.message = message


class _Memo(dict[str, Any]):
    """Text of a cell → its value, computed at its first occurrence."""

    def __init__(self, column: Column, words: set[Hashable] | None) -> None:
        self.column = column
        self.words = words
        self.has_wrong = False

    def __missing__(self, raw: str) -> Any:
        value = self[raw] = self.check(raw)
        return value

    def check(self, raw: str) -> Any:
        column = self.column
        if column.is_empty(raw):
            return self.wrong(REQUIRED) if column.required else column.blank
        try:
            value = column.parse(raw)
        except ValueError as problem:
            return self.wrong(str(problem))
        if self.words is not None:
            for code in value if isinstance(value, tuple) else (value,):
                if code not in self.words:
                    return self.wrong(column.unknown.format(quoted(code)))
        if column.required and value == "":
            return self.wrong(REQUIRED)  # nothing is left once the protective quote is gone
        return value

    def wrong(self, message: str) -> _Wrong:
        self.has_wrong = True
        return _Wrong(message)


def declared(table: Table) -> set[Hashable]:
    """The codes that a file brings, right or wrong: one fault must not cascade to other files."""
    position = table.spec.header.index(table.spec.key[0])
    memo = _Memo(table.spec.columns[position], None)
    return {memo[row[position]] for row in table.rows}


def check_table(table: Table, vocabulary: Mapping[str, set[Hashable]], faults: FaultLog) -> Checked:
    """The typed rows of the table. Cells that are wrong and keys given twice go to `faults`."""
    columns, wrong = [], []
    for column, cells in zip(table.spec.columns, zip(*table.rows, strict=True), strict=False):
        memo = _Memo(column, vocabulary[column.refers_to] if column.refers_to else None)
        # Free texts rarely repeat: no memory of them, but for the empty one.
        values = (
            [memo.check(cell) for cell in cells] if column.verbatim else list(map(memo.__getitem__, cells))
        )
        columns.append(values)
        if memo.has_wrong:
            wrong += [
                (row, column.name, value.message)
                for row, value in enumerate(values)
                if isinstance(value, _Wrong)
            ]
    if not wrong:
        rows = list(map(table.spec.row, *columns)) if columns else []
        checked = Checked(table, table.lines, rows, table.versions)
    else:
        for row, name, message in sorted(wrong, key=lambda fault: fault[0]):
            faults.add(table.place, table.lines[row], name, message)
        bad = {row for row, _name, _message in wrong}
        good = [row for row in range(len(table.rows)) if row not in bad]
        checked = Checked(
            table,
            [table.lines[row] for row in good],
            [table.spec.row(*(values[row] for values in columns)) for row in good],
        )
    _check_keys(checked, faults)
    return checked


def _check_keys(checked: Checked, faults: FaultLog) -> None:
    """Twice the same key: the second line is refused, naming the first."""
    spec = checked.table.spec
    positions = [spec.header.index(name) for name in spec.key]
    if len(positions) == 1:
        keys: list[Any] = [row[positions[0]] for row in checked.rows]
    else:
        keys = list(zip(*([row[i] for row in checked.rows] for i in positions), strict=True))
    first = dict(zip(reversed(keys), reversed(checked.lines), strict=True))
    if len(first) < len(keys):
        for key, line in zip(keys, checked.lines, strict=True):
            if first[key] != line:
                parts = key if isinstance(key, tuple) else (key,)
                shown = ", ".join(quoted(str(part)) for part in parts if part != "")
                message = f"{shown} figure déjà à la ligne {first[key]} ({', '.join(spec.key)})"
                faults.add(checked.table.place, line, spec.key[0], message)
    if len(positions) == 1:
        checked.index = first

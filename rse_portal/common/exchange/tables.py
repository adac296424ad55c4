"""A file as rows of text cells in the order of its specification, each with the line where it starts."""

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from rse_portal.common.exchange.decoding import Undecodable, decode
from rse_portal.common.exchange.errors import FaultLog, quoted
from rse_portal.common.exchange.specs import FileSpec
from rse_portal.common.typography import nombre

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
TOO_LARGE = f"{nombre(20)} Mo / {nombre(MAX_ROWS)} lignes au plus"

# A long cell is refused by the check of its column, which names it: csv would only say « too large ».
csv.field_size_limit(max(csv.field_size_limit(), MAX_BYTES))

VERSION = "(version)"  # of the row in the portal when the file was written: how an import meets other writers
_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)
_QUOTED = re.compile(r'"(?:[^"]++|"")*+"')

Line = tuple[int, Sequence[str]]  # where a row starts, its cells


@dataclass
class Table:
    """The rows of one file. `place`: how errors name it (`impacts.csv`, `saisie.xlsx!impacts`)."""

    spec: FileSpec
    place: str
    lines: list[int] = field(default_factory=list)
    rows: list[Sequence[str]] = field(default_factory=list)
    versions: list[int | None] = field(default_factory=list)  # of each row, when the file has that column

    def without(self, lines: Collection[int]) -> "Table":
        """The same table, but for the rows that start at these lines."""
        kept = [index for index, line in enumerate(self.lines) if line not in lines]
        return Table(
            self.spec,
            self.place,
            [self.lines[index] for index in kept],
            [self.rows[index] for index in kept],
            [self.versions[index] for index in kept] if self.versions else [],
        )


def read_csv(content: bytes, spec: FileSpec, place: str, faults: FaultLog, notices: list[str]) -> Table:
    """The table in these bytes; what is wrong goes to `faults`, an unusual encoding to `notices`."""
    try:
        text, encoding = decode(content)
    except Undecodable as problem:
        faults.refuse_file(place, str(problem))
        return Table(spec, place)
    if encoding != "UTF-8":
        notices.append(f"{place} : Encodage détecté : {encoding}")
    return build_table(_csv_lines(text, spec, place, faults), spec, place, faults)


def _csv_lines(text: str, spec: FileSpec, place: str, faults: FaultLog) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, spec), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        faults.add(place, line, _broken_column(text, line, spec), "guillemet mal placé ou jamais refermé")


def _separator(text: str, spec: FileSpec) -> str:
    """The one that finds the most of the expected names in the header."""
    header = text[: 64 * 1024].splitlines()[:1]
    names = set(spec.header)
    return max(
        ",;\t", key=lambda mark: len(names & {cell.strip(' "') for cell in "".join(header).split(mark)})
    )


def _broken_column(text: str, line: int, spec: FileSpec) -> str:
    """The column in which the row that starts at `line` stops making sense: csv tells the line only."""
    separator = _separator(text, spec)
    source = io.StringIO(text, newline="")
    header = next(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    position = sum(len(next(source)) for _ in range(line - 1))
    plain = re.compile(f"[^{separator}\r\n]*")
    column = 0
    while found := (_QUOTED if text.startswith('"', position) else plain).match(text, position):
        position = found.end() + 1
        if text[found.end() : position] != separator:
            break
        column += 1
    return header[column].strip() if line > 1 and column < len(header) else f"colonne {column + 1}"


def build_table(lines: Iterator[Line], spec: FileSpec, place: str, faults: FaultLog) -> Table:
    """Read the header, then the rows with their cells put in the order of the specification."""
    table = Table(spec, place)
    before = faults.total
    first = next((line for line in lines if any(map(str.strip, line[1]))), None)
    if first is None:
        if faults.total == before:  # else: what could not be read is already told
            faults.refuse_file(
                place, f"le fichier est vide ; première ligne attendue : {','.join(spec.header)}"
            )
        return table
    header = [cell.strip() for cell in first[1]]
    while header and not header[-1]:
        header.pop()
    if not _check_header(header, first[0], spec, place, faults):
        return table
    width = len(header)
    version_at = header.index(VERSION) if VERSION in header else None
    order = [header.index(name) for name in spec.header]
    straight = order == list(range(width))
    asked = [header.index(name) for name in spec.asked]
    for line, cells in lines:
        if len(cells) != width:
            if not any(cells):
                continue
            if not any(cells[width:]) and len(cells) > width:
                cells = cells[:width]  # spreadsheets leave empty columns on the right
            else:
                _ragged(cells, line, header, place, faults)
                continue
        elif not any(cells):
            continue  # a row of separators only: spreadsheets leave them at the end
        if asked and not any(cells[i].strip() for i in asked):
            continue
        if len(table.rows) == MAX_ROWS:
            faults.add(place, line, spec.header[0], TOO_LARGE)
            break
        if version_at is not None:
            table.versions.append(_version(cells[version_at], line, place, faults))
        table.lines.append(line)
        table.rows.append(cells if straight else [cells[i] for i in order])
    return table


def for_the_reader(name: str) -> bool:
    """A column whose name stands in parentheses tells the reader something; the import does not look at it."""
    return name.startswith("(") and name.endswith(")")


def _version(cell: str, line: int, place: str, faults: FaultLog) -> int | None:
    """Which version of the row the file was written from; None: it does not say."""
    text = cell.strip()
    if text and not _NUMBER.fullmatch(text):
        faults.add(place, line, VERSION, f"cette colonne ne se modifie pas, {quoted(text)} reçu")
    return int(text) if _NUMBER.fullmatch(text) else None


def _check_header(header: list[str], line: int, spec: FileSpec, place: str, faults: FaultLog) -> bool:
    before = faults.total
    for name in spec.header:
        if name not in header:
            faults.add(place, line, name, "cette colonne manque")
    for name, count in Counter(header).items():
        if for_the_reader(name):
            continue
        if name not in spec.header:
            faults.add(
                place, line, name or "sans nom", f"colonne inconnue ; attendues : {', '.join(spec.header)}"
            )
        elif count > 1:
            faults.add(place, line, name, f"cette colonne figure {count} fois")
    return faults.total == before


def _ragged(cells: Sequence[str], line: int, header: list[str], place: str, faults: FaultLog) -> None:
    width = len(header)
    column = header[len(cells)] if len(cells) < width else header[-1]
    extra = f" (en trop : {quoted(next(filter(None, cells[width:]), ''))})" if len(cells) > width else ""
    faults.add(place, line, column, f"{width} cellules sont attendues, {len(cells)} reçues{extra}")

"""XLSX: the sheets of a workbook as rows of text cells. Nothing in it is run, followed or believed."""

import datetime as dt
import io
import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.utils.escape import unescape

from rse_portal.common.exchange.archives import UNSUPPORTED, why_refused
from rse_portal.common.exchange.errors import FaultLog
from rse_portal.common.exchange.specs import FileSpec
from rse_portal.common.exchange.tables import Line, Table, build_table, for_the_reader

MAX_LINES = 1_048_576  # those of any spreadsheet: a 5 kB file may say that its row stands at line 10¹²
MAX_COLUMNS = 32  # a sheet may declare 16,384 columns in a 5 kB file: those beyond are not looked at
Specs = Mapping[str, FileSpec]  # by the name of their sheet
README, LISTS = "Lisez-moi", "Listes"  # the sheets that our own workbooks add for the reader
UNREADABLE = "classeur illisible : enregistrez-le de nouveau en .xlsx"


def read_one(content: bytes, spec: FileSpec, place: str, faults: FaultLog) -> list[Table]:
    """A workbook named after one file: its sheet of that name, or its only sheet."""
    return _read(content, place, faults, spec)


def read_all(content: bytes, specs: Specs, place: str, faults: FaultLog) -> list[Table]:
    """A workbook whose sheets bear the names of the files, with or without .csv."""
    return _read(content, place, faults, specs)


def _read(content: bytes, place: str, faults: FaultLog, wanted: FileSpec | Specs) -> list[Table]:
    reason = why_refused(content)
    if reason:
        faults.refuse_file(place, reason)
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl tells of styles and extensions it leaves out
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            try:
                if book.vba_archive is not None or "macroEnabled" in (book.mime_type or ""):
                    faults.refuse_file(place, UNSUPPORTED)
                    return []
                return [
                    build_table(_lines(sheet, spec, name, faults), spec, name, faults)
                    for sheet, spec, name in _sheets(book, place, faults, wanted)
                ]
            finally:
                book.close()
    except Exception:
        faults.refuse_file(place, UNREADABLE)
        return []


def names_its_files(content: bytes, specs: Specs) -> bool:
    """Whether a workbook has a sheet that bears the name of a file. False too for what may not be opened."""
    if why_refused(content):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        names = {title.strip().removesuffix(".csv") for title in book.sheetnames}
        book.close()
    except Exception:
        return False
    return bool(names & set(specs))


def _sheets(
    book: Any, place: str, faults: FaultLog, wanted: FileSpec | Specs
) -> list[tuple[Any, FileSpec, str]]:
    sheets = [sheet for sheet in book.worksheets if sheet.title.strip() not in (README, LISTS)]
    if isinstance(wanted, FileSpec):
        named = [sheet for sheet in sheets if sheet.title.strip().removesuffix(".csv") == wanted.name]
        if named or len(sheets) == 1:
            return [((named or sheets)[0], wanted, place)]
        faults.refuse_file(place, f"une seule feuille est attendue, ou une feuille nommée {wanted.name}")
        return []
    found: list[tuple[Any, FileSpec, str]] = []
    for sheet in sheets:
        spec = wanted.get(sheet.title.strip().removesuffix(".csv"))
        name = f"{place}!{sheet.title}"
        if spec is None:
            faults.refuse_file(name, f"feuille inconnue ; feuilles possibles : {', '.join(wanted)}")
        elif any(spec is other for _sheet, other, _name in found):
            faults.refuse_file(name, f"deux feuilles portent les données de {spec.name}")
        else:
            found.append((sheet, spec, name))
    return found


def _lines(sheet: Any, spec: FileSpec, place: str, faults: FaultLog) -> Iterator[Line]:
    """Rows of the sheet that hold something, as texts. Formulas are refused: their results are not data."""
    sheet.reset_dimensions()  # what the file declares is not to be trusted
    header: Sequence[str] = ()
    for number, row in enumerate(sheet.iter_rows(max_row=MAX_LINES, max_col=MAX_COLUMNS), start=1):
        values = [cell.value for cell in row]
        if values.count(None) == len(values):
            continue
        texts = []
        for position, cell in enumerate(row):
            refused = {"f": "une formule", "e": "une erreur"}.get(cell.data_type)
            column = header[position] if position < len(header) else f"colonne {position + 1}"
            if refused and not for_the_reader(column):
                faults.add(place, number, column, f"{refused} est refusée : collez la valeur")
            texts.append("" if refused else _text(values[position]))
        while texts and not texts[-1]:
            texts.pop()
        header = header or texts
        yield number, texts + [""] * (len(header) - len(texts))


def _text(value: Any) -> str:
    """A cell as one would type it in a CSV: 3.0 is « 3 », a date is 2026-03-12."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    # A cell writes what XML cannot hold as « _x000D_ », and that very text with one more escape.
    return unescape(value) if isinstance(value, str) and "_x" in value else str(value)

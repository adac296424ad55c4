"""XLSX files that hold what was typed: never a formula, never a link, never a control character."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

MAX_TEXT = 32_767  # what a cell can hold; beyond, Excel cuts without a word, so we cut and say it
CUT = " […]"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Workbook:
    """A workbook of plain tables: one header row, frozen; filters on; numbers as numbers, dates as dates.

    Rows must come top to bottom: they are written as they come, so that memory stays flat for any length.
    """

    def __init__(self, path: Path, *, title: str = "") -> None:
        self.book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "remove_timezone": True,
                "default_date_format": "yyyy-mm-dd",
            },
        )
        self.book.set_properties({"title": title})
        self.header = self.book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})

    def table(
        self, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]], *, widths: Sequence[int] = ()
    ) -> Worksheet:
        """Add a sheet. None leaves the cell empty: a missing value is never a zero."""
        sheet = self.book.add_worksheet(_sheet_name(name))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 1)
        for column, label in enumerate(head):
            sheet.write_string(0, column, label, self.header)
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                write_cell(sheet, last, column, value)
        if head:
            sheet.autofilter(0, 0, max(last, 1), len(head) - 1)
        return sheet

    def close(self) -> None:
        self.book.close()


def write_cell(sheet: Worksheet, row: int, column: int, value: Any, style: Format | None = None) -> None:
    """A value as it is. None and "" leave the cell empty, with its style if it has one."""
    if value is None or value == "":
        if style is not None:
            sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_boolean(row, column, value, style)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, (date, datetime)):
        sheet.write_datetime(row, column, value, style)
    else:
        sheet.write_string(row, column, clean_text(str(value)), style)


def clean_text(text: str) -> str:
    """What a cell may hold of `text`: its line ends, no control characters, MAX_TEXT characters, the cut marked."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - len(CUT)] + CUT


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", name)[:31]

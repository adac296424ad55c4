"""A workbook of 100,000 rows by our `Workbook`, against XlsxWriter alone with the same cells in constant memory."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from benchmarks.measure import Figure, against, alternate
from rse_portal.common.xlsx import Workbook

ROWS, ROUNDS = 100_000, 2
HEAD = ("impact", "évaluateur", "date", "ampleur", "étendue", "avéré", "justification")


def rows() -> Iterator[tuple[Any, ...]]:
    day = date(2026, 3, 12)
    for n in range(ROWS):
        yield (
            f"IM{n:06}",
            f"EV{n % 50:02}",
            day,
            1 + n % 5,
            1 + n % 3,
            n % 2 == 0,
            "Constats des agences et des enquêtes",
        )


def run(folder: Path) -> list[Figure]:
    folder.mkdir(parents=True)

    def ours() -> None:
        book = Workbook(folder / "ours.xlsx")
        book.table("Cotations", HEAD, rows())
        book.close()

    def floor() -> None:
        options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}
        book = xlsxwriter.Workbook(str(folder / "floor.xlsx"), options)
        sheet = book.add_worksheet("Cotations")
        sheet.write_row(0, 0, HEAD)
        for number, row in enumerate(rows(), start=1):
            sheet.write_row(number, 0, row)
        book.close()

    found = alternate({"ours": ours, "floor": floor}, ROUNDS, warm=0)
    return [against("Classeur XLSX de 100 000 lignes", found["ours"], found["floor"], "XlsxWriter seul", 1.5)]

"""A file as the CSV that a French spreadsheet opens by a double click: byte order mark, semicolons, inert texts."""

import csv
from pathlib import Path

from priorities.exchange.lines import Selection
from priorities.exchange.sheets import Progress
from rse_portal.common.exchange.cells import written


def write_csv(selection: Selection, path: Path, *, progress: Progress | None = None) -> int:
    """Write the file of `selection`, with the columns of its workbook; how many rows it has."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
        writer.writerow(selection.layout)
        for count, line in enumerate(selection.lines(), start=1):
            cells = selection.cells(line)
            writer.writerow([written(cells[name]) for name in selection.layout])
            if progress:
                progress(count)
    return count

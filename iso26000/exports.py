"""Results of a campaign as files: the very figures of the page, one stable column per question, texts apart.

Two kinds of lines: « mean », a group of people and its mean 0..4 per question; « answer », an answer and how many chose
it per question. « ^ »: counted with the line above (too few to be told apart). Empty: not told. Such a file is read back
line by line without any rule of its own.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from iso26000.enums import Answer
from iso26000.models import CampaignComment
from iso26000.queries.campaign_results import Results
from iso26000.queries.campaign_tally import SCALE
from rse_portal.common.xlsx import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = ("line", "label", "people")
WITH_ABOVE = "^"


class Format(NamedTuple):
    media: str
    suffix: str


FORMATS = {
    "xlsx": Format(XLSX, "xlsx"),
    "csv": Format("text/csv; charset=utf-8", "csv"),
    "textes": Format("text/csv; charset=utf-8", "textes.csv"),
}


def write_results(results: Results, path: Path, format: str) -> None:
    if format == "xlsx":
        _write_xlsx(results, path)
    else:
        lines = text_lines(results) if format == "textes" else choice_lines(results)
        stream = io.StringIO()
        csv.writer(stream, delimiter=";", lineterminator="\n").writerows(
            ["" if cell is None else _inert(cell) for cell in line] for line in lines
        )
        path.write_bytes(stream.getvalue().encode("utf-8-sig"))


def choice_lines(results: Results) -> Iterator[list[Any]]:
    """The header, a line for everybody, one per level, one per answer."""
    asked = list(results.statements.values())
    yield [*HEAD, *(row.statement.code for row in asked)]
    yield ["mean", "all", results.whole, *(row.mean for row in asked)]
    for place, (label, people) in enumerate(results.level_sizes):
        yield ["mean", label, people, *(row.levels[place].mean for row in asked)]
    for place, name in enumerate([*list(Answer.values)[:SCALE], "none"]):
        yield ["answer", name, None, *(_cell(row.blocks, place) for row in asked)]


def _cell(blocks: Any, place: int) -> Any:
    for block in blocks:
        if block.start == place:
            return block.count
        if block.start < place <= block.end:
            return WITH_ABOVE
    return None


def text_lines(results: Results) -> Iterator[list[Any]]:
    """Comments that were let through, once the results are published; tied to nothing but their core subject."""
    yield ["core_subject", "text"]
    if not results.campaign.is_published or results.whole is None:
        return
    rows = CampaignComment.objects.filter(
        campaign=results.campaign, state__in=("accepted", "masked")
    ).select_related("core_subject")
    for row in rows:
        yield [row.core_subject.code, row.text]


def question_lines(results: Results) -> Iterator[list[Any]]:
    yield ["question", "domain", "text"]
    for row in results.statements_asked:
        yield [row.code, row.domain.code, row.text]


def _write_xlsx(results: Results, path: Path) -> None:
    book = Workbook(path, title=str(results.campaign))
    for name, lines, widths in (
        (_("Réponses"), choice_lines(results), (10, 28, 10)),
        (_("Textes"), text_lines(results), (14, 90)),
        (_("Questions"), question_lines(results), (12, 10, 90)),
    ):
        head = next(lines)
        book.table(name, [str(cell) for cell in head], lines, widths=widths)
    book.close()


def _inert(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula is told to be one of ours by an apostrophe."""
    risky = isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r", "＝")
    return f"'{cell}" if risky else cell

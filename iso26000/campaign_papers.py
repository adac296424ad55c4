"""The answer sheet of a campaign: a line per letter, a column per statement, the very columns of its results.

    line;label;people;6.7.8-a;…

line: « paper »; label: the code of the letter; people: empty. A cell: 0 to 4, « nsp », or « na: » and why; empty: no answer.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from iso26000.enums import Answer, WhyNotConcerned
from iso26000.exports import HEAD
from iso26000.models import Statement
from rse_portal.common.exchange import cells
from rse_portal.common.exchange.specs import Column, FileSpec
from rse_portal.common.xlsx import Workbook

PAPER, SHEET = "paper", "reponses"
ANSWERS = (
    *(answer.value for answer in Answer if answer != Answer.NOT_CONCERNED),
    *(f"{Answer.NOT_CONCERNED}:{why}" for why in WhyNotConcerned.values),
)


def spec_of(statements: Sequence[Statement]) -> FileSpec:
    return FileSpec(
        SHEET,
        lambda *values: values,
        (
            Column("line", cells.choice((PAPER,)), required=True),
            Column("label", cells.text(200), required=True),
            Column("people", cells.text(20), blank=""),
            *(
                Column(statement.code, cells.choice(ANSWERS), blank="", choices=ANSWERS)
                for statement in statements
            ),
        ),
        key=("line", "label"),
    )


def answer_sheet(title: str, statements: Sequence[Statement]) -> bytes:
    """An empty workbook to fill in, and what each column asks."""
    meanings = [[answer.value, str(answer.label)] for answer in Answer if answer != Answer.NOT_CONCERNED]
    meanings += [
        [f"{Answer.NOT_CONCERNED}:{why.value}", f"{Answer.NOT_CONCERNED.label} – {why.label}"]
        for why in WhyNotConcerned
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "papier.xlsx"
        book = Workbook(path, title=title)
        book.table(SHEET, [*HEAD, *(row.code for row in statements)], iter(()), widths=(10, 34, 10))
        asked = ([row.code, row.domain.code, row.text] for row in statements)
        book.table(_("Questions"), ["question", "domain", "text"], asked, widths=(12, 10, 90))
        book.table(_("Réponses"), ["answer", "text"], iter(meanings), widths=(14, 60))
        book.close()
        return path.read_bytes()

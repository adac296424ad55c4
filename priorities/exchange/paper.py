"""The twin of the paper form: a workbook of blank lines for sentences noted by hand, which the import of feedback reads.

Each line has its reference already: bringing the workbook twice brings each sentence once, and a remontée whose reference
is of that kind is known to come from paper. A line that nobody filled in says nothing.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from accounts.models import Territory
from dialogue.enums import FeedbackKind
from dialogue.models import DialogueSession
from iso26000.models import AssessmentCycle
from priorities.exchange.files import FEEDBACK
from priorities.exchange.words import explained
from rse_portal.common.exchange.workbooks import LISTS, README
from rse_portal.common.xlsx import Workbook, write_cell
from stakeholders.models import Stakeholder

LINES = 50
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, O, 1, I: references are copied by hand
REFERENCE = re.compile(rf"P[0-9]{{2}}-[{ALPHABET}]{{6}}-[0-9]{{2}}")
WIDTHS = {
    "reference": 16,
    "session": 18,
    "stakeholder": 14,
    "domains": 12,
    "kind": 16,
    "author": 14,
    "text": 80,
}
LOCKED, EDGE = "#EFEDE6", "#D5D2C8"

Words = Sequence[tuple[str, str]]  # a code and its name


def is_from_paper(reference: str) -> bool:
    """Whether one of these workbooks gave that reference."""
    return REFERENCE.fullmatch(reference) is not None


def write_paper_twin(
    path: Path,
    *,
    cycle: AssessmentCycle,
    session: DialogueSession | None,
    sessions: Iterable[DialogueSession],
) -> None:
    """Write the workbook: one sheet of LINES lines, their lists, and how to bring it back. 3 queries.

    session: the one already written on each line, with its day and territory. sessions: those offered otherwise.
    """
    lists: dict[str, Words] = {
        "stakeholder": [
            (code, label)
            for code, label in Stakeholder.objects.current()
            .expected_in(cycle)
            .order_by("code")
            .values_list("code", "label_fr")
        ],
        "domains": list(cycle.domains.order_by("order").values_list("code", "label_fr")),
        "kind": [(value, str(label)) for value, label in FeedbackKind.choices],
        "territory": list(Territory.objects.order_by("code").values_list("code", "label")),
        "session": [(one.reference, str(one)) for one in sessions],
    }
    book = Workbook(path, title=f"Formulaire papier – {cycle.label}")
    try:
        _write_lines(book, cycle, session, lists)
        _write_readme(book, session, lists)
        _write_lists(book, lists)
    finally:
        book.close()


def _write_lines(
    book: Workbook, cycle: AssessmentCycle, session: DialogueSession | None, lists: dict[str, Words]
) -> None:
    edge = {"border": 1, "border_color": EDGE, "valign": "top", "text_wrap": True}
    shut = book.book.add_format({**edge, "bg_color": LOCKED, "num_format": "@"})
    shut_day = book.book.add_format({**edge, "bg_color": LOCKED, "num_format": "yyyy-mm-dd"})
    free = book.book.add_format({**edge, "locked": False, "num_format": "@"})
    free_day = book.book.add_format({**edge, "locked": False, "num_format": "yyyy-mm-dd"})
    head = book.book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
    sheet = book.book.add_worksheet(FEEDBACK.name)
    given: dict[str, Any] = {}
    if session is not None:
        given = {
            "date": session.held_on,
            "territory": session.assembly.territory.code,
            "session": session.reference,
        }
    for number, name in enumerate(FEEDBACK.header):
        sheet.set_column(number, number, WIDTHS.get(name, 12))
        sheet.write_string(0, number, name, head)
        sheet.write_comment(0, number, explained(FEEDBACK, name), {"author": "Portail RSE", "x_scale": 2})
    series = "".join(secrets.choice(ALPHABET) for _sign in range(6))
    for line in range(1, LINES + 1):
        for number, name in enumerate(FEEDBACK.header):
            value = f"P{cycle.opened_on:%y}-{series}-{line:02d}" if name == "reference" else given.get(name)
            is_shut = name == "reference" or name in given
            styles = (shut_day, free_day) if name == "date" else (shut, free)
            write_cell(sheet, line, number, value, styles[0] if is_shut else styles[1])
    _offer(sheet, lists)
    sheet.freeze_panes(1, 1)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _offer(sheet: Worksheet, lists: dict[str, Words]) -> None:
    """A list in each cell that takes a code. Domains may be several, joined by « | »: their list only suggests."""
    for position, (name, words) in enumerate(lists.items()):
        if words:
            number, letter = FEEDBACK.header.index(name), xl_col_to_name(2 * position)
            rule = {
                "validate": "list",
                "source": f"={LISTS}!${letter}$2:${letter}${len(words) + 1}",
                "error_title": name,
                "error_message": explained(FEEDBACK, name)[:255],
                "error_type": "information" if name in ("domains", "session") else "stop",
            }
            sheet.data_validation(1, number, LINES, number, rule)
    number = FEEDBACK.header.index("date")
    days = {
        "validate": "date",
        "criteria": "between",
        "minimum": date(2000, 1, 1),
        "maximum": date(2100, 12, 31),
    }
    sheet.data_validation(1, number, LINES, number, days)


def _write_lists(book: Workbook, lists: dict[str, Words]) -> None:
    """Hidden: it is there for the cells."""
    sheet = book.book.add_worksheet(LISTS)
    columns = [
        column
        for name, words in lists.items()
        for column in ([name, *(code for code, _label in words)], ["", *(label for _code, label in words)])
    ]
    for row in range(max(map(len, columns))):
        for number, column in enumerate(columns):
            if row < len(column):
                write_cell(sheet, row, number, column[row])
    sheet.protect("")
    sheet.hide()


def _write_readme(book: Workbook, session: DialogueSession | None, lists: dict[str, Words]) -> None:
    sheet = book.book.add_worksheet(README)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 90)
    sheet.hide_gridlines(2)
    wrap = book.book.add_format({"text_wrap": True, "valign": "top"})
    title = book.book.add_format({"bold": True, "font_size": 14})
    rows: list[tuple[str, str]] = [
        ("", str(session) if session else "Phrases notées sur papier"),
        ("", "Une ligne par phrase : ce qui a été dit, avec ses mots, sans nom de personne."),
        (
            "",
            "« author » est le code de qui l’a recueillie. Les lignes vides restent vides : elles ne comptent pas.",
        ),
        (
            "",
            "Enregistrez en .xlsx, puis dans le portail : Échanges, « Importer ». Rien n’est écrit avant l’aperçu.",
        ),
        ("", ""),
        *((code, label) for code, label in [*lists["kind"], ("", ""), *lists["stakeholder"]]),
    ]
    for row, (code, text) in enumerate(rows):
        write_cell(sheet, row, 0, code, wrap)
        write_cell(sheet, row, 1, text, title if row == 0 else wrap)
    sheet.protect("")

"""A file as a workbook one can work in for a week: lists in the cells, locked codes, comments, a « Lisez-moi » sheet.

Written row by row in constant memory. Protection has no password: it guards against slips, not against people.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from accounts.models import Territory
from iso26000.models import AssessmentCycle
from priorities.exchange.lines import Selection
from priorities.exchange.words import ABOUT, TITLES, explained
from rse_portal.common.errors import Unprocessable
from rse_portal.common.exchange.cells import protected
from rse_portal.common.exchange.specs import Column
from rse_portal.common.exchange.tables import MAX_BYTES, MAX_ROWS, VERSION, for_the_reader
from rse_portal.common.exchange.workbooks import LISTS, README
from rse_portal.common.typography import NBSP, nombre, pluriel
from rse_portal.common.xlsx import MAX_TEXT, Workbook, write_cell
from stakeholders.models import Stakeholder

LAST_ROW = 1_048_575  # of a sheet
ROWS_TO_ADD = 2_000  # rows below the last one in which cells offer their lists too
PAPER, SHUT, INK = "#EFEDE6", "#D5D2C8", "#5B666E"  # tints of locked cells; they print in grey

Progress = Callable[[int], None]  # rows written so far
Lists = dict[str, list[tuple[str, str]]]  # column → the codes it takes, each with its name


class TooLong(Unprocessable):
    """Excel would cut the text without a word."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"Un texte de la ligne {place} dépasse ce qu’une cellule peut contenir "
            f"({nombre(MAX_TEXT)} caractères) : exportez en CSV."
        )


def write_workbook(
    selection: Selection, cycle: AssessmentCycle, path: Path, *, progress: Progress | None = None
) -> int:
    """Write the file of `selection`; how many rows it has. Raises TooLong."""
    book = Workbook(path, title=f"{TITLES[selection.spec.name]} – {cycle.label}")
    try:
        lists = _lists(selection, cycle)
        count = _write_rows(book, selection, lists, progress)
        _write_readme(book, selection, cycle, count)
        _write_lists(book, lists)
    finally:
        book.close()  # stopped half-way, it must let go of the rows that it keeps on the disk
    return count


def _write_rows(book: Workbook, selection: Selection, lists: Lists, progress: Progress | None) -> int:
    styles, spec = _Styles(book), selection.spec
    sheet = book.book.add_worksheet(spec.name)
    columns = [_Place(selection, name, number) for number, name in enumerate(selection.layout)]
    for column in columns:
        sheet.set_column(column.number, column.number, column.width, styles.of(column, new=True))
        sheet.write_string(0, column.number, column.name, styles.head(column))
        note = {"author": "Portail RSE", "x_scale": 2}
        sheet.write_comment(0, column.number, explained(spec, column.name), note)
    last = 0
    for last, line in enumerate(selection.lines(), start=1):
        cells = selection.cells(line)
        for column in columns:
            value = _as_text(cells[column.name])
            if isinstance(value, str) and len(value) > MAX_TEXT:
                raise TooLong(f"{last + 1} ({line.values[0]})")
            style = styles.shut if column.name in line.shut else styles.of(column)
            write_cell(sheet, last, column.number, value, style)
        if progress:
            progress(last)
    bottom = min(last if selection.own else last + ROWS_TO_ADD, LAST_ROW)
    for column in columns:
        _offer(sheet, column, lists, bottom)
    sheet.freeze_panes(1, len(spec.key))
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return last


# --- columns and their cells


@dataclass(frozen=True)
class _Place:
    """A column of the sheet."""

    selection: Selection
    name: str
    number: int

    @property
    def column(self) -> Column | None:
        """None for those that stand there for the reader."""
        return next((one for one in self.selection.spec.columns if one.name == self.name), None)

    @property
    def is_key(self) -> bool:
        return self.name in self.selection.spec.key

    @property
    def is_long(self) -> bool:
        """A sentence, not a label."""
        return self.name in ("description", "(description)", "rationale", "reason", "text")

    @property
    def is_number(self) -> bool:
        column = self.column
        return self.name == VERSION or (
            column is not None and bool(column.bounds or column.choices == ("0", "1"))
        )

    @property
    def width(self) -> int:
        if self.is_long:
            return 48
        if self.is_number or self.name in ("(sens)", "(nature)"):
            return 16
        return 32 if for_the_reader(self.name) or self.name == "label" else 16


class _Styles:
    """Cells one fills in are white; those that are locked are tinted, those without meaning are darker."""

    def __init__(self, book: Workbook) -> None:
        add, line = book.book.add_format, {"border": 1, "border_color": SHUT, "valign": "top"}
        self._head = add({"bold": True, "bottom": 2, "text_wrap": True, "valign": "top"})
        self._head_aside = add(
            {
                "italic": True,
                "bottom": 2,
                "text_wrap": True,
                "valign": "top",
                "font_color": INK,
                "bg_color": PAPER,
            }
        )
        self._open = {
            "text": add({**line, "locked": False, "num_format": "@"}),
            "long": add({**line, "locked": False, "num_format": "@", "text_wrap": True}),
            "number": add({**line, "locked": False, "align": "center"}),
            "day": add({**line, "locked": False, "num_format": "yyyy-mm-dd"}),
        }
        closed = {**line, "bg_color": PAPER}
        self._closed = {
            "text": add({**closed, "num_format": "@"}),
            "long": add({**closed, "num_format": "@", "text_wrap": True}),
            "number": add({**closed, "align": "center"}),
            "day": add({**closed, "num_format": "yyyy-mm-dd"}),
        }
        self.shut = add({**line, "bg_color": SHUT, "pattern": 1})

    def head(self, column: _Place) -> Format:
        return self._head_aside if for_the_reader(column.name) else self._head

    def of(self, column: _Place, *, new: bool = False) -> Format:
        """new: of the rows that one adds below, where codes are typed too, unless the rows are given."""
        wraps = column.is_long or (for_the_reader(column.name) and column.name != VERSION)
        kind = "long" if wraps else "number" if column.is_number else "text"
        kind = "day" if column.name == "date" else kind
        given = column.is_key and (not new or column.selection.own)
        return (self._closed if given or for_the_reader(column.name) else self._open)[kind]


def _as_text(value: Any) -> Any:
    """What the cell holds. A text that begins with our protective quote gets another, for the import to take away."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, tuple):
        value = "|".join(value)
    return protected(value) if isinstance(value, str) and value.startswith("'") else value


# --- what the cells offer


def _lists(selection: Selection, cycle: AssessmentCycle) -> Lists:
    """Column → the codes it takes, each with its name: for those that refer to something."""
    words: dict[str, Callable[[], Iterable[tuple[str, str]]]] = {
        "domains": lambda: cycle.domains.order_by("order").values_list("code", "label_fr"),
        "stakeholders": lambda: (
            Stakeholder.objects.current()
            .filter(significances__cycle=cycle, is_stakeholder=True)
            .order_by("code")
            .values_list("code", "label_fr")
        ),
        "territories": lambda: Territory.objects.order_by("code").values_list("code", "label"),
    }
    return {
        column.name: list(words[column.refers_to]())
        for column in selection.spec.columns
        if column.refers_to in words and column.name != "domains" and not selection.own
    }


def _offer(sheet: Worksheet, place: _Place, lists: Lists, bottom: int) -> None:
    """Whole numbers within their bounds, lists for what is chosen. Nothing else may be typed there."""
    column = place.column
    if column is None or bottom < 1:
        return
    rule: dict[str, Any] = {
        "ignore_blank": True,
        "error_title": place.name[:32],
        "error_message": explained(place.selection.spec, place.name)[:255],
    }
    if column.bounds:
        low, high = column.bounds
        rule |= {"validate": "integer", "criteria": "between", "minimum": low, "maximum": high}
    elif column.choices:
        rule |= {"validate": "list", "source": list(column.choices)}
    elif lists.get(place.name):
        letter = xl_col_to_name(2 * list(lists).index(place.name))
        rule |= {
            "validate": "list",
            "source": f"={LISTS}!${letter}$2:${letter}${len(lists[place.name]) + 1}",
        }
    elif place.name == "date":
        rule |= {
            "validate": "date",
            "criteria": "between",
            "minimum": date(1900, 1, 1),
            "maximum": date(2100, 12, 31),
        }
    else:
        return
    sheet.data_validation(1, place.number, bottom, place.number, rule)


def _write_lists(book: Workbook, lists: Lists) -> None:
    """The codes that the lists offer, with their names: hidden, as it is there for the cells."""
    if not lists:
        return
    sheet = book.book.add_worksheet(LISTS)
    columns: list[list[str]] = []
    for name, words in lists.items():
        columns += [
            [name, *(code for code, _label in words)],
            [f"({name})", *(label for _code, label in words)],
        ]
    for row in range(max(map(len, columns))):
        for number, column in enumerate(columns):
            if row < len(column):
                write_cell(sheet, row, number, column[row])
    sheet.protect("")
    sheet.hide()


def _write_readme(book: Workbook, selection: Selection, cycle: AssessmentCycle, count: int) -> None:
    sheet = book.book.add_worksheet(README)
    sheet.set_column(0, 0, 96)
    sheet.hide_gridlines(2)
    wrap = book.book.add_format({"text_wrap": True, "valign": "top"})
    title = book.book.add_format({"bold": True, "font_size": 14, "valign": "top"})
    strong = book.book.add_format({"bold": True, "valign": "top"})
    for row, (text, style) in enumerate(_readme(selection, cycle, count)):
        write_cell(sheet, row, 0, text, {"title": title, "strong": strong}.get(style, wrap))
    sheet.protect("")


def _readme(selection: Selection, cycle: AssessmentCycle, count: int) -> Iterator[tuple[str, str]]:
    """Sentences of the sheet and their style."""
    spec = selection.spec
    yield f"{TITLES[spec.name]} – {cycle.label}", "title"
    yield f"{ABOUT[spec.name]} Ce classeur en compte {pluriel(count, 'ligne')}.", ""
    yield "", ""
    yield "Ce que vous remplissez", "strong"
    yield "Les cellules blanches. Posez le curseur sur un en-tête : il dit ce que la colonne attend.", ""
    yield "Une cellule vide est une valeur manquante, jamais un zéro.", ""
    if not selection.own:
        yield (
            "Ajoutez des lignes sous la dernière si besoin. Retirer une ligne d’ici ne la supprime pas du portail.",
            "",
        )
    yield "", ""
    yield "Ce qui est verrouillé", "strong"
    yield (
        "Les codes, par lesquels le portail reconnaît chaque ligne, et les colonnes entre parenthèses, là pour vous.",
        "",
    )
    if any(name in selection.spec.header for name in ("irremediability", "nature")):
        yield "Les cellules grises : elles n’ont pas de sens pour cette ligne.", ""
    yield (
        (
            "La protection n’a pas de mot de passe : elle évite les erreurs de frappe. « (version) » permet au portail de "
            "voir ce que d’autres ont changé entre-temps : n’y touchez pas."
        ),
        "",
    )
    yield "", ""
    yield "Comment le rapporter", "strong"
    yield f"Enregistrez en .xlsx, puis dans le portail : Échanges, « Importer », exercice {cycle.slug}.", ""
    yield (
        "Le portail montre d’abord ce qui changera, ligne par ligne. Rien n’est écrit avant que vous confirmiez.",
        "",
    )
    if count > MAX_ROWS:
        yield (
            (
                f"L’import accepte {nombre(MAX_ROWS)} lignes et {nombre(MAX_BYTES // 1024**2)}{NBSP}Mo par fichier : "
                "divisez ce classeur avant de le rapporter."
            ),
            "",
        )

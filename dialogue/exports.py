"""Lists of people as workbooks: what the page shows, with the same filters."""

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from accounts.models import Mandate, Training
from dialogue.models import Assembly
from dialogue.queries.composition import Composition
from rse_portal.common.xlsx import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(name: str, sheets: Sequence[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> HttpResponse:
    """An .xlsx to download: (name of the sheet, heads, rows) of each. Texts are never run, nor kept by a cache."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        book = Workbook(path, title=name)
        for title, head, rows in sheets:
            book.table(title, head, rows, widths=[24, *[18] * (len(head) - 1)])
        book.close()
        content = path.read_bytes()
    attached = f'attachment; filename="{name}.xlsx"'
    return HttpResponse(
        content, content_type=XLSX, headers={"Content-Disposition": attached, "Cache-Control": "no-store"}
    )


def composition_workbook(assembly: Assembly, composition: Composition) -> HttpResponse:
    """Who sits, and those whose term is over, on two sheets."""
    head = [
        _("Nom"),
        _("Prénom"),
        _("Qualité"),
        _("Territoire"),
        _("Depuis le"),
        _("Jusqu’au"),
        _("Désignation"),
        _("Motif de fin"),
        _("Catégorie de membre"),
    ]

    def rows(members: Any) -> Iterable[Sequence[Any]]:
        for member in members:
            yield (
                member.last_name,
                member.first_name,
                member.quality,
                member.territory,
                member.since,
                member.until,
                member.designation_words,
                member.end_words,
                member.category_words,
            )

    return workbook(
        f"composition-{assembly.code}-{composition.on:%Y-%m-%d}",
        [
            (_("En fonction"), head, rows(composition.members)),
            (_("Mandats terminés"), head, rows(composition.ended)),
        ],
    )


def mandates_workbook(rows: QuerySet[Mandate], today: date) -> HttpResponse:
    head = [
        _("Nom"),
        _("Prénom"),
        _("Adresse électronique"),
        _("Qualité"),
        _("Instance"),
        _("Territoire"),
        _("Depuis le"),
        _("Jusqu’au"),
        _("Désignation"),
        _("Motif de fin"),
        _("Catégorie de membre"),
    ]
    lines = (
        (
            row.user.last_name,
            row.user.first_name,
            row.user.email,
            row.get_role_display(),
            row.get_body_display(),
            row.territory.label,
            row.starts_on,
            row.ends_on,
            row.get_designation_display(),
            row.get_end_reason_display(),
            row.get_category_display(),
        )
        for row in rows.iterator(chunk_size=2_000)
    )
    return workbook(f"mandats-{today:%Y-%m-%d}", [(_("Mandats"), head, lines)])


def trainings_workbook(rows: QuerySet[Training], today: date) -> HttpResponse:
    head = [
        _("Nom"),
        _("Prénom"),
        _("Formation"),
        _("État"),
        _("Échéance"),
        _("Proposée le"),
        _("Suivie le"),
    ]
    lines = (
        (
            row.user.last_name,
            row.user.first_name,
            row.get_topic_display(),
            str(row.state.label),
            row.due_on,
            row.offered_on,
            row.attended_on,
        )
        for row in rows.iterator(chunk_size=2_000)
    )
    return workbook(f"formations-{today:%Y-%m-%d}", [(_("Formations"), head, lines)])

"""Actions and indicators as files: what the page shows, with the same filters. Nothing in them is run by a spreadsheet."""

import csv
import io
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from commitments.imports.spec import SAMPLES
from commitments.models import IndicatorDefinition, Sample
from commitments.queries.indicator import IndicatorLine
from rse_portal.common.exchange.cells import protected
from rse_portal.common.xlsx import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]
Rules = Mapping[str, Mapping[int, dict[str, Any]]]
LINES = 5000  # of a sheet of samples that are checked while one types
MOST = 10**12  # of a sample, either side of zero


def file_of(name: str, sheets: Sequence[Sheet], kind: str, *, rules: Rules | None = None) -> HttpResponse:
    """An answer to download: every sheet in a workbook, the first one alone as CSV. Raises Http404 for another kind.

    rules: of a sheet, by its name, then by column: what xlsxwriter calls a data validation.
    """
    name = f"{name}-{timezone.localdate():%Y-%m-%d}"
    if kind == "xlsx":
        content, media = _workbook(name, sheets, rules or {}), XLSX
    elif kind == "csv":
        content, media = _csv(sheets[0]), CSV
    else:
        raise Http404
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{kind}"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=media, headers=headers)


def _workbook(name: str, sheets: Sequence[Sheet], rules: Rules) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.xlsx"
        book = Workbook(path, title=name)
        for title, head, rows in sheets:
            cells = ([_number(cell) for cell in row] for row in rows)
            sheet = book.table(title, head, cells, widths=[14, 44, *[18] * (len(head) - 2)])
            for column, rule in rules.get(title, {}).items():
                sheet.data_validation(1, column, LINES, column, rule)
        book.close()
        return path.read_bytes()


def _number(cell: Any) -> Any:
    return float(cell) if isinstance(cell, Decimal) else cell


def _csv(sheet: Sheet) -> bytes:
    """For a French spreadsheet: « ; », a decimal comma, a mark of UTF-8."""
    _title, head, rows = sheet
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([_cell(cell) for cell in head])
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _cell(cell: Any) -> Any:
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}".replace(".", ",")
    return protected(cell) if isinstance(cell, str) else cell


def actions_file(rows: Any, kind: str) -> HttpResponse:
    """rows: a queryset of actions, in the order of the page. 2 queries."""
    head = [
        _("Code"),
        _("Action"),
        _("Engagement"),
        _("Domaine"),
        _("Axe d’amélioration"),
        _("Responsable"),
        _("Début"),
        _("Échéance"),
        _("État"),
        _("Avancement (%)"),
        _("Coût prévu (€)"),
        _("Effort prévu (jours)"),
        _("Parties prenantes associées"),
        _("Preuves"),
    ]
    found = rows.select_related("owner", "axis__domain", "axis__commitment").annotate(
        proved=Count("documents", distinct=True)
    )
    lines = (
        (
            row.code,
            row.title,
            row.axis.commitment.label,
            row.axis.domain.code,
            row.axis.title,
            str(row.owner or ""),
            row.starts_on,
            row.due_on,
            str(row.get_state_display()),
            row.progress,
            row.cost_eur,
            row.effort_days,
            ", ".join(partner.stakeholder.label for partner in row.partners.all()),
            row.proved,
        )
        for row in found.prefetch_related("partners__stakeholder")
    )
    return file_of("actions", [(_("Actions"), head, lines)], kind)


def indicators_file(lines: Sequence[IndicatorLine], kind: str) -> HttpResponse:
    """lines: with all their samples. The workbook holds the samples too, in columns that the import reads back, whose
    cells offer the codes and ask for a day and a number. 2 queries."""
    known = IndicatorDefinition.objects.in_bulk([line.code for line in lines], field_name="code")
    head = [
        _("Code"),
        _("Indicateur"),
        _("Unité"),
        _("Comment il se calcule"),
        _("Sens"),
        _("Relevé"),
        _("Engagement"),
        _("Domaine"),
        _("Valeur de départ"),
        _("Au"),
        _("Dernière valeur"),
        _("Relevée le"),
        _("Cible"),
        _("À atteindre le"),
        _("Où il en est"),
        _("Relevés"),
        _("Relevé ancien"),
        _("Relevé par"),
    ]
    rows = (
        (
            line.code,
            line.label,
            line.unit,
            known[line.code].method,
            str(known[line.code].get_direction_display()),
            str(known[line.code].get_periodicity_display()),
            line.commitment,
            line.domain,
            line.baseline,
            line.baseline_on,
            line.last[1] if line.last else None,
            line.last[0] if line.last else None,
            line.target,
            line.target_on,
            line.state_words,
            len(line.points),
            _("oui") if line.is_stale else _("non"),
            line.owner,
        )
        for line in lines
    )
    samples = (
        Sample.objects.filter(indicator__definition__code__in=[line.code for line in lines])
        .order_by("indicator__definition__code", "on")
        .values_list("indicator__definition__code", "on", "value", "note")
    )
    return file_of(
        "indicateurs",
        [(_("Indicateurs"), head, rows), ("samples", SAMPLES.header, samples)],
        kind,
        rules={"samples": _sample_rules(len(lines))},
    )


def _sample_rules(indicators: int) -> dict[int, dict[str, Any]]:
    """What the cells of each column take. indicators: how many codes the first sheet lists."""
    days = {"minimum": date(1900, 1, 1), "maximum": date(2100, 12, 31)}
    rules = {
        "on": {"validate": "date", "criteria": "between", **days},
        "value": {"validate": "decimal", "criteria": "between", "minimum": -MOST, "maximum": MOST},
    }
    if indicators:
        sheet = _("Indicateurs").replace("'", "''")
        rules["indicator"] = {"validate": "list", "source": f"='{sheet}'!$A$2:$A${indicators + 1}"}
    return {SAMPLES.header.index(name): rule for name, rule in rules.items()}

"""« Tableau de bord »: the figures of each role, this cycle beside the one before; the same ones as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import person
from commitments.exports import file_of
from iso26000.cycles import cycle_of, cycles_of
from priorities import pictures
from reports.queries.dashboard import Dashboard, dashboards_of
from reports.queries.figures import previous_cycle


def _found(request: HttpRequest) -> dict[str, Any]:
    now, cycle = timezone.now(), cycle_of(request)
    previous = previous_cycle(cycles_of(request), cycle) if cycle else None
    boards = dashboards_of(person(request), cycle, previous, now) if cycle else []
    return {"board_cycle": cycle, "previous": previous, "boards": boards, "now": now}


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """At most 15 queries for one role, sign-in included."""
    found = _found(request)
    shown = [(board, _ranks(board)) for board in found["boards"]]
    return render(request, "reports/dashboard.html", {**found, "shown": shown})


def _ranks(board: Dashboard) -> Any:
    """The first ones with their intervals, where the dashboard tells the ranking."""
    reading = board.reading
    return pictures.rank_list(reading, "significance").first if reading and reading.significance else None


@require_safe
def dashboard_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The figures of the page as they are shown. kind: xlsx or csv."""
    found = _found(request)
    cycle, previous = found["board_cycle"], found["previous"]
    head = [
        _("Tableau de bord"),
        _("Mesure"),
        str(cycle.label) if cycle else _("Valeur"),
        str(previous.label) if previous else _("Exercice précédent"),
        _("Évolution"),
        _("Unité"),
        _("Données au"),
    ]
    at = timezone.localtime(found["now"]).isoformat(timespec="minutes")
    rows = [
        [
            board.title,
            figure.label,
            figure.value,
            figure.before,
            figure.change,
            "%" if figure.is_share else "",
            at,
        ]
        for board in found["boards"]
        for figure in board.figures
    ]
    return file_of("tableau-de-bord", [(_("Tableau de bord"), head, rows)], kind)

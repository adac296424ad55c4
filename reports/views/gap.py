"""« Trois regards »: perceived, evidenced, expected, side by side."""

import tempfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import person
from iso26000.cycles import cycle_or_404
from iso26000.models import AssessmentCycle
from priorities.exports import FORMATS
from reports import pictures
from reports.documents.gaps import write_gaps
from reports.forms import GapSearchForm
from reports.queries.gaps import gaps_of
from rse_portal.common.addresses import Address
from rse_portal.common.pages import room_or_404


def _search(request: HttpRequest, cycle: AssessmentCycle) -> GapSearchForm:
    return GapSearchForm(request.GET, subjects=list(cycle.standard.core_subjects.all()))


@require_safe
def gap_list(request: HttpRequest) -> HttpResponse:
    """The widest disagreements first, with what to do about each. At most 15 queries."""
    room_or_404(request, "iso26000.view_practice")
    cycle = cycle_or_404(request)
    search = _search(request, cycle)
    gaps = gaps_of(cycle, person(request), search.subject)
    context = {
        "gap_cycle": cycle,
        "search": search,
        "gaps": gaps,
        "chart": pictures.gaps_picture(
            gaps,
            lambda domain: Address("reports:domain-detail", (domain.code,), {"exercice": cycle.slug}).url,
        ),
        "export": Address(
            "reports:gap-export",
            query={"exercice": cycle.slug, **({"question": search.subject} if search.subject else {})},
        ),
        "chosen": request.GET.get("exercice", ""),
    }
    return render(request, "reports/gap_list.html", context)


@require_safe
def gap_export(request: HttpRequest) -> HttpResponse:
    """The rows of the page as it is filtered, as a workbook."""
    room_or_404(request, "iso26000.view_practice")
    cycle = cycle_or_404(request)
    gaps = gaps_of(cycle, person(request), _search(request, cycle).subject)
    name = f"trois-regards-{cycle.slug}.xlsx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_gaps(gaps, path)
        content = path.read_bytes()
    return HttpResponse(
        content,
        content_type=FORMATS["xlsx"],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )

"""« Que sont devenues vos remontées »: one page per territory, on the screen and on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import Scope
from accounts.models import Territory
from accounts.requests import person
from accounts.rights import scope_of
from dialogue.queries.sheet import Sheet, read_sheet
from reports.documents import territory_sheet as document
from rse_portal.common.pages import room_or_404

PERMISSION = "dialogue.view_sheet"
READING = "dialogue.view_feedback"  # elected administrators read counts and answers, no sentence


def _sheet_or_404(request: HttpRequest, code: str) -> Sheet:
    """The territory is in the reader's scope, or does not exist for them. 9 queries."""
    room_or_404(request, PERMISSION)
    territory = get_object_or_404(Territory.objects.select_related("parent__parent"), code=code)
    user = person(request)
    if not covers(scope_of(user, PERMISSION), territory):
        raise Http404
    return read_sheet(territory, quotes=covers(scope_of(user, READING), territory))


def covers(scope: Scope, place: Territory | None) -> bool:
    """The territory or one above it is in the scope: a right on a region covers its departments. No query."""
    while place is not None and not scope.national and place.pk not in scope.territories:
        place = place.parent
    return place is not None


@require_safe
def territory_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """At most 15 queries, sign-in and rights included."""
    return render(request, "reports/territory_sheet.html", {"sheet": _sheet_or_404(request, code)})


@require_safe
def territory_sheet_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same page on one A4, set while one waits: half a second of Typst in a process of its own."""
    sheet = _sheet_or_404(request, code)
    response = HttpResponse(document.write(sheet), content_type="application/pdf")
    name = f"remontees-{sheet.territory.code}-{sheet.today:%Y-%m-%d}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

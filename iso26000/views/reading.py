from collections import Counter

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from iso26000.cycles import cycle_of
from iso26000.models import Standard
from rse_portal.common.pages import room_or_404


@require_safe
def reading_detail(request: HttpRequest) -> HttpResponse:
    """How we count the domains, on what precedent, and what the other readings would be. 3 queries."""
    room_or_404(request, "iso26000.view_standard")
    cycle = cycle_of(request)
    standard = cycle.standard if cycle else Standard.objects.newest_first().first()
    if standard is None:
        raise Http404
    kinds = Counter(standard.domains.values_list("kind", flat=True))
    context = {"standard": standard, "reading": standard.reading, "kinds": kinds, "total": kinds.total()}
    return render(request, "iso26000/reading_detail.html", context)

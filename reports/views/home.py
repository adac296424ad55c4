from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.requests import person
from iso26000.cycles import cycle_of
from reports.queries.homes import panels


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What calls this person today, by role. At most 15 queries for one role."""
    cycle = cycle_of(request)
    return render(
        request, "reports/home.html", {"home_cycle": cycle, "panels": panels(person(request), cycle)}
    )

"""The project's addresses, and the floor: a bare signed-in view that fetches 50 rows, or writes one, with one query."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path

from accounts.models import JournalEntry

ROWS = 50
TABLE = (
    "<!doctype html><title>Plancher</title><table>{% for row in rows %}"
    "<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)


@cache
def table() -> Any:
    return engines["django"].from_string(TABLE)


def bare(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        JournalEntry.objects.create(actor=request.user, action="floor")
        return HttpResponse(status=201)
    rows = JournalEntry.objects.order_by("-pk")[:ROWS].values_list("at", "action", "target_type", "target_id")
    return HttpResponse(table().render({"rows": rows}, request))


urlpatterns = [path("plancher/", bare, name="bare"), path("", include("rse_portal.urls"))]

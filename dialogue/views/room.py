from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from dialogue.tabs import tabs


@require_safe
def room_open(request: HttpRequest) -> HttpResponse:
    """The door of the room: its first page that the person may open. No query of its own."""
    for tab in tabs(request):
        return redirect(tab["url"])
    raise Http404

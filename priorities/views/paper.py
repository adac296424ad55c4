"""The workbook that goes with the paper form, in the room « Remontées ». Its lines come back by « Échanges »."""

import tempfile
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import person
from dialogue.queries.capture import open_cycle, sheet_sessions
from priorities.exchange.paper import write_paper_twin
from priorities.exports import FORMATS
from rse_portal.common.pages import room_or_404


@require_safe
def paper_workbook(request: HttpRequest) -> HttpResponse:
    """Blank lines to fill in, for a séance (`?seance=`) or for any. It holds no remontée. 8 queries."""
    room_or_404(request, "priorities.exchange_everything")
    cycle = open_cycle()
    if cycle is None:
        raise Http404
    sessions = sheet_sessions(person(request), "dialogue.transcribe_feedback", timezone.localdate())
    asked = request.GET.get("seance", "")
    session = next((one for one in sessions if str(one.pk) == asked), None)
    if asked and session is None:
        raise Http404
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feedback.xlsx"
        write_paper_twin(path, cycle=cycle, session=session, sessions=sessions)
        content = path.read_bytes()
    name = f"feedback-papier-{session.reference if session else cycle.slug}.xlsx"
    return HttpResponse(
        content,
        content_type=FORMATS["xlsx"],
        headers={"Content-Disposition": f'attachment; filename="{_ascii(name)}"'},
    )


def _ascii(name: str) -> str:
    """A file name that any header carries."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-._") else "-" for sign in name)

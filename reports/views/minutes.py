from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dialogue.views.minutes import minutes_or_404
from reports.documents import minutes as document


@require_safe
def minutes_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The minutes on paper, for whoever reads them on the screen: a page or two, set while one waits.

    14 queries, sign-in and rights included, then half a second of Typst in a process of its own.
    """
    session, minutes = minutes_or_404(request, pk)
    response = HttpResponse(document.write(minutes), content_type="application/pdf")
    name = f"compte-rendu-{session.assembly.code}-{session.held_on:%Y-%m-%d}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

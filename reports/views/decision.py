from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from priorities.views.decision import decision_or_404
from reports.documents import decision as document


@require_safe
def decision_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The decision on paper, for whoever reads it on the screen. 10 queries, then half a second of Typst."""
    decision = decision_or_404(request, pk)
    response = HttpResponse(document.write(decision), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="priorites-{decision.cycle.slug}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response

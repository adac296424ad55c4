from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from commitments.views.version import published_or_404
from reports.documents.referential import published_pdf


@login_not_required
@require_safe
def referential_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """A published version on paper, for anybody: set once, then read from the media. 1 query."""
    version = published_or_404(number)
    response = HttpResponse(published_pdf(version), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="referentiel-{version.number}.pdf"'
    return response

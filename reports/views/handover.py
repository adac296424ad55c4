"""The handover pack of a delegate who left, on the screen and on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Mandate
from dialogue.queries.handover import Handover, read_handover
from dialogue.tabs import tabs
from reports.documents import handover as document
from rse_portal.common.pages import room_or_404

PERMISSION = "dialogue.view_handover"


def _pack_or_404(request: HttpRequest, pk: int) -> Handover:
    """For the responsable, and for whoever holds the mandate since; for anybody else it does not exist."""
    room_or_404(request, PERMISSION)
    mandate = get_object_or_404(Mandate.objects.select_related("user", "territory"), pk=pk)
    if not request.user.has_perm(PERMISSION, mandate):  # type: ignore[union-attr]
        raise Http404
    return read_handover(mandate, timezone.localdate())


@require_safe
def handover_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """At most 15 queries, whatever the number of sentences."""
    pack = _pack_or_404(request, pk)
    context = {
        "pack": pack,
        "mandate": pack.mandate,
        "sees_people": request.user.has_perm("accounts.view_mandates"),  # type: ignore[union-attr]
        "tabs": tabs(request, "dialogue:mandate-list"),
    }
    return render(request, "reports/handover_detail.html", context)


@require_safe
def handover_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on A4, set while one waits: half a second of Typst in a process of its own."""
    pack = _pack_or_404(request, pk)
    response = HttpResponse(document.write(pack), content_type="application/pdf")
    name = f"passation-{pack.mandate.territory.code}-{pack.today:%Y-%m-%d}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response

"""The files of a séance: added, downloaded by whoever sees it, removed with an undo."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person, tell_done
from dialogue.actions import session as actions
from dialogue.forms.session import DocumentForm
from dialogue.models import SessionDocument
from dialogue.views.session import MANAGE, VIEW, detail_page, session_or_404
from rse_portal.common.uploads import media_type


@require_POST
def document_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = session_or_404(request, pk, MANAGE)
    if session.is_over:
        raise actions.SessionIsOver
    form = DocumentForm(request.POST, request.FILES)
    if not form.is_valid():
        return detail_page(request, session, form=form, status=422)
    _document, operation = actions.attach_document(session=session, by=person(request), **form.cleaned_data)
    tell_done(request, _("Le document est joint."), operation)
    return redirect(session)


def _document_or_404(request: HttpRequest, pk: UUID, document: UUID, permission: str) -> SessionDocument:
    session = session_or_404(request, pk, permission)
    found = get_object_or_404(SessionDocument, pk=document, session=session)
    found.session = session
    return found


@require_safe
def document_download(request: HttpRequest, pk: UUID, document: UUID) -> FileResponse:
    """Always an attachment, never kept on the way, never shown inside a page. 4 queries."""
    found = _document_or_404(request, pk, document, VIEW)
    if not found.file.storage.exists(str(found.file.name)):
        raise Http404
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=media_type(found.name),
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def document_remove(request: HttpRequest, pk: UUID, document: UUID) -> HttpResponse:
    found = _document_or_404(request, pk, document, MANAGE)
    operation = actions.remove_document(document=found, by=person(request))
    tell_done(request, _("Le document est retiré."), operation)
    return redirect(found.session)

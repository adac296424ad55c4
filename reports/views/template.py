"""The DOCX that the annual report takes its styles from: put, read again, taken away."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person, tell_done
from reports.actions.template import remove_template, set_template
from reports.forms import TemplateForm
from reports.models import ReportTemplate
from reports.views.report import ROOM, TEMPLATE, show_reports
from rse_portal.common.pages import right_or_403, room_or_404
from rse_portal.common.uploads import media_type


@require_POST
def template_set(request: HttpRequest) -> HttpResponse:
    room_or_404(request, ROOM)
    right_or_403(request, TEMPLATE)
    form = TemplateForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_reports(request, 422, template_form=form)
    done = set_template(document=form.cleaned_data["document"], by=person(request))
    tell_done(request, _("Le rapport DOCX prendra les styles de ce modèle."), done)
    return redirect("reports:report-list")


@require_POST
def template_delete(request: HttpRequest, pk: int) -> HttpResponse:
    room_or_404(request, ROOM)
    right_or_403(request, TEMPLATE)
    done = remove_template(template=get_object_or_404(ReportTemplate, pk=pk), by=person(request))
    tell_done(request, _("Le rapport DOCX reprend les styles du portail."), done)
    return redirect("reports:report-list")


@require_safe
def template_download(request: HttpRequest, pk: int) -> FileResponse:
    """To whoever asks for reports. Always an attachment, never cached."""
    room_or_404(request, ROOM)
    kept = get_object_or_404(ReportTemplate, pk=pk)
    if not kept.file.name or not kept.file.storage.exists(kept.file.name):
        raise Http404
    response = FileResponse(
        kept.file.open("rb"), as_attachment=True, filename=kept.name, content_type=media_type(kept.name)
    )
    response["Cache-Control"] = "private, no-store"
    return response

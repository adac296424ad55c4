"""What hangs on an action: its partners, what it waits for, its evidence."""

from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person, tell_done
from commitments.actions import action as actions
from commitments.forms.action import DependencyForm, DocumentForm, PartnerForm
from commitments.models import ActionDependency, ActionDocument, ActionPartner
from commitments.views.action import MOVE, WRITE, action_or_404, show_action
from rse_portal.common.uploads import media_type


@require_POST
def partner_create(request: HttpRequest, code: str) -> HttpResponse:
    action = action_or_404(request, code, WRITE)
    form = PartnerForm(request.POST, prefix="partenaire")
    if form.is_valid():
        try:
            done = actions.add_partner(action=action, by=person(request), **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            tell_done(request, _("La partie prenante est associée à l’action."), done)
            return redirect(f"{action.get_absolute_url()}#partenaires")
    return show_action(request, action, 422, partner_form=form)


@require_POST
def partner_delete(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    action = action_or_404(request, code, WRITE)
    partner = get_object_or_404(ActionPartner.objects.select_related("action"), action=action, pk=pk)
    done = actions.remove_partner(partner=partner, by=person(request))
    tell_done(request, _("La partie prenante n’est plus associée à l’action."), done)
    return redirect(f"{action.get_absolute_url()}#partenaires")


@require_POST
def dependency_create(request: HttpRequest, code: str) -> HttpResponse:
    action = action_or_404(request, code, WRITE)
    form = DependencyForm(request.POST, action=action, prefix="attente")
    if form.is_valid():
        try:
            done = actions.add_dependency(action=action, by=person(request), **form.cleaned_data)
        except ValidationError as problem:
            form.add_error("needs", problem.messages)
        else:
            tell_done(request, _("La dépendance est notée."), done)
            return redirect(f"{action.get_absolute_url()}#dependances")
    return show_action(request, action, 422, dependency_form=form)


@require_POST
def dependency_delete(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    action = action_or_404(request, code, WRITE)
    tie = get_object_or_404(ActionDependency.objects.select_related("action"), action=action, pk=pk)
    done = actions.remove_dependency(dependency=tie, by=person(request))
    tell_done(request, _("La dépendance est retirée."), done)
    return redirect(f"{action.get_absolute_url()}#dependances")


@require_POST
def document_create(request: HttpRequest, code: str) -> HttpResponse:
    action = action_or_404(request, code, MOVE)
    form = DocumentForm(request.POST, request.FILES, prefix="preuve")
    if form.is_valid():
        done = actions.add_document(action=action, by=person(request), **form.cleaned_data)
        tell_done(request, _("La preuve est versée."), done)
        return redirect(f"{action.get_absolute_url()}#preuves")
    return show_action(request, action, 422, document_form=form)


@require_POST
def document_delete(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    action = action_or_404(request, code, MOVE)
    document = get_object_or_404(ActionDocument.objects.select_related("action"), action=action, pk=pk)
    done = actions.remove_document(document=document, by=person(request))
    tell_done(request, _("La preuve est retirée."), done)
    return redirect(f"{action.get_absolute_url()}#preuves")


@require_safe
def document_download(request: HttpRequest, code: str, pk: int) -> FileResponse:
    """To whoever reads the action. Always an attachment, never cached, under the type that its suffix says."""
    action = action_or_404(request, code)
    kept = get_object_or_404(ActionDocument, action=action, pk=pk)
    if not kept.file.name or not kept.file.storage.exists(kept.file.name):
        raise Http404
    response = FileResponse(
        kept.file.open("rb"), as_attachment=True, filename=kept.name, content_type=media_type(kept.name)
    )
    response["Cache-Control"] = "private, no-store"
    return response

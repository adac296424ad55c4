"""Samples brought in by a file: send it, see what it would change, confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import person, tell_done
from commitments.actions import sample_import as actions
from commitments.exports import file_of
from commitments.forms.indicator import SampleImportForm
from commitments.imports.spec import SAMPLES
from commitments.models import IndicatorDefinition, SampleImport
from commitments.tabs import tabs
from rse_portal.common.exchange.errors import RefusedData
from rse_portal.common.pages import object_or_404, right_or_403, room_or_404
from rse_portal.common.typography import joined, nombre

ROOM = "commitments.view_referential"
PERMISSION = "commitments.change_indicator"
TAB = "commitments:indicator-list"
ABOUT = {
    "indicator": gettext_lazy("Code de l’indicateur : IND-01."),
    "on": gettext_lazy("Jour du relevé, jj/mm/aaaa ou aaaa-mm-jj."),
    "value": gettext_lazy("La valeur, « 12,5 ». Une autre valeur du même jour la corrige."),
    "note": gettext_lazy("Une remarque. Vide : celle du portail est gardée."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def sample_import(request: HttpRequest) -> HttpResponse:
    """Send a file in; its preview comes next. What is wrong in it is listed, and nothing is kept."""
    room_or_404(request, ROOM)
    right_or_403(request, PERMISSION)
    if request.method != "POST":
        return _page(request, SampleImportForm())
    form = SampleImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=413 if form.too_large else 422)
    try:
        draft = actions.keep_import(by=person(request), **form.sent)
    except RefusedData as refused:
        return _page(request, form, status=422, refused=refused)
    return redirect(draft)


def _page(request: HttpRequest, form: SampleImportForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "refused": None,
        "columns": [(column, ABOUT[column.name]) for column in SAMPLES.columns],
        "tabs": tabs(TAB),
    }
    return render(request, "commitments/sample_import.html", context | more, status=status)


@require_safe
def sample_import_template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with the columns, and the codes of the indicators. 1 query."""
    room_or_404(request, ROOM)
    right_or_403(request, PERMISSION)
    codes = IndicatorDefinition.objects.values_list("code", "label", "unit")
    about = [(column.name, str(ABOUT[column.name])) for column in SAMPLES.columns]
    return file_of(
        "releves",
        [
            (SAMPLES.name, SAMPLES.header, ()),
            ("Lisez-moi", (_("Colonne"), _("Ce qu’elle contient")), about),
            ("Listes", (_("Code"), _("Indicateur"), _("Unité")), codes),
        ],
        "xlsx",
    )


def _draft_or_404(request: HttpRequest, pk: str) -> SampleImport:
    room_or_404(request, ROOM)
    return object_or_404(request, SampleImport, PERMISSION, pk=pk)


@require_safe
def sample_import_detail(request: HttpRequest, pk: str) -> HttpResponse:
    """The preview: what would be written. Nothing is yet."""
    return _preview(request, _draft_or_404(request, pk))


def _preview(request: HttpRequest, draft: SampleImport, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "draft": draft,
        "preview": draft.preview,
        "outdated": False,
        "refused": None,
        "tabs": tabs(TAB),
    }
    return render(request, "commitments/sample_import_preview.html", context | more, status=status)


@require_POST
def sample_import_confirm(request: HttpRequest, pk: str) -> HttpResponse:
    """Write what the preview showed; 409 with a new one when it would not be the same any more."""
    draft = _draft_or_404(request, pk)
    try:
        outcome = actions.confirm_import(draft=draft, by=person(request))
    except actions.PlanChanged:
        draft.refresh_from_db()
        return _preview(request, draft, status=409, outdated=True)
    except RefusedData as refused:
        return _preview(request, draft, status=422, refused=refused)
    if outcome.writes:
        parts = [
            (outcome.added, ngettext("%(n)s relevé ajouté", "%(n)s relevés ajoutés", outcome.added)),
            (outcome.changed, ngettext("%(n)s relevé corrigé", "%(n)s relevés corrigés", outcome.changed)),
        ]
        told = joined(text % {"n": nombre(count)} for count, text in parts if count) + "."
        tell_done(request, told, outcome.operation)
    else:
        messages.info(request, _("Le fichier est importé : il ne changeait rien."))
    return redirect("commitments:indicator-list")


@require_POST
def sample_import_discard(request: HttpRequest, pk: str) -> HttpResponse:
    actions.discard_import(draft=_draft_or_404(request, pk), by=person(request))
    messages.info(request, _("Le fichier est oublié, rien n’a été écrit."))
    return redirect("commitments:sample-import")

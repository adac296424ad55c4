"""Delegates brought in by a file: send it, see what it would change, confirm."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Territory
from accounts.requests import person, tell_done
from dialogue.actions import delegate_import as actions
from dialogue.enums import AssemblyKind
from dialogue.exports import workbook
from dialogue.forms.delegate_import import DelegateImportForm
from dialogue.imports.carrying import Outcome
from dialogue.imports.spec import DELEGATES
from dialogue.models import Assembly, DelegateImport
from dialogue.tabs import tabs
from rse_portal.common.exchange.errors import RefusedData
from rse_portal.common.pages import object_or_404, room_or_404
from rse_portal.common.typography import joined, nombre

PERMISSION = "dialogue.import_delegates"
TAB = "dialogue:mandate-list"
ABOUT = {
    "email": gettext_lazy("Adresse électronique : une personne, un compte. Un compte connu garde son nom."),
    "first_name": gettext_lazy("Prénom."),
    "last_name": gettext_lazy("Nom."),
    "territory": gettext_lazy("Code du territoire du mandat : R53, D35…"),
    "body": gettext_lazy(
        "Code d’une commission où la personne siège aussi. Vide : l’assemblée du territoire."
    ),
    "role": gettext_lazy("Vide : délégué·e."),
    "designation": gettext_lazy("Vide : élection."),
    "starts_on": gettext_lazy("Premier jour du mandat, jj/mm/aaaa ou aaaa-mm-jj."),
    "ends_on": gettext_lazy("Dernier jour. Vide : le mandat court."),
    "end_reason": gettext_lazy("Motif de fin, avec sa date."),
    "category": gettext_lazy("Ce que la personne en dit. Vide : non renseigné."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def delegate_import(request: HttpRequest) -> HttpResponse:
    """Send a file in; its preview comes next. What is wrong in it is listed, and nothing is kept."""
    room_or_404(request, PERMISSION)
    if request.method != "POST":
        return _page(request, DelegateImportForm())
    form = DelegateImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, status=413 if form.too_large else 422)
    try:
        draft = actions.keep_import(by=person(request), **form.sent)
    except RefusedData as refused:
        return _page(request, form, status=422, refused=refused)
    return redirect(draft)


def _page(request: HttpRequest, form: DelegateImportForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "form": form,
        "refused": None,
        "columns": [(column, ABOUT[column.name], ", ".join(column.choices)) for column in DELEGATES.columns],
        "tabs": tabs(request, TAB),
    }
    return render(request, "dialogue/delegate_import.html", context | more, status=status)


@require_safe
def delegate_import_template(request: HttpRequest) -> HttpResponse:
    """An empty workbook with the columns, and the codes one may write. 2 queries."""
    room_or_404(request, PERMISSION)
    places = Territory.objects.order_by("code").values_list("code", "label")
    bodies = Assembly.objects.filter(kind=AssemblyKind.COMMISSION).values_list("code", "label")
    choices = [(column.name, code, "") for column in DELEGATES.columns for code in column.choices]
    lists = [
        *(("territory", code, label) for code, label in places),
        *(("body", code, label) for code, label in bodies),
        *choices,
    ]
    about = [(column.name, str(ABOUT[column.name])) for column in DELEGATES.columns]
    return workbook(
        "delegates",
        [
            (DELEGATES.name, DELEGATES.header, ()),
            ("Lisez-moi", (_("Colonne"), _("Ce qu’elle contient")), about),
            ("Listes", (_("Colonne"), _("Code"), _("Nom")), lists),
        ],
    )


def _draft_or_404(request: HttpRequest, pk: str) -> DelegateImport:
    room_or_404(request, PERMISSION)
    return object_or_404(request, DelegateImport, PERMISSION, pk=pk)


@require_safe
def delegate_import_detail(request: HttpRequest, pk: str) -> HttpResponse:
    """The preview: what would be opened and changed. Nothing is written yet."""
    return _preview(request, _draft_or_404(request, pk))


def _preview(request: HttpRequest, draft: DelegateImport, status: int = 200, **more: Any) -> HttpResponse:
    context = {
        "draft": draft,
        "preview": draft.preview,
        "outdated": False,
        "refused": None,
        "tabs": tabs(request, TAB),
    }
    return render(request, "dialogue/delegate_import_preview.html", context | more, status=status)


@require_POST
def delegate_import_confirm(request: HttpRequest, pk: str) -> HttpResponse:
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
        tell_done(request, _told(outcome), outcome.operation)
    else:
        messages.info(request, _("Le fichier est importé : il ne changeait rien."))
    return redirect("dialogue:mandate-list")


def _told(outcome: Outcome) -> str:
    """« 12 mandats ouverts ; 3 comptes créés sans mot de passe. »"""
    parts = [
        (outcome.opened, ngettext("%(n)s mandat ouvert", "%(n)s mandats ouverts", outcome.opened)),
        (outcome.changed, ngettext("%(n)s mandat modifié", "%(n)s mandats modifiés", outcome.changed)),
        (outcome.seats, ngettext("%(n)s siège attribué", "%(n)s sièges attribués", outcome.seats)),
        (
            outcome.accounts,
            ngettext(
                "%(n)s compte créé sans mot de passe",
                "%(n)s comptes créés sans mot de passe",
                outcome.accounts,
            ),
        ),
    ]
    return joined(text % {"n": nombre(count)} for count, text in parts if count) + "."


@require_POST
def delegate_import_discard(request: HttpRequest, pk: str) -> HttpResponse:
    actions.discard_import(draft=_draft_or_404(request, pk), by=person(request))
    messages.info(request, _("Le fichier est oublié, rien n’a été écrit."))
    return redirect("dialogue:delegate-import")

"""Mandates: the list, opening one, correcting it, ending it; the page of whoever holds or held them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import mandate as actions
from accounts.actions.account import appoint
from accounts.actions.history import Stale
from accounts.actions.journal import record
from accounts.models import Mandate, Territory, Training, User
from accounts.requests import person, tell_done
from accounts.roles import ELECTED, Role
from dialogue.exports import mandates_workbook
from dialogue.forms.mandate import SORTS, MandateEndForm, MandateForm, MandateSearchForm, NewMandateForm
from dialogue.forms.training import TrainingForm
from dialogue.models import Membership
from dialogue.tabs import tabs
from rse_portal.common.pages import object_or_404, posted, right_or_403, room_or_404
from rse_portal.common.paging import CappedPaginator

SEE, MANAGE, EXPORT = "accounts.view_mandates", "accounts.manage_mandates", "dialogue.export_people"
TAB = "dialogue:mandate-list"
PER_PAGE = 50
COLUMNS = (
    ("nom", gettext_lazy("Personne"), True),
    ("", gettext_lazy("Qualité"), False),
    ("", gettext_lazy("Territoire"), False),
    ("debut", gettext_lazy("Depuis le"), True),
    ("fin", gettext_lazy("Jusqu’au"), True),
    ("", gettext_lazy("Désignation"), False),
)


def _found(request: HttpRequest) -> tuple[MandateSearchForm, Any, str]:
    """The filters, the mandates that they leave, in order, and this order."""
    form = MandateSearchForm(request.GET)
    order = request.GET.get("tri", "")
    order = order if order in SORTS else "nom"
    rows = form.filter(Mandate.objects.visible_to(request.user).select_related("user", "territory"))  # type: ignore[arg-type]
    return form, rows.order_by(*SORTS[order]), order


@require_safe
def mandate_list(request: HttpRequest) -> HttpResponse:
    """Who holds what, filtered and sorted as the address says. At most 10 queries."""
    room_or_404(request, SEE)
    form, rows, order = _found(request)
    address = request.GET.copy()
    address.pop("page", None)
    user = person(request)
    context = {
        "form": form,
        "page": CappedPaginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "columns": [_column(name, label, sorted_, order, address) for name, label, sorted_ in COLUMNS],
        "order": "" if order == "nom" else order,
        "query": address.urlencode(),
        "this_day": timezone.localdate(),
        "tabs": tabs(request, TAB),
        "may_manage": user.has_perm(MANAGE),
        "may_import": user.has_perm("dialogue.import_delegates"),
        "may_export": user.has_perm(EXPORT),
    }
    return render(request, "dialogue/mandate_list.html", context, status=400 if form.errors else 200)


def _column(name: str, label: Any, sortable: bool, order: str, address: Any) -> dict[str, Any]:
    """The head of a column: where a click leads, and how it is sorted now (aria-sort)."""
    current = {name: "ascending", f"-{name}": "descending"}.get(order, "") if sortable else ""
    link = address.copy()
    link["tri"] = f"-{name}" if current == "ascending" else name
    return {"label": label, "sorted": current, "query": link.urlencode() if sortable else ""}


@require_POST
def mandate_export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, as a workbook. POST: it is journaled."""
    room_or_404(request, SEE)
    right_or_403(request, EXPORT)
    _form, rows, _order = _found(request)
    record(action="members.exported", by=person(request), what="mandates", rows=rows.count())
    return mandates_workbook(rows, timezone.localdate())


def roles_managed_by(user: User) -> frozenset[Role]:
    """The responsable opens the mandates of delegates, the platform those of administrators too."""
    return ELECTED if user.access.has(Role.PLATFORM_ADMIN) else frozenset({Role.DELEGATE})


@require_http_methods(["GET", "HEAD", "POST"])
def mandate_create(request: HttpRequest) -> HttpResponse:
    """A mandate for somebody (`?personne=`: who has an account), in a territory (`?territoire=`)."""
    room_or_404(request, SEE)
    right_or_403(request, MANAGE)
    initial = {"starts_on": timezone.localdate(), "role": Role.DELEGATE, **_asked(request)}
    form = NewMandateForm(posted(request), roles=roles_managed_by(person(request)), initial=initial)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("user", "email", "first_name", "last_name")}
        values = form.values | {"role": Role(form.cleaned_data["role"])}
        try:
            mandate, operation = appoint(by=person(request), **told, **values)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            tell_done(request, _("Le mandat de %s est ouvert.") % mandate.user, operation)
            return redirect(mandate)
    return _form_page(request, form, None)


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the address proposes: an address already known here, a territory."""
    found: dict[str, Any] = {}
    pk = request.GET.get("personne", "")
    if pk.isascii() and pk.isdigit() and len(pk) < 10:
        known = Mandate.objects.visible_to(request.user).filter(user=int(pk)).select_related("user").first()  # type: ignore[arg-type]
        if known:
            found |= {
                "email": known.user.email,
                "first_name": known.user.first_name,
                "last_name": known.user.last_name,
            }
    place = Territory.objects.filter(code=request.GET.get("territoire", "")).first()
    return found | ({"territory": place} if place else {})


def _mandate_or_404(request: HttpRequest, pk: int) -> Mandate:
    room_or_404(request, SEE)
    return object_or_404(request, Mandate, MANAGE, "user", "territory", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def mandate_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was written wrong."""
    mandate = _mandate_or_404(request, pk)
    form = MandateForm(posted(request), instance=mandate)
    if request.method == "POST" and form.is_valid():
        return _change(request, form, mandate, actions.change_mandate, _("Le mandat de %s est corrigé."))
    return _form_page(request, form, mandate)


@require_http_methods(["GET", "HEAD", "POST"])
def mandate_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Note the last day and the reason."""
    mandate = _mandate_or_404(request, pk)
    form = MandateEndForm(
        posted(request), instance=mandate, initial={"ends_on": mandate.ends_on or timezone.localdate()}
    )
    if request.method == "POST" and form.is_valid():
        return _change(request, form, mandate, actions.end_mandate, _("La fin du mandat de %s est notée."))
    return _form_page(request, form, mandate, ending=True)


def _change(request: HttpRequest, form: Any, mandate: Mandate, action: Any, told: str) -> HttpResponse:
    ending = isinstance(form, MandateEndForm)
    try:
        operation = action(mandate=mandate, by=person(request), version=form.read_version, **form.values)
    except Stale as stale:
        return _form_page(request, form.met(stale), mandate, ending=ending, status=409)
    except ValidationError as problem:
        form.refuse(problem)
        return _form_page(request, form, mandate, ending=ending)
    if operation:
        tell_done(request, told % mandate.user, operation)
    return redirect(mandate)


def _form_page(
    request: HttpRequest, form: Any, mandate: Mandate | None, *, ending: bool = False, status: int = 0
) -> HttpResponse:
    context = {"form": form, "mandate": mandate, "ending": ending, "tabs": tabs(request, TAB)}
    status = status or (422 if form.errors else 200)
    return render(request, "dialogue/mandate_form.html", context, status=status)


@require_safe
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The mandates, seats and training of somebody who holds or held a mandate. At most 10 queries."""
    room_or_404(request, SEE)
    return person_page(request, person_or_404(request, pk))


def person_or_404(request: HttpRequest, pk: int) -> User:
    """Somebody with a mandate within sight: accounts without one are not of this room."""
    seen = Mandate.objects.visible_to(request.user).filter(user=pk)  # type: ignore[arg-type]
    return get_object_or_404(User.objects.filter(pk__in=seen.values("user")))


def person_page(
    request: HttpRequest, someone: User, *, form: TrainingForm | None = None, status: int = 200
) -> HttpResponse:
    user, today = person(request), timezone.localdate()
    mandates = list(Mandate.objects.visible_to(user).filter(user=someone).select_related("territory", "user"))
    seats = Membership.objects.filter(mandate__in=mandates)
    trainings = Training.objects.visible_to(user).filter(user=someone)
    may_see_trainings = user.has_perm("accounts.view_trainings")
    context = {
        "someone": someone,
        "mandates": [
            {
                "row": row,
                "runs": row.runs(today),
                "may_manage": user.has_perm(MANAGE, row),
                "may_hand_over": user.has_perm("dialogue.view_handover", row),
            }
            for row in mandates
        ],
        "seats": seats.select_related("assembly"),
        "trainings": trainings.due_first() if may_see_trainings else None,
        "in_function": any(row.runs(today) for row in mandates),
        "form": form or TrainingForm(),
        "this_day": today,
        "may_manage": user.has_perm(MANAGE),
        "may_seat": user.has_perm("dialogue.manage_assembly"),
        "may_train": user.has_perm("accounts.manage_trainings"),
        "tabs": tabs(request, TAB),
    }
    return render(request, "dialogue/person_detail.html", context, status=status)

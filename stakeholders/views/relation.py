"""What a contact is to a stakeholder, and who among us knows them: small forms on the contact's page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from rse_portal.common.pages import object_or_404, posted
from stakeholders.actions import contact as actions
from stakeholders.forms.contact import AcquaintanceForm, RoleForm
from stakeholders.models import Acquaintance, Contact, ContactRole
from stakeholders.views.contact import CHANGE, detail_page
from stakeholders.views.room import tabs

Relation = ContactRole | Acquaintance


@require_POST
def role_add(request: HttpRequest, pk: int) -> HttpResponse:
    contact = object_or_404(request, Contact, CHANGE, "owner", pk=pk)
    form = RoleForm(request.POST, prefix="role")
    if _add(request, contact, form, actions.add_role, _("Le lien est ajouté.")):
        return redirect(contact)
    return detail_page(request, contact, role_form=form, status=422)


@require_POST
def acquaintance_add(request: HttpRequest, pk: int) -> HttpResponse:
    contact = object_or_404(request, Contact, CHANGE, "owner", pk=pk)
    form = AcquaintanceForm(request.POST, prefix="connaissance")
    if _add(request, contact, form, actions.add_acquaintance, _("La connaissance est ajoutée.")):
        return redirect(contact)
    return detail_page(request, contact, acquaintance_form=form, status=422)


def _add(
    request: HttpRequest,
    contact: Contact,
    form: RoleForm | AcquaintanceForm,
    action: Callable[..., UUID],
    text: str,
) -> bool:
    if not form.is_valid():
        return False
    try:
        operation = action(contact=contact, by=person(request), **form.values)
    except ValidationError as problem:
        form.refuse(problem)
        return False
    tell_done(request, text, operation)
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def role_edit(request: HttpRequest, pk: int, relation: int) -> HttpResponse:
    contact = object_or_404(request, Contact, CHANGE, pk=pk)
    role = get_object_or_404(contact.roles.select_related("stakeholder"), pk=relation)
    return _edit(request, contact, role, RoleForm(posted(request), instance=role))


@require_http_methods(["GET", "HEAD", "POST"])
def acquaintance_edit(request: HttpRequest, pk: int, relation: int) -> HttpResponse:
    contact = object_or_404(request, Contact, CHANGE, pk=pk)
    acquaintance = get_object_or_404(contact.acquaintances.select_related("user"), pk=relation)
    return _edit(request, contact, acquaintance, AcquaintanceForm(posted(request), instance=acquaintance))


def _edit(
    request: HttpRequest, contact: Contact, relation: Relation, form: RoleForm | AcquaintanceForm
) -> HttpResponse:
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            operation = actions.change_relation(
                relation=relation, by=person(request), version=form.read_version, **form.values
            )
        except Stale as stale:
            form, status = form.met(stale), 409
        except ValidationError as problem:
            form.refuse(problem)
        else:
            if operation:
                tell_done(request, _("La relation est enregistrée."), operation)
            return redirect(contact)
    context: dict[str, Any] = {
        "contact": contact,
        "form": form,
        "tabs": tabs(request, "contact-list"),
    }
    return render(
        request, "stakeholders/contact_relation.html", context, status=422 if form.errors else status
    )


@require_POST
def role_remove(request: HttpRequest, pk: int, relation: int) -> HttpResponse:
    contact = object_or_404(request, Contact, CHANGE, pk=pk)
    return _remove(request, contact, get_object_or_404(contact.roles, pk=relation))


@require_POST
def acquaintance_remove(request: HttpRequest, pk: int, relation: int) -> HttpResponse:
    contact = object_or_404(request, Contact, CHANGE, pk=pk)
    return _remove(request, contact, get_object_or_404(contact.acquaintances, pk=relation))


def _remove(request: HttpRequest, contact: Contact, relation: Relation) -> HttpResponse:
    operation = actions.remove_relation(relation=relation, by=person(request))
    tell_done(request, _("La relation est retirée."), operation)
    return redirect(contact)

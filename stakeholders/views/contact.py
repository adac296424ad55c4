"""Contacts and who knows them. Personal data: whoever may not see them learns nothing, not even that they exist."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from rse_portal.common.pages import object_or_404, posted, render_part, room_or_404
from rse_portal.common.paging import CappedPaginator
from stakeholders.actions import contact as actions
from stakeholders.forms.contact import AcquaintanceForm, ContactForm, NewContactForm, RoleForm
from stakeholders.models import Contact
from stakeholders.queries.contact import (
    SORTS,
    ContactFilter,
    colleagues,
    contacts_matching,
    stakeholders_with_contacts,
)
from stakeholders.queries.owners import owners_of
from stakeholders.views.room import tabs

PER_PAGE = 25
CHANGE = "stakeholders.change_contacts"


@require_safe
def contact_list(request: HttpRequest) -> HttpResponse:
    """11 queries, sign-in and rights included: count, rows, roles, acquaintances, and two lists of choices."""
    return render_part(request, "stakeholders/contact_list.html", _listed(request), part="rows")


@require_safe
def relation_list(request: HttpRequest) -> HttpResponse:
    """Who knows whom: person, organisation, colleague. 11 queries, like the list of contacts."""
    return render_part(request, "stakeholders/contact_relations.html", _listed(request), part="rows")


def _listed(request: HttpRequest) -> dict[str, Any]:
    room_or_404(request, "stakeholders.view_contacts")
    user, chosen = person(request), ContactFilter.read(request.GET.dict())
    page = CappedPaginator(contacts_matching(user, chosen), PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "chosen": chosen,
        "query": chosen.query(),
        "sorts": {name: _sort(chosen, name) for name in SORTS if not name.startswith("-")},
        "stakeholders": stakeholders_with_contacts(),
        "owners": owners_of(Contact.objects.all()),
        "colleagues": colleagues(),
        "tabs": tabs(request, "contact-list"),
        "may_change": user.has_perm(CHANGE),
    }


def _sort(chosen: ContactFilter, name: str) -> dict[str, str]:
    """The link in the head of a column, and the order it stands in now for aria-sort."""
    order = {name: "ascending", f"-{name}": "descending"}.get(chosen.sort, "")
    return {"query": chosen.query(tri=f"-{name}" if order == "ascending" else name), "order": order}


@require_safe
def contact_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """All that we hold about a person, and why. 12 queries, sign-in and rights included."""
    return detail_page(request, object_or_404(request, Contact, "stakeholders.view_contacts", "owner", pk=pk))


def detail_page(
    request: HttpRequest,
    contact: Contact,
    *,
    role_form: RoleForm | None = None,
    acquaintance_form: AcquaintanceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    may_change = person(request).has_perm(CHANGE, contact)
    context = {
        "contact": contact,
        "roles": contact.roles.select_related("stakeholder").order_by("stakeholder__code"),
        "acquaintances": contact.acquaintances.select_related("user").order_by("user__last_name", "pk"),
        "form": role_form or acquaintance_form,  # the refused one: the title of the page says so
        "role_form": role_form or RoleForm(prefix="role"),
        "acquaintance_form": acquaintance_form or AcquaintanceForm(prefix="connaissance"),
        "may_change": may_change,
        "tabs": tabs(request, "contact-list"),
    }
    return render(request, "stakeholders/contact_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_create(request: HttpRequest) -> HttpResponse:
    room_or_404(request, CHANGE)
    form = NewContactForm(posted(request), initial={"owner": person(request).pk})
    if request.method == "POST" and form.is_valid():
        try:
            contact, operation = actions.create_contact(by=person(request), **form.values)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            tell_done(request, _("Le contact est ajouté."), operation)
            return redirect(contact)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def contact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    contact = object_or_404(request, Contact, CHANGE, pk=pk)
    form = ContactForm(posted(request), instance=contact)
    if request.method == "POST" and form.is_valid():
        try:
            operation = actions.change_contact(
                contact=contact, by=person(request), version=form.read_version, **form.values
            )
        except Stale as stale:
            return _form_page(request, form.met(stale), contact, status=409)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            if operation:
                tell_done(request, _("Le contact est enregistré."), operation)
            return redirect(contact)
    return _form_page(request, form, contact)


def _form_page(
    request: HttpRequest, form: ContactForm, contact: Contact | None, status: int = 0
) -> HttpResponse:
    context = {
        "form": form,
        "contact": contact,
        "tabs": tabs(request, "contact-list"),
    }
    status = status or (422 if form.errors else 200)
    return render(request, "stakeholders/contact_form.html", context, status=status)


@require_POST
def contact_delete(request: HttpRequest, pk: int) -> HttpResponse:
    contact = object_or_404(request, Contact, CHANGE, pk=pk)
    operation = actions.delete_contact(contact=contact, by=person(request))
    tell_done(request, _("Le contact est supprimé, avec ses liens."), operation)
    return redirect("stakeholders:contact-list")

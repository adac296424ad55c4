"""The registry: the list, the page of a stakeholder, adding and changing one."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.history import Stale, new_operation
from accounts.requests import person, tell_done
from iso26000.cycles import chosen_cycle, cycle_of
from rse_portal.common.pages import object_or_404, posted, right_or_403, room_or_404
from rse_portal.common.paging import CappedPaginator
from stakeholders.actions import registry as actions
from stakeholders.forms.registry import StakeholderForm, StakeholderSearchForm
from stakeholders.models import Significance, Stakeholder
from stakeholders.queries.contact import contacts_of
from stakeholders.queries.registry import (
    DEFAULT_ORDER,
    SORTS,
    concerns_of,
    family_of,
    list_of,
    rows_of,
)
from stakeholders.queries.significance import (
    Standing,
    assessments_of,
    cycle_weights,
    significances_of,
)
from stakeholders.views.room import tabs

PER_PAGE = 50
# Column of the list: name in the address, label, whether the largest comes first at the first click.
COLUMNS = (
    ("nom", gettext_lazy("Nom"), False),
    ("code", gettext_lazy("Code"), False),
    ("perimetre", gettext_lazy("Périmètre"), False),
    ("classe", gettext_lazy("Classe"), True),
    ("poids", gettext_lazy("Poids"), True),
    ("date", gettext_lazy("Évaluée le"), True),
)


@require_safe
def stakeholder_list(request: HttpRequest) -> HttpResponse:
    """The registry, filtered and sorted as its address says. At most 12 queries whatever the number of rows."""
    room_or_404(request, "stakeholders.view_registry")
    cycle = cycle_of(request)
    form = StakeholderSearchForm(request.GET, cycle=cycle)
    order = request.GET.get("tri", "")
    order = order if order.removeprefix("-") in SORTS else DEFAULT_ORDER
    found = form.filter(Stakeholder.objects.visible_to(request.user).current())
    page = CappedPaginator(list_of(found, order), PER_PAGE).get_page(request.GET.get("page"))
    address = request.GET.copy()
    address.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(page.object_list, cycle_weights(cycle)),
        "columns": [
            _column(name, label, largest_first, order, address) for name, label, largest_first in COLUMNS
        ],
        "order": order if order != DEFAULT_ORDER else "",
        "query": address.urlencode(),
        "chosen_cycle": chosen_cycle(request),
        "list_cycle": cycle,
        "tabs": tabs(request, "stakeholder-list"),
        "may_change": request.user.has_perm("stakeholders.change_registry"),
    }
    return render(request, "stakeholders/stakeholder_list.html", context, status=400 if form.errors else 200)


def _column(name: str, label: Any, largest_first: bool, order: str, address: QueryDict) -> dict[str, Any]:
    """The head of a column: where a click leads, and how it is sorted now (aria-sort)."""
    current = {name: "ascending", f"-{name}": "descending"}.get(order, "")
    upwards = current == "descending" or (not current and not largest_first)
    link = address.copy()
    link["tri"] = name if upwards else f"-{name}"
    return {"name": name, "label": label, "sorted": current, "query": link.urlencode()}


@require_safe
def stakeholder_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one stakeholder in the cycle of the page. At most 15 queries."""
    stakeholder = object_or_404(
        request, Stakeholder, "stakeholders.view_registry", "owner", "merged_into", code=code
    )
    cycle, user = cycle_of(request), person(request)
    family = family_of(stakeholder)
    significances = significances_of(stakeholder)
    of_cycle = next((row for row in significances if cycle and row.cycle_id == cycle.pk), None)
    context = {
        "stakeholder": stakeholder,
        "family": family,
        "subject_cycle": cycle,
        "standing": Standing(of_cycle, cycle_weights(cycle)) if of_cycle else None,
        "assessments": assessments_of(significances),
        "concerns": concerns_of(stakeholder, family.under, cycle) if cycle else None,
        "chosen_cycle": chosen_cycle(request),
        "contacts": contacts_of(stakeholder) if user.has_perm("stakeholders.view_contacts") else None,
        "may_identify": cycle is not None and cycle.is_open and user.has_perm("stakeholders.change_impact"),
        "may_change": stakeholder.merged_into_id is None
        and request.user.has_perm("stakeholders.change_registry"),
        "may_assess": cycle is not None
        and stakeholder.merged_into_id is None
        and stakeholder.is_stakeholder
        and request.user.has_perm(
            "stakeholders.assess_significance", Significance(cycle=cycle, stakeholder=stakeholder)
        ),
    }
    return render(request, "stakeholders/stakeholder_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def stakeholder_create(request: HttpRequest) -> HttpResponse:
    """?groupe=SH02 proposes a sub-group of it."""
    room_or_404(request, "stakeholders.view_registry")
    right_or_403(request, "stakeholders.change_registry")
    above = Stakeholder.objects.current().filter(code=request.GET.get("groupe", "")).first()
    initial = {"parent": above, "scope": above.scope, "owner": above.owner_id} if above else {}
    form = StakeholderForm(posted(request), initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            operation = new_operation()
            try:
                made = actions.create_stakeholder(by=person(request), operation=operation, **form.values)
            except ValidationError as problem:
                form.refuse(problem)
            else:
                tell_done(
                    request, _("« %(label)s » est dans le registre.") % {"label": made.label}, operation
                )
                return redirect(made)
    return render(
        request, "stakeholders/stakeholder_create.html", {"form": form, "above": above}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
def stakeholder_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Two people who write the same stakeholder meet at status 409, with both texts."""
    stakeholder = object_or_404(
        request, Stakeholder, "stakeholders.change_registry", "merged_into", code=code
    )
    if stakeholder.merged_into_id is not None:
        raise actions.StakeholderMerged
    form = StakeholderForm(posted(request), instance=stakeholder)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            operation = new_operation()
            try:
                changed = actions.change_stakeholder(
                    stakeholder=stakeholder,
                    by=person(request),
                    version=form.read_version,
                    operation=operation,
                    **form.values,
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                done = _("La fiche est enregistrée.") if changed else _("Rien n’a changé.")
                tell_done(request, done, operation if changed else None)
                return redirect(stakeholder)
    context = {"form": form, "stakeholder": stakeholder, "meeting": form.meeting}
    return render(request, "stakeholders/stakeholder_edit.html", context, status=status)

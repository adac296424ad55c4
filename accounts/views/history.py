"""The history of any tracked row, and what puts things back."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import history as actions
from accounts.models import Change, Tracked
from accounts.queries.history import history_of, may, may_undo, row_of
from accounts.requests import person
from accounts.rights import TRACKED
from rse_portal.common.addresses import asked_address
from rse_portal.common.errors import Conflict


def _model_or_404(target: str) -> type[Tracked]:
    if target not in TRACKED:
        raise Http404
    return apps.get_model(target)


@require_safe
def history_list(request: HttpRequest, target: str, pk: str) -> HttpResponse:
    """Who changed what, when, before and after. 2 queries, and one per model that the changes refer to."""
    model = _model_or_404(target)
    entries = history_of(model, pk)
    try:
        row = model._default_manager.filter(pk=pk).first()
    except (ValueError, ValidationError):
        raise Http404 from None
    shown = row or (row_of(entries[0].change) if entries else None)
    if shown is None or not person(request).has_perm(TRACKED[target].view, shown):
        raise Http404
    context = {
        "row": row,
        "label": str(shown),
        "kind": model._meta.verbose_name,
        "entries": entries,
        "may_change": row is not None and person(request).has_perm(TRACKED[target].change, row),
        "may_undelete": row is None
        and person(request).has_perm(TRACKED[target].change, shown)
        and may_undo(person(request), entries[0].change.operation),
    }
    return render(request, "accounts/history_list.html", context)


@require_POST
def history_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a row the values it had after that change; bring it back if it was deleted."""
    told = get_object_or_404(Change, pk=pk)
    _check(request, told)
    model = _model_or_404(told.target_type)
    row: Any = model._default_manager.filter(pk=told.target_id).first()
    if row is None:
        _undo(request, told)
    else:
        try:
            actions.restore_version(row, told, by=person(request), version=row.version)
        except ValidationError as problem:
            raise Conflict(" ".join(problem.messages)) from problem
    messages.success(request, _("La version choisie est rétablie."))
    return redirect("history-list", target=told.target_type, pk=told.target_id)


def _check(request: HttpRequest, told: Change) -> None:
    """Out of sight 404, in sight without the right 403."""
    if not may(person(request), told, "view"):
        raise Http404
    if not may(person(request), told, "change"):
        raise PermissionDenied


@require_POST
def history_undo(request: HttpRequest, operation: str) -> HttpResponse:
    """Put back all that an act changed, then go back to where it was done."""
    told = Change.objects.filter(operation=operation).first()
    if told is None:
        raise Http404
    _check(request, told)
    _undo(request, told)
    messages.success(request, _("C’est annulé."))
    return redirect(asked_address(request, "next") or "home")


def _undo(request: HttpRequest, told: Change) -> None:
    """An act goes back whole: it takes the right to change each of its rows, not only the one at hand."""
    if not may_undo(person(request), told.operation):
        raise PermissionDenied
    actions.undo(told.operation, by=person(request))

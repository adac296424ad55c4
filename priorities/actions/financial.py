"""The financial view of the domains: opened for a cycle by the responsable, given by the experts."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.open_cycle import hold_open
from iso26000.models import AssessmentCycle, Domain
from priorities.models import FinancialView
from rse_portal.common.errors import Conflict


class NotAsked(Conflict):
    default = _("La double matérialité n’est pas ouverte dans cet exercice.")


@transaction.atomic
def set_double_materiality(*, cycle: AssessmentCycle, on: bool, by: User) -> bool:
    """False when it stands so already. What was given stays when it is closed. Raises CycleIsClosed."""
    hold_open(cycle)
    changed = AssessmentCycle.objects.filter(pk=cycle.pk, double_materiality=not on).update(
        double_materiality=on
    )
    if changed:
        record(action="financial.opened" if on else "financial.shut", by=by, target=cycle, cycle=cycle.slug)
    return bool(changed)


@transaction.atomic
def give_view(
    *, cycle: AssessmentCycle, domain: Domain, by: User, version: int | None = None, **values: Any
) -> uuid.UUID | None:
    """values: magnitude, likelihood, dependencies, rationale. Returns the operation, None when nothing changes.

    Raises CycleIsClosed, NotAsked, Stale, ValidationError.
    """
    hold_open(cycle)
    _hold_asked(cycle)
    operation = history.new_operation()
    row = FinancialView.objects.filter(cycle=cycle, domain=domain).first()
    if row is None:
        row = history.create(FinancialView, by=by, operation=operation, cycle=cycle, domain=domain, **values)
    elif not history.change(row, by=by, version=version, operation=operation, **values):
        return None
    record(action="financial.given", by=by, target=row, cycle=cycle.slug, domain=domain.code)
    return operation


@transaction.atomic
def remove_view(*, view: FinancialView, by: User) -> uuid.UUID:
    """Raises CycleIsClosed."""
    hold_open(view.cycle)
    operation = history.new_operation()
    record(action="financial.removed", by=by, target=view, domain=view.domain.code)
    history.delete(view, by=by, operation=operation)
    return operation


def _hold_asked(cycle: AssessmentCycle) -> None:
    if not AssessmentCycle.objects.filter(pk=cycle.pk, double_materiality=True).exists():
        raise NotAsked

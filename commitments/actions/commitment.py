"""The words of the référentiel: commitments and their axes, while a version is a draft."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from commitments.actions.version import hold_draft
from commitments.models import Commitment, ImprovementAxis
from commitments.queries.priorities import priorities_of
from iso26000.models import Domain
from rse_portal.common.errors import Conflict


class AxisInUse(Conflict):
    default = gettext_lazy("Cet axe porte des actions ou des indicateurs : déplacez-les d’abord.")


@transaction.atomic
def change_commitment(
    *, commitment: Commitment, by: User, version: int | None, **values: Any
) -> uuid.UUID | None:
    """values: label, statement, is_illustrative. Returns the operation, None when nothing changes.

    Raises NoDraft, Stale, ValidationError.
    """
    hold_draft()
    operation = history.new_operation()
    if not history.change(commitment, by=by, version=version, operation=operation, **values):
        return None
    record(action="commitment.changed", by=by, target=commitment, code=commitment.code)
    return operation


@transaction.atomic
def add_axis(
    *, commitment: Commitment, domain: Domain, by: User, **values: Any
) -> tuple[ImprovementAxis, uuid.UUID]:
    """Turn a priority into an axis. values: title, aim, reason. Its rank is that of the list of the cycle of the draft.

    Raises NoDraft, ValidationError (a domain outside the list, without a reason; a second axis on a domain).
    """
    draft = hold_draft()
    if domain.standard_id != draft.cycle.standard_id:
        raise ValidationError({"domain": _("Ce domaine n’est pas de la norme de l’exercice.")})
    if ImprovementAxis.objects.filter(
        domain__code=domain.code
    ).exists():  # of another version of the standard too
        raise ValidationError({"domain": _("Ce domaine a déjà son axe d’amélioration.")})
    ranks = {priority.domain: priority.rank for priority in priorities_of(draft.cycle, reader=by)}
    operation = history.new_operation()
    axis = history.create(
        ImprovementAxis,
        by=by,
        operation=operation,
        commitment=commitment,
        domain=domain,
        cycle=draft.cycle,
        rank=ranks.get(domain.code),
        **values,
    )
    record(action="axis.added", by=by, target=axis, domain=domain.code, rank=axis.rank)
    return axis, operation


@transaction.atomic
def change_axis(*, axis: ImprovementAxis, by: User, version: int | None, **values: Any) -> uuid.UUID | None:
    """values: commitment, title, aim, reason. Returns the operation, None when nothing changes.

    Raises NoDraft, Stale, ValidationError.
    """
    hold_draft()
    operation = history.new_operation()
    if not history.change(axis, by=by, version=version, operation=operation, **values):
        return None
    record(action="axis.changed", by=by, target=axis, domain=axis.domain.code)
    return operation


@transaction.atomic
def remove_axis(*, axis: ImprovementAxis, by: User) -> uuid.UUID:
    """Returns the operation. Raises NoDraft, AxisInUse."""
    hold_draft()
    if axis.actions.exists() or axis.indicators.exists():
        raise AxisInUse
    operation = history.new_operation()
    record(action="axis.removed", by=by, target=axis, domain=axis.domain.code)
    history.delete(axis, by=by, operation=operation)
    return operation

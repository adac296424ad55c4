"""Indicators and what is measured."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from commitments.actions.version import hold_numbers
from commitments.models import Indicator, IndicatorDefinition, Sample

PREFIX = "IND-"
OF_DEFINITION = ("label", "method", "unit", "direction", "periodicity")


def _split(values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    defined = {name: value for name, value in values.items() if name in OF_DEFINITION}
    return defined, {name: value for name, value in values.items() if name not in defined}


def _check(values: dict[str, Any]) -> None:
    axis, commitment = values.get("axis"), values.get("commitment")
    if axis is not None and commitment is not None and axis.commitment_id != commitment.pk:
        raise ValidationError({"axis": _("Cet axe appartient à un autre engagement.")})


@transaction.atomic
def create_indicator(*, by: User | None, **values: Any) -> tuple[Indicator, uuid.UUID]:
    """values: those of the definition (OF_DEFINITION), then commitment, axis, owner, baseline, baseline_on, target,
    target_on. Raises ValidationError."""
    _check(values)
    defined, used = _split(values)
    hold_numbers()
    operation = history.new_operation()
    definition = history.create(IndicatorDefinition, by=by, operation=operation, code=_next_code(), **defined)
    indicator = history.create(Indicator, by=by, operation=operation, definition=definition, **used)
    record(action="indicator.created", by=by, target=indicator, code=definition.code)
    return indicator, operation


def _next_code() -> str:
    codes = IndicatorDefinition.objects.filter(code__startswith=PREFIX).values_list("code", flat=True)
    numbers = [int(code.removeprefix(PREFIX)) for code in codes if code.removeprefix(PREFIX).isdigit()]
    return f"{PREFIX}{max(numbers, default=0) + 1:02d}"


@transaction.atomic
def change_indicator(
    *, indicator: Indicator, by: User, version: int | None, defined_version: int | None, **values: Any
) -> uuid.UUID | None:
    """defined_version: of the definition that was read. Returns the operation, None when nothing changes.

    Raises Stale, ValidationError.
    """
    _check(values)
    defined, used = _split(values)
    operation = history.new_operation()
    changed = history.change(
        indicator.definition, by=by, version=defined_version, operation=operation, **defined
    )
    changed |= history.change(indicator, by=by, version=version, operation=operation, **used)
    if not changed:
        return None
    record(action="indicator.changed", by=by, target=indicator, code=indicator.definition.code)
    return operation


@transaction.atomic
def record_sample(
    *, indicator: Indicator, on: date, value: Decimal, by: User, note: str = ""
) -> uuid.UUID | None:
    """The value of a day; another value for the same day corrects it. Returns the operation, None when it says the same.

    Raises ValidationError (a day to come).
    """
    if on > timezone.localdate():
        raise ValidationError({"on": _("Un relevé n’est pas daté de demain.")})
    operation = history.new_operation()
    there = Sample.objects.select_for_update().filter(indicator=indicator, on=on).first()
    if there is None:
        history.create(
            Sample, by=by, operation=operation, indicator=indicator, on=on, value=value, note=note.strip()
        )
    elif not history.change(there, by=by, operation=operation, value=value, note=note.strip()):
        return None
    record(action="sample.recorded", by=by, target=indicator, on=on.isoformat())
    return operation


@transaction.atomic
def remove_sample(*, sample: Sample, by: User) -> uuid.UUID:
    operation = history.new_operation()
    record(action="sample.removed", by=by, target=sample.indicator, on=sample.on.isoformat())
    history.delete(sample, by=by, operation=operation)
    return operation

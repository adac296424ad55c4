"""Assemblies and commissions, and the seats of the latter."""

import uuid
from typing import Any

from django.db import transaction

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.models import Assembly, Membership


@transaction.atomic
def create_assembly(*, by: User, **values: Any) -> tuple[Assembly, uuid.UUID]:
    """Returns the operation too, for its undo. Raises ValidationError, with the fields."""
    operation = history.new_operation()
    assembly = history.create(Assembly, by=by, operation=operation, **values)
    record(action="assembly.created", by=by, target=assembly, code=assembly.code, kind=assembly.kind)
    return assembly, operation


@transaction.atomic
def change_assembly(
    *, assembly: Assembly, by: User, version: int | None = None, **values: Any
) -> uuid.UUID | None:
    """Returns the operation; None when nothing changed. Raises Stale, ValidationError."""
    operation = history.new_operation()
    if not history.change(assembly, by=by, version=version, operation=operation, **values):
        return None
    record(action="assembly.changed", by=by, target=assembly, code=assembly.code)
    return operation


@transaction.atomic
def open_seat(*, assembly: Assembly, by: User, **values: Any) -> uuid.UUID:
    """Give somebody a seat in a commission, by a mandate that they hold. Raises ValidationError, with the fields."""
    operation = history.new_operation()
    seat = history.create(Membership, by=by, operation=operation, assembly=assembly, **values)
    record(action="seat.opened", by=by, target=seat, assembly=assembly.code)
    return operation


@transaction.atomic
def change_seat(*, seat: Membership, by: User, version: int | None = None, **values: Any) -> uuid.UUID | None:
    """Correct a seat, or end it. Returns the operation; None when nothing changed. Raises Stale, ValidationError."""
    operation = history.new_operation()
    if not history.change(seat, by=by, version=version, operation=operation, **values):
        return None
    record(action="seat.changed", by=by, target=seat, assembly=seat.assembly.code)
    return operation

"""Mandates: opened with the right that goes with them and the training that they open; ended; corrected."""

import uuid
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import Mandate, RoleAssignment, Territory, Training, User
from accounts.models.mandate import Body, Designation, EndReason
from accounts.models.training import DUE_AFTER_DAYS, PROGRAMME
from accounts.roles import Role


def body_of(role: str) -> Body:
    return Body.BOARD if role == Role.ADMINISTRATOR else Body.ASSEMBLY


@transaction.atomic
def open_mandate(
    *,
    user: User,
    role: Role,
    territory: Territory,
    starts_on: date,
    by: User | None,
    ends_on: date | None = None,
    designation: str = Designation.ELECTION,
    category: str = "",
    operation: uuid.UUID | None = None,
) -> tuple[Mandate, uuid.UUID]:
    """Give a person a mandate, the right of its role and the training that they do not have yet. Some 8 queries.

    Returns the operation too: its undo takes back the mandate and the training; the right alone opens nothing. Raises
    ValidationError, with the fields: same role in the same territory at the same time, end before start.
    """
    operation = operation or history.new_operation()
    # First, so that the mandate is what the act is about: its right is asked to undo it.
    open_trainings([Mandate(user=user, role=role, starts_on=starts_on)], by=by, operation=operation)
    mandate = history.create(
        Mandate,
        by=by,
        operation=operation,
        user=user,
        role=role,
        body=body_of(role),
        territory=territory,
        designation=designation,
        category=category,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    grant_roles([mandate], by=by)
    record(action="mandate.opened", by=by, target=mandate, role=role, territory=territory.code)
    return mandate, operation


@transaction.atomic
def change_mandate(
    *,
    mandate: Mandate,
    territory: Territory,
    starts_on: date,
    ends_on: date | None,
    designation: str,
    category: str,
    by: User,
    version: int | None = None,
) -> uuid.UUID | None:
    """Correct what was written wrong. Returns the operation; None when nothing changed. Raises Stale, ValidationError."""
    operation = history.new_operation()
    changed = history.change(
        mandate,
        by=by,
        version=version,
        operation=operation,
        territory=territory,
        starts_on=starts_on,
        ends_on=ends_on,
        designation=designation,
        category=category,
        end_reason=mandate.end_reason if ends_on else "",
    )
    if not changed:
        return None
    grant_roles([mandate], by=by)
    record(action="mandate.changed", by=by, target=mandate)
    return operation


@transaction.atomic
def end_mandate(
    *, mandate: Mandate, ends_on: date, end_reason: EndReason | str, by: User, version: int | None = None
) -> uuid.UUID | None:
    """Note the last day and why. Returns the operation; None when it says so already. Raises Stale, ValidationError."""
    operation = history.new_operation()
    if not history.change(
        mandate, by=by, version=version, operation=operation, ends_on=ends_on, end_reason=end_reason
    ):
        return None
    record(action="mandate.ended", by=by, target=mandate, reason=str(end_reason))
    return operation


def grant_roles(mandates: Iterable[Mandate], *, by: User | None) -> None:
    """The right of an elected role, for those who do not hold it from the first day of the mandate. 2 queries.

    It never ends by itself: without a running mandate it gives nothing (accounts.access).
    """
    first: dict[tuple[int, str], date] = {}
    for mandate in mandates:
        key = (mandate.user_id, mandate.role)
        first[key] = min(first.get(key, mandate.starts_on), mandate.starts_on)
    held = {
        (user, role)
        for user, role, starts_on in RoleAssignment.objects.filter(
            user__in={user for user, _role in first}, territory=None, ends_on=None
        ).values_list("user", "role", "starts_on")
        if (user, role) in first and starts_on <= first[user, role]
    }
    RoleAssignment.objects.bulk_create(
        (
            RoleAssignment(user_id=user, role=role, starts_on=starts_on, granted_by=by)
            for (user, role), starts_on in first.items()
            if (user, role) not in held
        ),
        ignore_conflicts=True,  # the same right from the same day, that somebody closed: it stays closed
    )


def open_trainings(mandates: Iterable[Mandate], *, by: User | None, operation: uuid.UUID) -> int:
    """The training of the programme that these people do not have yet; how many. 1 query, and 2 per 500 rows."""
    wanted: dict[tuple[int, str], date] = {}
    for mandate in mandates:
        due_on = mandate.starts_on + timedelta(days=DUE_AFTER_DAYS)
        for topic in PROGRAMME[Role(mandate.role)]:
            key = (mandate.user_id, topic.value)
            wanted[key] = min(wanted.get(key, due_on), due_on)
    there = set(
        Training.objects.filter(user__in={user for user, _topic in wanted}).values_list("user", "topic")
    )
    rows = [
        Training(user_id=user, topic=topic, due_on=due_on)
        for (user, topic), due_on in wanted.items()
        if (user, topic) not in there
    ]
    history.create_many(rows, by=by, operation=operation)
    return len(rows)

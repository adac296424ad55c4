import uuid
from collections.abc import Collection
from datetime import date

from django.db import transaction

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from stakeholders.models import Contact, Stakeholder


@transaction.atomic
def verify(
    *, stakeholders: Collection[int], contacts: Collection[int], by: User, on: date
) -> tuple[int, uuid.UUID]:
    """Say that these rows, by key, were looked at on that day. Returns how many changed, and the operation.

    6 queries for any number of rows up to 500 of each. Rights are the caller's to check.
    """
    operation = history.new_operation()
    changed = 0
    for model, keys, action in (
        (Stakeholder, stakeholders, "stakeholder.verified"),
        (Contact, contacts, "contact.verified"),
    ):
        if not keys:
            continue
        rows = model.objects.select_for_update().filter(pk__in=keys)  # type: ignore[attr-defined]
        verified = history.change_many(
            ((row, {"verified_on": on}) for row in rows), by=by, operation=operation
        )
        if verified:
            record(action=action, by=by, ids=[row.pk for row in verified])
        changed += len(verified)
    return changed, operation

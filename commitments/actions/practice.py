"""Good practices, and with whom they are shared."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from commitments.models import GoodPractice, PracticeShare
from stakeholders.models import Stakeholder


@transaction.atomic
def add_practice(*, by: User, **values: Any) -> tuple[GoodPractice, uuid.UUID]:
    """values: commitment, domain, title, text, origin. Raises ValidationError."""
    operation = history.new_operation()
    practice = history.create(GoodPractice, by=by, operation=operation, **values)
    record(action="good_practice.added", by=by, target=practice)
    return practice, operation


@transaction.atomic
def change_practice(
    *, practice: GoodPractice, by: User, version: int | None, **values: Any
) -> uuid.UUID | None:
    """Returns the operation, None when nothing changes. Raises Stale, ValidationError."""
    operation = history.new_operation()
    if not history.change(practice, by=by, version=version, operation=operation, **values):
        return None
    record(action="good_practice.changed", by=by, target=practice)
    return operation


@transaction.atomic
def remove_practice(*, practice: GoodPractice, by: User) -> uuid.UUID:
    """With the note of whom it was shared with; undoing brings both back."""
    operation = history.new_operation()
    record(action="good_practice.removed", by=by, target=practice)
    history.delete_many(list(practice.shares.all()), by=by, operation=operation)
    history.delete(practice, by=by, operation=operation)
    return operation


@transaction.atomic
def share_practice(
    *, practice: GoodPractice, stakeholder: Stakeholder, shared_on: date, by: User, how: str = ""
) -> uuid.UUID:
    """Returns the operation. Raises ValidationError (a day to come; shared with them already)."""
    if shared_on > timezone.localdate():
        raise ValidationError({"shared_on": _("Notez un partage une fois qu’il a eu lieu.")})
    operation = history.new_operation()
    history.create(
        PracticeShare,
        by=by,
        operation=operation,
        practice=practice,
        stakeholder=stakeholder,
        shared_on=shared_on,
        how=how.strip(),
    )
    record(action="good_practice.shared", by=by, target=practice, stakeholder=stakeholder.code)
    return operation


@transaction.atomic
def unshare_practice(*, share: PracticeShare, by: User) -> uuid.UUID:
    """Take back a sharing that was noted by mistake."""
    operation = history.new_operation()
    record(action="good_practice.unshared", by=by, target=share.practice, stakeholder=share.stakeholder.code)
    history.delete(share, by=by, operation=operation)
    return operation

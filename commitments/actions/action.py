"""Actions: who does what by when, how far they are, with whom, after what, and what proves it."""

import hashlib
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from commitments.actions.version import hold_numbers
from commitments.enums import ActionState
from commitments.models import (
    Action,
    ActionDependency,
    ActionDocument,
    ActionPartner,
    ActionStep,
    ImprovementAxis,
)
from commitments.queries.dependencies import comes_back_to
from rse_portal.common.errors import Conflict
from rse_portal.common.files import write_whole
from rse_portal.common.uploads import ending_of, plain_name
from stakeholders.models import Stakeholder

FOLDER = "actions"
PREFIX = "A-"


class PublishedAction(Conflict):
    default = gettext_lazy("Cette action est dans une version publiée : abandonnez-la, en disant pourquoi.")


@transaction.atomic
def create_action(*, axis: ImprovementAxis, by: User | None, **values: Any) -> tuple[Action, uuid.UUID]:
    """values: title, description, owner, starts_on, due_on, cost_eur, effort_days. Raises ValidationError."""
    hold_numbers()
    operation = history.new_operation()
    action = history.create(Action, by=by, operation=operation, code=next_code(), axis=axis, **values)
    record(action="action.created", by=by, target=action, code=action.code)
    return action, operation


def next_code() -> str:
    """A-001, A-002… 1 query."""
    codes = Action.objects.filter(code__startswith=PREFIX).values_list("code", flat=True)
    numbers = [int(code.removeprefix(PREFIX)) for code in codes if code.removeprefix(PREFIX).isdigit()]
    return f"{PREFIX}{max(numbers, default=0) + 1:03d}"


@transaction.atomic
def change_action(*, action: Action, by: User, version: int | None, **values: Any) -> uuid.UUID | None:
    """values: those of create_action, and axis. Another owner or due date plans other reminders (actions.reminder).

    Returns the operation, None when nothing changes. Raises Stale, ValidationError.
    """
    operation = history.new_operation()
    if not history.change(action, by=by, version=version, operation=operation, **values):
        return None
    record(action="action.changed", by=by, target=action, code=action.code)
    return operation


@transaction.atomic
def remove_action(*, action: Action, by: User) -> uuid.UUID:
    """Withdraw an action that no published version shows, with all that hangs on it. Raises PublishedAction."""
    if action.published_in_id is not None:
        raise PublishedAction
    operation = history.new_operation()
    record(action="action.removed", by=by, target=action, code=action.code)
    links = ActionDependency.objects.filter(action=action) | ActionDependency.objects.filter(needs=action)
    for rows in (links, action.partners.all(), action.documents.all(), action.steps.order_by("pk")):
        history.delete_many(list(rows), by=by, operation=operation)
    action.reminders.all().delete()
    history.delete(action, by=by, operation=operation)
    return operation


@transaction.atomic
def move_action(
    *,
    action: Action,
    state: str,
    by: User,
    progress: int | None = None,
    note: str = "",
    version: int | None = None,
) -> uuid.UUID | None:
    """Say how far an action is: its state, its progress 0..100, and what happened. One step of its history.

    progress: the present one unless told; 100 once done; what it was before, when it is reopened. Returns the operation,
    None when it says nothing new. Raises Stale, ValidationError (stopped without a reason).
    """
    progress = _progress(action, state, progress)
    note = note.strip()
    if state == action.state and progress == action.progress and not note:
        return None
    operation = history.new_operation()
    history.change(action, by=by, version=version, operation=operation, state=state, progress=progress)
    history.create(
        ActionStep,
        by=by,
        operation=operation,
        action=action,
        by_id=by.pk,
        state=state,
        progress=progress,
        note=note,
    )
    record(action="action.moved", by=by, target=action, code=action.code, state=state, progress=progress)
    return operation


def _progress(action: Action, state: str, progress: int | None) -> int:
    if state == ActionState.DONE:
        return 100
    reopened = action.state == ActionState.DONE
    if progress is None and reopened:
        before = action.steps.exclude(state=ActionState.DONE).values_list("progress", flat=True).first()
        return before or 0
    return action.progress if progress is None else progress


@transaction.atomic
def add_partner(*, action: Action, stakeholder: Stakeholder, by: User, part: str = "") -> uuid.UUID:
    """Returns the operation. Raises ValidationError when it is there already."""
    operation = history.new_operation()
    history.create(
        ActionPartner, by=by, operation=operation, action=action, stakeholder=stakeholder, part=part.strip()
    )
    record(action="action.partner", by=by, target=action, code=action.code, stakeholder=stakeholder.code)
    return operation


@transaction.atomic
def remove_partner(*, partner: ActionPartner, by: User) -> uuid.UUID:
    operation = history.new_operation()
    record(action="action.partner", by=by, target=partner.action, code=partner.action.code)
    history.delete(partner, by=by, operation=operation)
    return operation


@transaction.atomic
def add_dependency(*, action: Action, needs: Action, by: User) -> uuid.UUID:
    """`action` waits for `needs`. Returns the operation. Raises ValidationError when it would wait for itself in the end.

    The actions are locked: two people cannot close a circle by two halves at once.
    """
    list(Action.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    if comes_back_to(action.pk, needs.pk):
        raise ValidationError(
            {
                "needs": _(
                    "%(needs)s attend déjà %(action)s, directement ou non : la boucle ne finirait jamais."
                )
                % {"needs": needs.code, "action": action.code}
            }
        )
    operation = history.new_operation()
    history.create(ActionDependency, by=by, operation=operation, action=action, needs=needs)
    record(action="action.dependency", by=by, target=action, code=action.code, needs=needs.code)
    return operation


@transaction.atomic
def remove_dependency(*, dependency: ActionDependency, by: User) -> uuid.UUID:
    operation = history.new_operation()
    record(action="action.dependency", by=by, target=dependency.action, code=dependency.action.code)
    history.delete(dependency, by=by, operation=operation)
    return operation


@transaction.atomic
def add_document(*, action: Action, label: str, document: File, by: User) -> uuid.UUID:
    """document: checked (rse_portal.common.uploads). Returns the operation. Raises ValidationError."""
    name, content = plain_name(document.name or ""), document.read()
    kept = f"{FOLDER}/{uuid.uuid4().hex}.{ending_of(name)}"
    path = Path(settings.MEDIA_ROOT) / kept
    write_whole(path, content)
    operation = history.new_operation()
    try:
        history.create(
            ActionDocument,
            by=by,
            operation=operation,
            action=action,
            label=label.strip(),
            file=kept,
            name=name,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            added_at=timezone.now(),
            added_by=by,
        )
    except Exception:
        path.unlink(missing_ok=True)
        raise
    record(action="action.document", by=by, target=action, code=action.code)
    return operation


@transaction.atomic
def remove_document(*, document: ActionDocument, by: User) -> uuid.UUID:
    """The bytes stay: undoing brings the row back."""
    operation = history.new_operation()
    record(action="action.document", by=by, target=document.action, code=document.action.code)
    history.delete(document, by=by, operation=operation)
    return operation

"""Plan a séance, change it, cancel it; the files that go with it."""

import uuid
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.enums import SessionState
from dialogue.models import Assembly, DialogueSession, SessionDocument
from rse_portal.common.errors import Conflict
from rse_portal.common.uploads import ending_of, plain_name

MOST_DOCUMENTS = 20


class SessionIsOver(Conflict):
    default = _("Cette séance est close ou annulée : elle ne change plus.")


class TooManyDocuments(Conflict):
    default = _("Cette séance a déjà vingt documents : retirez-en un d’abord.")


def hold_session(session: DialogueSession) -> DialogueSession:
    """The row as it stands, kept so until the end of this transaction. Raises SessionIsOver. 1 query."""
    now = DialogueSession.objects.select_for_update().get(pk=session.pk)
    if now.is_over:
        raise SessionIsOver
    return now


@transaction.atomic
def plan_session(*, assembly: Assembly, by: User, **values: Any) -> tuple[DialogueSession, uuid.UUID]:
    """Create a séance of the assembly; its reference tells the assembly and the day. Returns it and the operation.

    Raises ValidationError, with the fields; Conflict when another one takes the same reference at the same moment.
    """
    operation = history.new_operation()
    try:
        session = history.create(
            DialogueSession,
            by=by,
            operation=operation,
            assembly=assembly,
            reference=_reference(assembly, values["held_on"]),
            **values,
        )
    except IntegrityError as problem:
        raise Conflict from problem
    record(action="session.planned", by=by, target=session, assembly=assembly.code)
    return session, operation


def _reference(assembly: Assembly, day: date) -> str:
    base = f"{assembly.code}-{day:%Y-%m-%d}"
    taken = set(
        DialogueSession.objects.filter(reference__startswith=base)
        .order_by()
        .values_list("reference", flat=True)
    )
    return next(
        name for name in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if name not in taken
    )


@transaction.atomic
def change_session(
    *, session: DialogueSession, by: User, version: int | None, **values: Any
) -> uuid.UUID | None:
    """Returns the operation, None when nothing changes. Raises SessionIsOver, Stale, ValidationError."""
    hold_session(session)
    operation = history.new_operation()
    if not history.change(session, by=by, version=version, operation=operation, **values):
        return None
    record(action="session.changed", by=by, target=session)
    return operation


@transaction.atomic
def cancel_session(*, session: DialogueSession, by: User, reason: str) -> uuid.UUID:
    """It will not take place; whoever was invited is told by the next sending. Raises SessionIsOver, Conflict if held."""
    now = hold_session(session)
    if now.state != SessionState.PLANNED:
        raise Conflict(_("Cette séance a eu lieu : elle ne s’annule plus."))
    operation = history.new_operation()
    history.change(
        session,
        by=by,
        version=now.version,
        operation=operation,
        state=SessionState.CANCELLED,
        cancel_reason=reason,
    )
    record(action="session.cancelled", by=by, target=session)
    return operation


@transaction.atomic
def attach_document(
    *, session: DialogueSession, by: User, label: str, file: UploadedFile
) -> tuple[SessionDocument, uuid.UUID]:
    """Keep a file that was checked (rse_portal.common.uploads). Raises SessionIsOver, TooManyDocuments."""
    hold_session(session)
    if session.documents.count() >= MOST_DOCUMENTS:
        raise TooManyDocuments
    name = plain_name(file.name or "")
    operation = history.new_operation()
    pk = uuid.uuid4()
    storage = SessionDocument._meta.get_field("file").storage
    # On disk, nothing of what somebody typed: the name is ours.
    kept = storage.save(f"seances/{session.pk}/{pk}.{ending_of(name)}", file)
    document = history.create(
        SessionDocument,
        by=by,
        operation=operation,
        id=pk,
        session=session,
        label=label or name,
        file=kept,
        name=name,
        size=file.size,
        added_at=timezone.now(),
        added_by=by,
    )
    record(action="document.attached", by=by, target=document, session=str(session.pk), size=file.size)
    return document, operation


@transaction.atomic
def remove_document(*, document: SessionDocument, by: User) -> uuid.UUID:
    """Take it from the séance; the file stays for the undo. Returns the operation. Raises SessionIsOver."""
    hold_session(document.session)
    operation = history.new_operation()
    record(action="document.removed", by=by, target=document, session=str(document.session_id))
    history.delete(document, by=by, operation=operation)
    return operation

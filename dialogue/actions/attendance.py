"""Who came to a séance; and its close, which keeps that for ever."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.actions.minutes import keep_text
from dialogue.actions.session import SessionIsOver, hold_session
from dialogue.enums import Presence, SessionState
from dialogue.models import Attendance, AttendanceCount, DialogueSession
from rse_portal.common.errors import Conflict
from rse_portal.common.forms import Values, settled
from stakeholders.models import Stakeholder

# How a presence is written in a sheet of small numbers.
NUMBERS: dict[str, int] = {Presence.PRESENT: 1, Presence.EXCUSED: 2, Presence.ABSENT: 3}
PRESENCES = {number: status for status, number in NUMBERS.items()}


class SessionNotHeld(Conflict):
    default = _("Cette séance n’a pas encore eu lieu.")


class MinutesMissing(Conflict):
    default = _("Écrivez le compte rendu, même court, avant de clore.")


def person_cell(pk: int) -> str:
    return f"p-{pk}"


def count_cell(code: str) -> str:
    return f"c-{code}"


def attendance_values(session: DialogueSession) -> dict[str, int | None]:
    """What stands in the sheet of a séance: « p-<person> » → 1 present, 2 excused, 3 absent; « c-<category> » → people.
    2 queries."""
    rows: dict[str, int | None] = {
        person_cell(person): NUMBERS[status]
        for person, status in session.attendances.order_by().values_list("person", "status")
    }
    counts = session.counts.order_by().values_list("stakeholder__code", "people")
    return rows | {count_cell(code): people for code, people in counts}


@transaction.atomic
def record_attendance(
    *, session: DialogueSession, values: Values, read: Values, by: User, **facts: Any
) -> uuid.UUID | None:
    """Write the cells that changed. Returns the operation, None when nothing changes.

    facts: `speakers`, `follow_up_shown`, columns of the séance. Raises SessionIsOver, SessionNotHeld, SheetChanged.
    """
    now = _hold_held(session)
    operation = history.new_operation()
    written = _write_sheet(now, values, read, by, operation)
    facts = facts | ({"state": SessionState.HELD} if written else {})
    written = history.change(now, by=by, operation=operation, **facts) or written
    if not written:
        return None
    record(action="attendance.recorded", by=by, target=session)
    return operation


def _hold_held(session: DialogueSession) -> DialogueSession:
    now = hold_session(session)
    refuse_ahead(now)
    return now


def refuse_ahead(session: DialogueSession) -> None:
    """Raises SessionNotHeld: nobody can have come yet."""
    if session.held_on > timezone.localdate():
        raise SessionNotHeld


def _write_sheet(
    session: DialogueSession, values: Values, read: Values, by: User, operation: uuid.UUID
) -> bool:
    writes = settled(read=read, mine=values, now=attendance_values(session))
    people = {int(name[2:]): value for name, value in writes.items() if name.startswith("p-")}
    counts = {name[2:]: value for name, value in writes.items() if name.startswith("c-")}
    _write_rows(
        session.attendances.filter(person__in=people),
        "person_id",
        {person: {"status": PRESENCES[value]} if value else None for person, value in people.items()},
        lambda person, found: Attendance(session=session, person_id=person, **found),
        by,
        operation,
    )
    keys = dict(Stakeholder.objects.filter(code__in=counts).order_by().values_list("code", "pk"))
    _write_rows(
        session.counts.filter(stakeholder__code__in=counts),
        "stakeholder_id",
        {
            keys[code]: {"people": value} if value is not None else None
            for code, value in counts.items()
            if code in keys
        },
        lambda pk, found: AttendanceCount(session=session, stakeholder_id=pk, **found),
        by,
        operation,
    )
    return bool(writes)


def _write_rows(
    rows: Any, key: str, wanted: dict[int, Any], make: Any, by: User, operation: uuid.UUID
) -> None:
    """Create, change or delete so that `rows` hold what is wanted: key → values, None for no row. 4 queries at most."""
    there = {getattr(row, key): row for row in rows}
    history.create_many(
        [make(name, values) for name, values in wanted.items() if values and name not in there],
        by=by,
        operation=operation,
    )
    history.change_many(
        [(there[name], values) for name, values in wanted.items() if values and name in there],
        by=by,
        operation=operation,
    )
    history.delete_many(
        [row for name, row in there.items() if wanted[name] is None], by=by, operation=operation
    )


@transaction.atomic
def close_session(
    *,
    session: DialogueSession,
    values: Values,
    read: Values,
    minutes: str,
    minutes_version: int | None,
    by: User,
    **facts: Any,
) -> bool:
    """Write what the last screen holds and freeze the attendance. False, and nothing is written, if `by` closed it already.

    Raises SessionNotHeld, MinutesMissing, SessionIsOver (somebody else closed it, or it was cancelled), SheetChanged,
    Stale (of the minutes). Some 20 queries.
    """
    standing = DialogueSession.objects.select_for_update().get(pk=session.pk)
    if standing.state == SessionState.CLOSED and standing.closed_by_id == by.pk:
        return False
    if standing.is_over:
        raise SessionIsOver
    now = _hold_held(session)
    if not minutes.strip():
        raise MinutesMissing
    operation = history.new_operation()
    _write_sheet(now, values, read, by, operation)
    keep_text(session=now, text=minutes, version=minutes_version, by=by)
    history.change(
        now,
        by=by,
        operation=operation,
        state=SessionState.CLOSED,
        closed_at=timezone.now(),
        closed_by=by,
        **facts,
    )
    record(action="session.closed", by=by, target=session, remontees=session.feedback.count())
    return True

"""Which reminders are due: computed from the owner and the due date of today, so that a change of either cancels and
plans by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.models import User
from commitments.models import Action, ActionReminder

DAYS = (30, 7, 1)  # before the due date


@dataclass(frozen=True)
class Due:
    """A reminder to send today. days: the step, of DAYS; the wait itself may be shorter."""

    action: Action
    user: User
    due_on: date
    days: int


def step_of(due_on: date, today: date) -> int | None:
    """The step that is reached: the nearest to the due date; None before the first, and once the day is past."""
    wait = (due_on - today).days
    if wait < 0:
        return None
    return min((days for days in DAYS if wait <= days), default=None)


def due_reminders(now: datetime) -> list[Due]:
    """Those to send, by action: of an action that is left, to its owner whose account is open, not sent yet. 2 queries.

    « Today » is a day of the time zone of the portal. Somebody who receives an action six days before its date gets the
    message of 7 days and not that of 30: one message, the one that is true.
    """
    today = timezone.localdate(now)
    rows = (
        Action.objects.left()
        .filter(due_on__range=(today, today + timedelta(days=max(DAYS))), owner__is_active=True)
        .select_related("owner", "axis__domain")
        .order_by("due_on", "code")
    )
    found = []
    for action in rows:
        assert action.due_on is not None and action.owner is not None
        step = step_of(action.due_on, today)
        if step is not None:
            found.append(Due(action, action.owner, action.due_on, step))
    sent = set(
        ActionReminder.objects.filter(action__in=[due.action.pk for due in found], sent_at__isnull=False)
        .order_by()
        .values_list("action", "user", "due_on", "days")
    )
    return [due for due in found if (due.action.pk, due.user.pk, due.due_on, due.days) not in sent]


@dataclass(frozen=True)
class Planned:
    """One reminder of an action, as its page tells it. sent_at: None while it is to come."""

    on: date
    days: int
    sent_at: datetime | None = None
    failure: str = ""


def reminders_of(action: Action, rows: Sequence[ActionReminder], today: date) -> list[Planned]:
    """Those sent to its owner for its due date, and those to come. rows: the reminders of the action. No query."""
    if action.due_on is None or action.owner_id is None:
        return []
    mine = {row.days: row for row in rows if (row.user_id, row.due_on) == (action.owner_id, action.due_on)}
    planned = []
    for days in DAYS:
        row, on = mine.get(days), action.due_on - timedelta(days=days)
        if row is not None and row.sent_at:
            planned.append(Planned(timezone.localdate(row.sent_at), days, row.sent_at))
        elif action.is_left and (on >= today or step_of(action.due_on, today) == days):
            planned.append(Planned(max(on, today), days, failure=row.failure if row else ""))
    return planned

import uuid
from collections.abc import Collection
from datetime import date

from django.db import transaction

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import Training, User


@transaction.atomic
def add_training(*, user: User, topic: str, due_on: date, by: User) -> uuid.UUID:
    """One more topic for a person. Raises ValidationError: they have it already."""
    operation = history.new_operation()
    training = history.create(Training, by=by, operation=operation, user=user, topic=topic, due_on=due_on)
    record(action="training.added", by=by, target=training, topic=topic)
    return operation


@transaction.atomic
def mark_trainings(
    *, keys: Collection[int], by: User, offered_on: date | None = None, attended_on: date | None = None
) -> tuple[int, uuid.UUID]:
    """Note that these were offered, or attended, that day; how many changed, and the operation, for its undo.

    What is noted already keeps its first day; what was attended was offered, at the latest that day. 4 queries.
    """
    operation = history.new_operation()
    rows = Training.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    day = attended_on or offered_on
    changes = [
        (
            row,
            {
                "offered_on": row.offered_on or day,
                "attended_on": row.attended_on or attended_on,
            },
        )
        for row in rows
    ]
    changed = history.change_many(changes, by=by, operation=operation)
    if changed:
        record(
            action="training.marked",
            by=by,
            ids=sorted(row.pk for row in changed),
            state="attended" if attended_on else "offered",
        )
    return len(changed), operation

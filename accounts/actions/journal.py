from typing import Any

from django.db.models import Model

from accounts.models import JournalEntry, User


def record(*, action: str, by: User | None, target: Model | None = None, **details: Any) -> JournalEntry:
    """Write one line of the journal. Call it inside the transaction of what it tells: both stand or fall together.

    `details`: JSON values only; ids, codes and counts, never free text nor names. `by=None`: a command.
    """
    return JournalEntry.objects.create(
        action=action,
        actor=by,
        target_type=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        details=details,
    )

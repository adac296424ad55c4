from collections.abc import Callable
from typing import Any

from django.db.models import Model

from accounts.models import JournalEntry, User

Listener = Callable[[JournalEntry], None]
_LISTENERS: dict[str, list[Listener]] = {}


def on_journaled(action: str, listener: Listener) -> None:
    """Have `listener(entry)` called in the transaction of each such act: how an app above hears of one below, which cannot
    import it. It writes rows, to be acted upon later; what it raises takes the act back. Declared in `AppConfig.ready`."""
    listeners = _LISTENERS.setdefault(action, [])
    if listener not in listeners:
        listeners.append(listener)


def record(*, action: str, by: User | None, target: Model | None = None, **details: Any) -> JournalEntry:
    """Write one line of the journal. Call it inside the transaction of what it tells: both stand or fall together.

    `details`: JSON values only; ids, codes and counts, never free text nor names. `by=None`: a command.
    """
    entry = JournalEntry.objects.create(
        action=action,
        actor=by,
        target_type=target._meta.label_lower if target else "",
        target_id=str(target.pk) if target else "",
        details=details,
    )
    for listener in _LISTENERS.get(action, ()):
        listener(entry)
    return entry

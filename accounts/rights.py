"""How the apps state rights: one table per app (its rules.py), read by `has_perm` and by `visible_to` alike.

    grant("dialogue.view_feedback", {Role.MANAGER, Role.RAPPORTEUR, Role.DELEGATE}, where=in_scope)

`grant` names who; `where`, a rules predicate (user, obj), narrows it for one object.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import rules
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.utils.functional import Promise

from accounts.access import NOWHERE, Scope
from accounts.models import User
from accounts.roles import Role


@dataclass(frozen=True)
class TrackedRights:
    """What one needs to read the history of a row, and to put back what it was.

    follows: the foreign key to the row that it hangs on. An act on that one may take its followers along (an impact that
    is withdrawn takes its scores), and is undone as a whole by whoever may change the row followed.
    """

    view: str
    change: str
    related: tuple[str, ...] = ()
    follows: str = ""


TRACKED: dict[str, TrackedRights] = {}
GRANTS: dict[str, frozenset[Role]] = {}
ACTION_WORDS: dict[str, str | Promise] = {}


def name_actions(words: dict[str, str | Promise]) -> None:
    """Say in words what the journal keeps as a code: each app names its own actions in its rules.py."""
    ACTION_WORDS.update(words)


def track(
    model: type[Model], *, view: str, change: str, related: tuple[str, ...] = (), follows: str = ""
) -> None:
    """Open the history of a tracked model: both permissions are asked with the row at hand.

    related: what their predicates read of the row (« cycle »), loaded with it. follows: see TrackedRights.
    """
    TRACKED[model._meta.label_lower] = TrackedRights(view, change, related, follows)


def grant(
    permission: str,
    roles: Collection[Role],
    where: rules.Predicate | None = None,
    past: rules.Predicate | None = None,
) -> None:
    """Declare a permission once. Raises ValueError if it is declared twice.

    past: what is left of it to a person whose mandate ended (reliability S1), asked of those who hold no such role.
    """
    if permission in GRANTS:
        raise ValueError(f"{permission} is granted twice")
    GRANTS[permission] = frozenset(roles)

    @rules.predicate(name=f"may {permission}")
    def holds_role(user: User | AnonymousUser, _obj: Any = None) -> bool:
        return bool(scope_of(user, permission))

    predicate = holds_role & where if where is not None else holds_role
    rules.add_perm(permission, predicate | past if past is not None else predicate)


def scope_of(user: User | AnonymousUser, permission: str) -> Scope:
    """Where this person holds the permission today. Raises KeyError for a permission that nobody declared."""
    roles = GRANTS[permission]
    if not isinstance(user, User) or not user.is_active:
        return NOWHERE
    return user.access.scope(roles)


@rules.predicate
def held_mandate(user: User | AnonymousUser, _row: Any = None) -> bool:
    """Whether a mandate of this person ended: what was theirs stays theirs to read, for `grant(…, past=)` (ADR 0018)."""
    return isinstance(user, User) and user.is_active and bool(user.access.past)

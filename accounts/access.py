"""What one person may reach today: role × territory × dates of the mandates (reliability S1 to S5)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from django.db.models import Value
from django.utils import timezone

from accounts.roles import ELECTED, Role

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Scope:
    """Where a right holds: everywhere, or in these territories and all that they cover. Falsy when nowhere."""

    national: bool = False
    territories: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.national or bool(self.territories)

    def __or__(self, other: "Scope") -> "Scope":
        return Scope(self.national or other.national, self.territories | other.territories)


NOWHERE, EVERYWHERE = Scope(), Scope(national=True)


@dataclass(frozen=True)
class Access:
    """The scope of each role that the person holds today. past: the elected roles of mandates that ended (ADR 0018)."""

    scopes: dict[Role, Scope]
    past: frozenset[Role] = frozenset()

    @classmethod
    def of(cls, user: "User") -> Self:
        """One query. An elected role without a running mandate gives nothing."""
        today = timezone.localdate()
        mandates, assignments = (
            rows.order_by().values_list("role", "territory", "ends_on", Value(kind))
            for kind, rows in (
                ("mandate", user.mandates.started(today)),
                ("assignment", user.role_assignments.running(today)),
            )
        )
        rows = list(mandates.union(assignments, all=True))
        mandated: dict[str, Scope] = {}
        past = set()
        for role, territory, ends_on, kind in rows:
            if kind == "mandate" and ends_on is not None and ends_on < today:
                past.add(Role(role))
            elif kind == "mandate":
                mandated[role] = mandated.get(role, NOWHERE) | Scope(territories=frozenset({territory}))
        scopes: dict[Role, Scope] = {}
        for name, territory, _ends_on, kind in rows:
            if kind == "mandate":
                continue
            role = Role(name)
            if role in ELECTED:
                scope = mandated.get(role, NOWHERE)
            else:
                scope = EVERYWHERE if territory is None else Scope(territories=frozenset({territory}))
            scopes[role] = scopes.get(role, NOWHERE) | scope
        return cls({role: scope for role, scope in scopes.items() if scope}, frozenset(past))

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(self.scopes)

    def has(self, *roles: Role) -> bool:
        return any(role in self.scopes for role in roles)

    def scope(self, roles: Collection[Role]) -> Scope:
        """Union of the scopes of those of `roles` that the person holds."""
        total = NOWHERE
        for role in roles:
            total |= self.scopes.get(role, NOWHERE)
        return total

"""Where a person may log what they heard: their territories, the séances of their assemblies, who may be speaking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Self

from django.db.models import Q, QuerySet

from accounts.models import Mandate, Territory, User
from accounts.rights import scope_of
from accounts.roles import Role
from dialogue.enums import SessionState
from dialogue.models import DialogueSession
from iso26000.models import AssessmentCycle
from stakeholders.models import Stakeholder

OFFERED = timedelta(days=120)  # séances that one may still choose
NEAR = timedelta(days=10)  # of which the last one is chosen already
PREPARED = timedelta(days=60)  # séances to come, for which one prints a sheet
MOST_PREPARED = 30


@dataclass(frozen=True)
class Ground:
    """What the form of a remontée offers this person today.

    national: every territory (the team, from paper); else `territories`, those of the mandates that run.
    """

    territories: Sequence[Territory]
    national: bool
    today: date

    @classmethod
    def of(cls, user: User, permission: str, today: date) -> Self:
        """1 query, plus those of its properties."""
        scope = scope_of(user, permission)
        rows = Territory.objects.select_related("parent")
        found = rows.all() if scope.national else rows.filter(pk__in=scope.territories)
        return cls(list(found.order_by("code")), scope.national, today)

    @property
    def sessions(self) -> Any:
        """Every séance held in the reach of the person, the latest first: what a form accepts."""
        rows = DialogueSession.objects.filter(held_on__lte=self.today)
        if not self.national:
            keys = frozenset(territory.pk for territory in self.territories)
            reach = Territory.objects.within(keys).values("pk")
            # A delegate mandated in a department belongs to the assembly of its region.
            above = [territory.parent_id for territory in self.territories if territory.parent_id]
            rows = rows.filter(Q(assembly__territory__in=reach) | Q(assembly__territory__in=above))
        return rows.select_related("assembly__territory__parent").order_by("-held_on", "pk")

    @cached_property
    def offered(self) -> list[DialogueSession]:
        """Those one may choose: recent, and not closed. 1 query."""
        recent = self.sessions.filter(held_on__gte=self.today - OFFERED)
        return list(recent.exclude(state=SessionState.CLOSED))

    @property
    def nearest(self) -> DialogueSession | None:
        """Today's séance, or the last one if it was a few days ago."""
        last = self.offered[0] if self.offered else None
        return last if last and last.held_on >= self.today - NEAR else None

    def territory_of(self, session: DialogueSession) -> Territory | None:
        """Under which of their territories this person speaks in that séance: the very one, below it, or above it."""
        place = session.assembly.territory
        above = {place.parent_id, place.parent.parent_id if place.parent else None} - {None}
        ranks = (
            lambda one: one.pk == place.pk,
            lambda one: one.parent_id == place.pk,
            lambda one: one.pk in above,
        )
        return next((one for rank in ranks for one in self.territories if rank(one)), None)


def sheet_sessions(user: User, permission: str, today: date) -> list[DialogueSession]:
    """The séances for which a sheet of paper may be prepared: the coming ones, then the recent ones. 3 queries."""
    ground = Ground.of(user, permission, today)
    soon = DialogueSession.objects.visible_to(user).coming(today).select_related("assembly__territory")
    coming = list(soon.filter(held_on__lte=today + PREPARED)[:MOST_PREPARED])
    return [*coming, *(one for one in ground.offered if one.held_on < today)]


def open_cycle() -> AssessmentCycle | None:
    """The cycle that what is heard today belongs to, with its standard. 1 query."""
    return AssessmentCycle.objects.select_related("standard").newest_first().filter(closed_on=None).first()


def speaking_groups(cycle: AssessmentCycle | None) -> QuerySet[Stakeholder]:
    """Who may be speaking: the groups that the cycle expects."""
    if cycle is None:
        return Stakeholder.objects.none()
    return Stakeholder.objects.current().expected_in(cycle).order_by("code")


def delegates_of(territory: Territory, today: date) -> Any:
    """Accounts with a mandate of délégué·e there, or in what it covers or what covers it."""
    reach = Territory.objects.within(frozenset({territory.pk})).values("pk")
    mandates = Mandate.objects.running(today).filter(role=Role.DELEGATE)
    above = [key for key in (territory.parent_id,) if key]
    holders = mandates.filter(Q(territory__in=reach) | Q(territory__in=above)).values("user")
    return User.objects.filter(pk__in=holders).order_by("last_name", "first_name", "pk")


def was_delegate(user: User) -> bool:
    """Whether this person once held a mandate of délégué·e. 1 query."""
    return Mandate.objects.filter(user=user, role=Role.DELEGATE).exists()

"""Who belongs to an assembly on a day, and who is expected at a séance."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.models import Mandate, RoleAssignment, User
from accounts.models.mandate import Body
from accounts.roles import Role
from dialogue.models import Assembly, DialogueSession, Membership

TEAM = (Role.MANAGER, Role.RAPPORTEUR)


@dataclass(frozen=True)
class Member:
    """title: by which they come – the quality of their mandate and its territory, or their part in the séance."""

    person: User
    title: str


def mandates_of(assembly: Assembly, on: date) -> Any:
    """The mandates by which people sit in a body that day: of delegates in the territory of an assembly and in all that it
    covers, or those behind the seats of a commission. A queryset, by name."""
    if assembly.is_commission:
        seats = Membership.objects.sitting(on).filter(assembly=assembly)
        rows = Mandate.objects.filter(pk__in=seats.order_by().values("mandate"))
    else:
        rows = Mandate.objects.of_delegates().running(on).filter(body=Body.ASSEMBLY)
        rows = rows.within(assembly.territory)
    return rows.select_related("user", "territory").order_by(
        "user__last_name", "user__first_name", "user_id", "pk"
    )


def members_of(assembly: Assembly, on: date) -> list[Member]:
    """By name, each person once. 1 query."""
    found: dict[int, Member] = {}
    for mandate in mandates_of(assembly, on):
        found.setdefault(
            mandate.user_id, Member(mandate.user, f"{mandate.get_role_display()}, {mandate.territory}")
        )
    return list(found.values())


def is_member(user: User, session: DialogueSession) -> bool:
    """1 query."""
    return bool(mandates_of(session.assembly, session.held_on).filter(user=user).exists())


def expected_at(session: DialogueSession) -> list[Member]:
    """The members, then whoever moderates or keeps the séance without being one. 1 query, with both of them loaded."""
    members = members_of(session.assembly, session.held_on)
    known = {member.person.pk for member in members}
    for person, name in (
        (session.moderator, DialogueSession._meta.get_field("moderator").verbose_name),
        (session.secretary, DialogueSession._meta.get_field("secretary").verbose_name),
    ):
        if person is not None and person.pk not in known:
            known.add(person.pk)
            members.append(Member(person, str(name)))
    return members


def possible_officers(assembly: Assembly, on: date, keep: Iterable[int | None] = ()) -> Any:
    """Who may moderate or keep a séance of the assembly: its members that day, the team, and those in place. Users."""
    team = RoleAssignment.objects.running(on).filter(role__in=TEAM).order_by().values("user")
    return User.objects.filter(
        Q(pk__in=mandates_of(assembly, on).order_by().values("user"), is_active=True)
        | Q(pk__in=team, is_active=True)
        | Q(pk__in=[pk for pk in keep if pk])
    ).order_by("last_name", "first_name", "pk")

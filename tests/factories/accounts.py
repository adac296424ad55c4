from datetime import date
from itertools import count

from allauth.account.models import EmailAddress

from accounts.models import Mandate, RoleAssignment, Territory, User
from accounts.models.mandate import Body
from accounts.models.territory import Level
from accounts.roles import ELECTED, Role

_next = count(1)
LONG_AGO = date(2020, 1, 1)
PASSWORD = "tests-rse-2026"


def make_territory(
    code: str = "R53", label: str = "", level: Level = Level.REGION, parent: Territory | None = None
) -> Territory:
    """The territory of that code, created at the first call: the cast and the test speak of the same one."""
    territory, _created = Territory.objects.get_or_create(
        code=code, defaults={"label": label or f"Territoire {code}", "level": level, "parent": parent}
    )
    return territory


def make_country() -> Territory:
    """The national territory, where what comes from the outside is filed."""
    return Territory.objects.get_or_create(code="FR", defaults={"label": "France", "level": Level.NATIONAL})[
        0
    ]


def make_user(
    first_name: str = "Inès",
    last_name: str = "Martin",
    *,
    email: str = "",
    role: Role | None = None,
    territory: Territory | None = None,
    starts_on: date = LONG_AGO,
    ends_on: date | None = None,
    is_active: bool = True,
) -> User:
    """A person, with a role if one is given. An elected role gets the mandate that its territory comes from."""
    user = User(
        email=email or f"personne{next(_next)}@test.example",
        first_name=first_name,
        last_name=last_name,
        is_active=is_active,
    )
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    if role is not None:
        give_role(user, role, territory=territory, starts_on=starts_on, ends_on=ends_on)
    return user


def give_role(
    user: User,
    role: Role,
    *,
    territory: Territory | None = None,
    starts_on: date = LONG_AGO,
    ends_on: date | None = None,
) -> RoleAssignment:
    if role in ELECTED:
        make_mandate(user=user, role=role, territory=territory, starts_on=starts_on, ends_on=ends_on)
        territory = None
    user.__dict__.pop("access", None)  # computed once per request, and a test is many requests
    return RoleAssignment.objects.create(
        user=user, role=role, territory=territory, starts_on=starts_on, ends_on=ends_on
    )


def make_mandate(
    *,
    user: User,
    role: Role = Role.DELEGATE,
    territory: Territory | None = None,
    body: Body = Body.ASSEMBLY,
    starts_on: date = LONG_AGO,
    ends_on: date | None = None,
) -> Mandate:
    return Mandate.objects.create(
        user=user,
        role=role,
        body=body,
        territory=territory or make_territory(),
        starts_on=starts_on,
        ends_on=ends_on,
    )

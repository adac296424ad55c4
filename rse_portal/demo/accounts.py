"""The people of the demo, who sign in with one published password."""

from datetime import date
from random import Random
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from accounts.actions.account import open_account
from accounts.models import Mandate, RoleAssignment, Territory, User
from accounts.models.mandate import Body
from accounts.roles import Role

DEMO_PASSWORD = "demo-rse-2026"  # published: only where the demo is loaded, never with production settings
SINCE = date(2024, 1, 8)
NATIONAL = "FR"


class DemoAccount(NamedTuple):
    email: str
    first_name: str
    last_name: str
    role: Role
    territory: str | None = None


DEMO_ACCOUNTS = [
    DemoAccount("delegue@demo.example", "Amel", "Le Goff", Role.DELEGATE, "R53"),
    DemoAccount("delegue2@demo.example", "David", "Morel", Role.DELEGATE, "R84"),
    DemoAccount("rapporteur@demo.example", "Bruno", "Vidal", Role.RAPPORTEUR),
    DemoAccount("responsable@demo.example", "Chloé", "Perrin", Role.MANAGER),
    DemoAccount("administrateur@demo.example", "Fanny", "Etcheverry", Role.ADMINISTRATOR, NATIONAL),
    DemoAccount("auditeur@demo.example", "Hana", "Benali", Role.AUDITOR),
    DemoAccount("admin@demo.example", "Gilles", "Ferrand", Role.PLATFORM_ADMIN),
]

# Colleagues of the rapporteur, who score as well: they make the panel of the open cycle a table of people.
PANEL_ACCOUNTS = [
    DemoAccount("nadia@demo.example", "Nadia", "Cherif", Role.RAPPORTEUR),
    DemoAccount("hugo@demo.example", "Hugo", "Marchal", Role.RAPPORTEUR),
]

FIRST_NAMES = (
    "Aïcha",
    "Yann",
    "Solène",
    "Karim",
    "Édith",
    "Mathieu",
    "Linh",
    "Corentin",
    "Fatou",
    "Hélène",
    "Joël",
    "Inès",
)
LAST_NAMES = (
    "Kerbrat",
    "Garnier",
    "Diallo",
    "Roussel",
    "Haddad",
    "Lefèvre",
    "Nguyen",
    "Bonnet",
    "Sanchez",
    "Weber",
)


def open_demo_accounts(territories: dict[str, Territory]) -> dict[str, User]:
    """The accounts of the demo, by address. The password is hashed once and shared: Argon2 is slow on purpose."""
    users = {
        account.email: open_account(
            email=account.email,
            first_name=account.first_name,
            last_name=account.last_name,
            role=account.role,
            by=None,
            territory=territories[account.territory] if account.territory else None,
            since=SINCE,
        )
        for account in (*DEMO_ACCOUNTS, *PANEL_ACCOUNTS)
    }
    password = make_password(DEMO_PASSWORD)
    for user in users.values():
        user.password = password
    User.objects.bulk_update(users.values(), ["password"])
    return users


def add_delegates(regions: list[Territory], *, each: int, password: str, rng: Random) -> int:
    """`each` more delegates per region, for load work: rows only, without one line of the journal each."""
    places = [(region, number) for region in regions for number in range(1, each + 1)]
    users = User.objects.bulk_create(
        User(
            email=f"delegue.{region.code.lower()}.{number}@demo.example",
            first_name=rng.choice(FIRST_NAMES),
            last_name=rng.choice(LAST_NAMES),
            password=password,
        )
        for region, number in places
    )
    mandated = list(zip(users, places, strict=True))
    Mandate.objects.bulk_create(
        Mandate(user=user, role=Role.DELEGATE, body=Body.ASSEMBLY, territory=region, starts_on=SINCE)
        for user, (region, _number) in mandated
    )
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=user, role=Role.DELEGATE, starts_on=SINCE) for user, _place in mandated
    )
    return len(users)

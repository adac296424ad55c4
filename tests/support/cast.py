"""The cast, the same in every test (docs/architecture.md): who they are, in one place."""

from accounts.models import Territory, User
from accounts.models.territory import Level
from accounts.roles import Role
from tests.factories.accounts import make_territory, make_user


def make_bretagne() -> Territory:
    return make_territory("R53", "Bretagne")


def make_rhone_alpes() -> Territory:
    return make_territory("R84", "Auvergne-Rhône-Alpes")


def make_amel(bretagne: Territory) -> User:
    return make_user("Amel", "Le Goff", email="amel@test.example", role=Role.DELEGATE, territory=bretagne)


def make_bruno() -> User:
    return make_user("Bruno", "Vidal", email="bruno@test.example", role=Role.RAPPORTEUR)


def make_chloe() -> User:
    return make_user("Chloé", "Perrin", email="chloe@test.example", role=Role.MANAGER)


def make_david(rhone_alpes: Territory) -> User:
    return make_user("David", "Morel", email="david@test.example", role=Role.DELEGATE, territory=rhone_alpes)


def make_fanny() -> User:
    whole = make_territory("FR", "France", Level.NATIONAL)
    return make_user("Fanny", "Dubois", email="fanny@test.example", role=Role.ADMINISTRATOR, territory=whole)


def make_gilles() -> User:
    return make_user("Gilles", "Roux", email="gilles@test.example", role=Role.PLATFORM_ADMIN)


def make_hana() -> User:
    return make_user("Hana", "Saïdi", email="hana@test.example", role=Role.AUDITOR)


def make_everybody(bretagne: Territory, rhone_alpes: Territory) -> dict[str, User]:
    return {
        "amel": make_amel(bretagne),
        "bruno": make_bruno(),
        "chloe": make_chloe(),
        "david": make_david(rhone_alpes),
        "fanny": make_fanny(),
        "gilles": make_gilles(),
        "hana": make_hana(),
    }

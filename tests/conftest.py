"""What every test may use. The cast is the same everywhere (docs/architecture.md): Amel, Bruno, Chloé, David, Ève.

The test database always holds the 45-domain standard: it is loaded after each `migrate` and after each flush of a
transactional test, so that no test pays for it.

Transactional tests on SQLite: the journal has triggers that refuse DELETE, which is how a flush empties a SQLite table
(PostgreSQL truncates, which row triggers do not see). `_flush_despite_triggers` takes such triggers away for the time
of the flush only; during the tests they are always there.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import AppConfig
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.db.models.signals import post_migrate
from django.template.base import FilterExpression
from django.test import Client
from django.utils import translation

from accounts.models import Territory, User
from iso26000.models import AssessmentCycle, Standard
from tests.factories.iso26000 import make_cycle, the_standard
from tests.support import cast

ROOT = Path(settings.BASE_DIR)
FOLDER_GROUPS = {"services": "services", "e2e": "browser"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what tests/services and tests/e2e hold, and keep one group: the one that scripts/test.py runs now.

    A plain `python -m pytest` keeps the tests that need no server; naming one of the two folders runs it.
    """
    wanted = os.environ.get("RSE_TESTS_GROUP", "unit")
    named = any(f"tests/{folder}" in path for path in config.args for folder in FOLDER_GROUPS)
    if named and "RSE_TESTS_GROUP" not in os.environ:
        wanted = None
    kept, left_out = [], []
    for item in items:
        group = FOLDER_GROUPS.get(item.path.relative_to(ROOT / "tests").parts[0], "unit")
        if group != "unit":
            item.add_marker(group)
        (kept if wanted in (None, group) else left_out).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


# --- the database


def _load_standard(sender: AppConfig, using: str, **_kwargs: object) -> None:
    if sender.label != "iso26000":
        return
    tables = connections[using].introspection.table_names()
    if {Standard._meta.db_table, "accounts_journalentry"} <= set(tables) and not Standard.objects.exists():
        call_command("load_standard", str(ROOT / "fixtures/iso26000.yaml"), verbosity=0, stdout=_Nowhere())


class _Nowhere:
    def write(self, text: str) -> None: ...


post_migrate.connect(_load_standard, dispatch_uid="tests: load the standard")


if connection.vendor == "sqlite":
    _operations = type(connection.ops)
    _flush = _operations.execute_sql_flush

    def _flush_despite_triggers(self: Any, statements: list[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
            )
            triggers = cursor.fetchall()
            for name, _sql in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            try:
                _flush(self, statements)
            finally:
                for _name, sql in triggers:
                    cursor.execute(sql)

    _operations.execute_sql_flush = _flush_despite_triggers


# --- the templates


_resolve = FilterExpression.resolve


def _resolve_or_default(self: FilterExpression, context: Any, ignore_failures: bool = False) -> Any:
    """settings.test shows an undefined variable as « !!undefined:name!! »; one with |default is not a mistake."""
    has_default = any(function.__name__ == "default" for function, _arguments in self.filters)
    return _resolve(self, context, ignore_failures or has_default)


FilterExpression.resolve = _resolve_or_default  # type: ignore[method-assign]


# --- each test


@pytest.fixture(autouse=True)
def _french() -> Iterator[None]:
    """LocaleMiddleware leaves the language of the last request behind: every test starts in French."""
    with translation.override("fr"):
        yield


@pytest.fixture(autouse=True)
def _fresh_throttles() -> None:
    """What a test tried too often is not held against the next one."""
    cache.clear()


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """An empty media folder of this test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


# --- the standard and a cycle


@pytest.fixture
def standard(db: None) -> Standard:
    return the_standard()


@pytest.fixture
def cycle(standard: Standard) -> AssessmentCycle:
    """The open cycle of 2026."""
    return make_cycle("2026", standard=standard)


# --- the cast


@pytest.fixture
def bretagne(db: None) -> Territory:
    return cast.make_bretagne()


@pytest.fixture
def rhone_alpes(db: None) -> Territory:
    return cast.make_rhone_alpes()


@pytest.fixture
def amel(bretagne: Territory) -> User:
    """Délégué·e of Bretagne."""
    return cast.make_amel(bretagne)


@pytest.fixture
def bruno(db: None) -> User:
    """Rapporteur, everywhere."""
    return cast.make_bruno()


@pytest.fixture
def chloe(db: None) -> User:
    """Responsable RSE."""
    return cast.make_chloe()


@pytest.fixture
def david(rhone_alpes: Territory) -> User:
    """Délégué of another territory: nothing of Bretagne is his."""
    return cast.make_david(rhone_alpes)


@pytest.fixture
def fanny(db: None) -> User:
    """Administratrice élue."""
    return cast.make_fanny()


@pytest.fixture
def gilles(db: None) -> User:
    """Admin of the platform: accounts, never contents."""
    return cast.make_gilles()


@pytest.fixture
def hana(db: None) -> User:
    """Auditrice, reads only."""
    return cast.make_hana()


@pytest.fixture
def eve() -> Client:
    """Somebody without an account."""
    return Client()


@pytest.fixture
def client_of(db: None) -> Callable[[User], Client]:
    """client_of(amel): a browser in which that person is signed in."""

    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in

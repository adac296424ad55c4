from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from rse_portal.demo.seed import Summary, seed_demo


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Summary]:
    """The demo mutual, loaded once for the tests of a module and undone after them.

    A module uses either this fixture or the `db` one: each holds the connection in its own transaction.
    """
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with django_db_blocker.unblock(), media, transaction.atomic():
        yield seed_demo()
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: Summary) -> Iterator[Summary]:
    """The demo as loaded: what a test writes is undone."""
    with transaction.atomic():
        yield loaded
        transaction.set_rollback(True)

"""Several people write at once, on a real PostgreSQL: exactly one outcome, nothing lost without a word."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from accounts.actions import history
from accounts.models import Change
from stakeholders.models import Impact
from tests.factories.stakeholders import make_impact

AT_ONCE = 8
pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(act: Callable[[int], Any]) -> list[Any]:
    """What `act` returned for each number; each in a thread and on a connection of its own."""

    def one(number: int) -> Any:
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_eight_writers_of_one_row_and_one_wins(chloe, cycle):
    impact = make_impact(cycle=cycle)

    def write(number: int) -> bool:
        try:
            return history.change(
                Impact.objects.get(pk=impact.pk), by=chloe, version=1, description=f"Texte {number}"
            )
        except history.Stale:
            return False

    assert all_at_once(write).count(True) == 1
    impact.refresh_from_db()
    assert impact.version == 2
    assert Change.objects.of(impact).count() == 1

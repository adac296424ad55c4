"""Several people write at once, on a real PostgreSQL: exactly one outcome, nothing lost without a word."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.actions import history
from accounts.models import Change, JournalEntry
from iso26000.actions.panel import seat_of
from iso26000.models import Assessor
from stakeholders.actions.score import save_score
from stakeholders.models import Impact, ImpactScore
from tests.factories.iso26000 import make_assessor
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


@pytest.mark.parametrize("version", [0, 1])
def test_eight_saves_of_one_score_leave_one_row(bruno, cycle, version):
    """Its creation, then its change: one wins, the others are told what stands there."""
    impact, seat = make_impact(cycle=cycle), make_assessor("RSE-01", user=bruno)
    if version:
        save_score(impact=impact, assessor=seat, by=bruno, version=0, rationale="D’abord")

    def save(number: int) -> bool:
        try:
            save_score(
                impact=Impact.objects.select_related("cycle").get(pk=impact.pk),
                assessor=seat,
                by=bruno,
                version=version,
                rationale=f"Essai {number}",
            )
        except history.Stale:
            return False
        return True

    assert all_at_once(save).count(True) == 1
    score = ImpactScore.objects.get()
    assert score.version == version + 1
    assert Change.objects.of(score).count() == version + 1
    assert JournalEntry.objects.filter(action="score.saved").count() == 1


def test_eight_equal_saves_all_succeed(bruno, cycle):
    impact, seat = make_impact(cycle=cycle), make_assessor("RSE-01", user=bruno)
    saved = all_at_once(
        lambda _number: save_score(impact=impact, assessor=seat, by=bruno, version=0, scale=3)
    )
    assert {(one.version, one.score.scale) for one in saved} == {(1, 3)}
    assert Change.objects.count() == 1


def test_a_score_that_an_import_writes_meanwhile_is_met(bruno, cycle):
    """The import holds its row, unseen, until it commits: the save waits for it and is told."""
    impact, seat = make_impact(cycle=cycle), make_assessor("RSE-01", user=bruno)
    written, seen = Event(), Event()

    def import_it() -> None:
        with transaction.atomic():
            ImpactScore.objects.create(impact=impact, assessor=seat, scale=1)
            written.set()
            seen.wait(1)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(import_it)
        assert written.wait(10)
        with pytest.raises(history.Stale) as caught:
            save_score(impact=impact, assessor=seat, by=bruno, version=0, scale=4)
        done.result()
    assert caught.value.row.scale == 1


def test_eight_first_saves_take_one_seat(bruno):
    assert len({seat.pk for seat in all_at_once(lambda _number: seat_of(user=bruno, by=bruno))}) == 1
    assert Assessor.objects.get().code == "EV-1"

"""A seat on the panel of assessors: one per person, under a code that nobody has."""

from accounts.models import JournalEntry
from iso26000.actions.panel import seat_of
from iso26000.models import Assessor
from tests.factories.iso26000 import make_assessor


def test_seat_is_made_once_and_journaled(bruno, chloe):
    seat = seat_of(user=bruno, by=chloe)
    assert (seat.code, seat.user, bruno.assessor) == ("EV-1", bruno, seat)
    assert seat_of(user=bruno, by=bruno) == seat
    told = JournalEntry.objects.get(action="panel.changed")
    assert (told.actor, told.details) == (chloe, {"code": "EV-1"})


def test_seat_takes_the_first_code_that_is_free(bruno, chloe):
    make_assessor("EV-1")
    make_assessor("EV-3")
    assert [seat_of(user=person, by=chloe).code for person in (bruno, chloe)] == ["EV-2", "EV-4"]


def test_seat_of_an_imported_assessor_is_kept(bruno):
    known = make_assessor("RSE-01", user=bruno)
    assert seat_of(user=bruno, by=bruno) == known
    assert Assessor.objects.count() == 1

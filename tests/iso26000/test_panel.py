"""Who sits on the panel: one seat per account, a code of its own, and none is taken from who scored."""

import pytest

from accounts.models import JournalEntry
from iso26000.actions.panel import CannotSit, HasScored, remove_seat, seat_of
from iso26000.models import Assessor, is_blind
from tests.factories.iso26000 import make_assessor, make_practice
from tests.factories.stakeholders import make_impact, make_score


def test_a_seat_gets_the_first_unused_code_and_a_line_in_the_journal(bruno, chloe):
    make_assessor("EV-1")
    seat = seat_of(user=bruno, by=chloe)
    assert (seat.code, seat.user) == ("EV-2", bruno)
    entry = JournalEntry.objects.get(action="panel.changed")
    assert (entry.actor, entry.target_id, entry.details) == (chloe, str(seat.pk), {"seated": bruno.pk})


def test_a_second_request_gives_the_same_seat_and_tells_nothing_more(bruno, chloe):
    seat = seat_of(user=bruno, by=chloe)
    assert seat_of(user=bruno, by=chloe) == seat
    assert Assessor.objects.filter(user=bruno).count() == 1
    assert JournalEntry.objects.filter(action="panel.changed").count() == 1


def test_an_imported_code_that_became_an_account_s_is_its_seat(bruno, chloe):
    seat = make_assessor("RSE-01", user=bruno)
    assert seat_of(user=bruno, by=chloe) == seat


@pytest.mark.parametrize("who", ["amel", "fanny", "gilles", "hana"])
def test_other_roles_do_not_sit(request, chloe, who):
    with pytest.raises(CannotSit):
        seat_of(user=request.getfixturevalue(who), by=chloe)
    assert not Assessor.objects.exists()


def test_a_closed_account_does_not_sit(bruno, chloe):
    bruno.is_active = False
    bruno.save()
    with pytest.raises(CannotSit):
        seat_of(user=bruno, by=chloe)


def test_a_responsable_who_sits_becomes_blind(chloe):
    assert not is_blind(chloe)
    seat_of(user=chloe, by=chloe)
    assert is_blind(chloe)


def test_an_unused_seat_is_taken_back_and_told(bruno, chloe):
    seat = seat_of(user=bruno, by=chloe)
    remove_seat(seat=seat, by=chloe)
    assert not Assessor.objects.exists()
    entry = JournalEntry.objects.filter(action="panel.changed").first()
    assert entry.details == {"left": bruno.pk, "code": "EV-1"}


@pytest.mark.parametrize("gave", ["score", "practice", "none"])
def test_a_seat_that_gave_something_stays(cycle, bruno, chloe, gave):
    seat = seat_of(user=bruno, by=chloe)
    if gave == "score":
        make_score(impact=make_impact(cycle=cycle), assessor=seat, scale=None)
    elif gave == "practice":
        make_practice(cycle=cycle, assessor=seat)
    else:
        make_impact(cycle=cycle, polarity="none", declared_by=seat)
    with pytest.raises(HasScored):
        remove_seat(seat=seat, by=chloe)
    assert Assessor.objects.filter(pk=seat.pk).exists()
    assert JournalEntry.objects.filter(action="panel.changed").count() == 1

"""A mandate that ended reads its own past only: its sentences, the séances of its time, and nothing of the territory."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from dialogue.models import DialogueSession, Feedback
from tests.factories.accounts import make_user
from tests.factories.dialogue import make_assembly, make_feedback, make_session
from tests.factories.places import make_department, mandate_for

BEGUN, OVER = date(2024, 1, 8), date(2025, 6, 30)


@pytest.fixture
def former(bretagne) -> User:
    """Yann was a delegate of Bretagne until June 2025."""
    user = make_user("Yann")
    mandate_for(user, bretagne, BEGUN, OVER)
    return User.objects.get(pk=user.pk)


def test_former_delegate_reads_their_own_sentences_only(former, amel, cycle, bretagne):
    own = make_feedback(cycle=cycle, territory=bretagne, author=former, received_on=date(2025, 3, 1))
    other = make_feedback(cycle=cycle, territory=bretagne, author=amel, received_on=date(2025, 3, 1))
    assert list(Feedback.objects.visible_to(former)) == [own]
    assert former.has_perm("dialogue.view_feedback", own)
    assert not former.has_perm("dialogue.view_feedback", other)
    assert not former.has_perm("dialogue.qualify_feedback", own)


def test_former_delegate_reads_the_seances_of_their_time(former, bretagne, rhone_alpes):
    here = make_assembly(territory=bretagne)
    inside = [make_session(assembly=here, held_on=day) for day in (BEGUN, OVER)]
    outside = [
        make_session(assembly=here, held_on=BEGUN - timedelta(days=1)),
        make_session(assembly=here, held_on=OVER + timedelta(days=1)),
        make_session(assembly=make_assembly(territory=rhone_alpes), held_on=OVER),
    ]
    assert set(DialogueSession.objects.visible_to(former)) == set(inside)
    assert all(former.has_perm("dialogue.view_session", session) for session in inside)
    assert not any(former.has_perm("dialogue.view_session", session) for session in outside)


def test_former_delegate_of_a_department_sat_in_the_region(bretagne):
    user = make_user("Maïwenn")
    mandate_for(user, make_department("D35", region=bretagne), BEGUN, OVER)
    held = make_session(assembly=make_assembly(territory=bretagne), held_on=OVER)
    assert list(DialogueSession.objects.visible_to(User.objects.get(pk=user.pk))) == [held]


def test_former_delegate_finds_no_page_of_the_territory(client_of, former, bretagne):
    make_assembly("AT-R53", territory=bretagne)
    client = client_of(former)
    assert client.get("/").status_code == 200
    assert client.get("/compte/").status_code == 200
    assert client.get("/dialogue/")["Location"] == "/dialogue/remontees/"
    assert client.get("/dialogue/remontees/").status_code == 200
    for address in (
        "territoires/", "territoires/R53/", "representativite/R53/", "assemblees/", "assemblees/AT-R53/",
        "mandats/", "formations/", f"personnes/{former.pk}/",
    ):  # fmt: skip
        assert client.get(f"/dialogue/{address}").status_code == 404, address


def test_new_mandate_elsewhere_opens_the_new_place_and_keeps_the_past(former, cycle, bretagne, rhone_alpes):
    own = make_feedback(cycle=cycle, territory=bretagne, author=former)
    make_feedback(cycle=cycle, territory=bretagne)
    there = make_feedback(cycle=cycle, territory=rhone_alpes)
    mandate_for(former, rhone_alpes, date(2026, 1, 5))
    again = User.objects.get(pk=former.pk)
    assert set(Feedback.objects.visible_to(again)) == {own, there}
    assert again.access.roles == again.access.past == {Role.DELEGATE}


def test_history_of_what_was_never_theirs_stays_shut(client_of, former, david, bretagne):
    body = make_assembly(territory=bretagne)
    held = make_session(assembly=body, held_on=timezone.localdate())
    for person in (former, david):
        client = client_of(person)
        assert client.get(f"/historique/dialogue.assembly/{body.pk}/").status_code == 404
        assert client.get(f"/historique/dialogue.dialoguesession/{held.pk}/").status_code == 404


def test_closed_account_reads_no_past(former, cycle, bretagne):
    make_feedback(cycle=cycle, territory=bretagne, author=former)
    User.objects.filter(pk=former.pk).update(is_active=False)
    assert not User.objects.get(pk=former.pk).has_perm("dialogue.view_feedback")

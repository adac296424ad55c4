"""Séances in one's own calendar: the file of one, the secret address of all of one's own."""

import logging
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from dialogue.actions import feed as actions
from dialogue.enums import SessionState
from dialogue.models import CalendarFeed
from rse_portal.common.secrecy import HideSecretAddresses
from tests.factories.accounts import make_user
from tests.factories.dialogue import make_assembly, make_session


@pytest.fixture
def session(bretagne):
    return make_session(
        assembly=make_assembly("AT-BRE", label="Assemblée de Bretagne, l’été", territory=bretagne),
        held_on=timezone.localdate() + timedelta(days=12),
        state=SessionState.PLANNED,
        place="Salle des fêtes ; Rennes",
    )


@pytest.fixture
def elsewhere(rhone_alpes):
    return make_session(
        assembly=make_assembly("AT-ARA", label="CANARI-R84", territory=rhone_alpes),
        held_on=timezone.localdate() + timedelta(days=12),
        state=SessionState.PLANNED,
    )


def address_of(user: User) -> str:
    return reverse("dialogue:calendar-feed", args=[actions.token_of(actions.open_feed(by=user))])


def read(eve, address: str) -> str:
    answer = eve.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\r\n ", "")


def test_a_feed_tells_its_owner_s_sessions_and_no_other(session, elsewhere, amel, eve):
    text = read(eve, address_of(amel))
    assert f"UID:{session.pk}@" in text
    assert "SUMMARY:Assemblée de Bretagne\\, l’été" in text
    assert "LOCATION:Salle des fêtes \\; Rennes" in text
    assert "CANARI-R84" not in text
    assert str(elsewhere.pk) not in text


def test_a_feed_asks_nothing_of_whoever_holds_it_and_is_kept_nowhere(session, amel, eve):
    answer = eve.get(address_of(amel))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    assert not answer.cookies


def test_a_new_address_closes_the_former_one(session, amel, eve, client_of):
    first = address_of(amel)
    second = address_of(amel)
    assert eve.get(first).status_code == 404
    assert eve.get(second).status_code == 200
    client_of(amel).post(reverse("dialogue:feed-revoke"))
    assert eve.get(second).status_code == 404
    assert not CalendarFeed.objects.exists()


def test_the_database_alone_opens_no_calendar(amel, eve):
    feed = actions.open_feed(by=amel)
    for made_up in (feed.nonce, f"{feed.nonce}:", f"{feed.nonce}:{'a' * 43}"):
        address = reverse("dialogue:calendar-feed", args=[made_up])
        assert eve.get(address).status_code == 404
    assert len(feed.nonce) >= 43


def test_a_closed_account_has_no_feed_any_more(session, amel, eve):
    address = address_of(amel)
    User.objects.filter(pk=amel.pk).update(is_active=False)
    assert eve.get(address).status_code == 404


def test_once_the_mandate_has_ended_the_feed_tells_its_own_past_only(bretagne, session, eve):
    """What was held within the dates of the mandate; nothing before, nothing since."""
    today = timezone.localdate()
    user = make_user(
        role=Role.DELEGATE,
        territory=bretagne,
        starts_on=today - timedelta(days=200),
        ends_on=today - timedelta(days=100),
    )
    before, during, since = (
        make_session(assembly=session.assembly, held_on=today - timedelta(days=days))
        for days in (250, 150, 50)
    )
    text = read(eve, address_of(user))
    assert str(during.pk) in text
    assert not [row for row in (before, since, session) if str(row.pk) in text]


def test_a_person_without_any_right_has_no_feed(session, gilles, eve):
    assert eve.get(address_of(gilles)).status_code == 404


def test_the_address_never_reaches_a_log(session, amel, eve, caplog):
    address = address_of(amel)
    token = address.rsplit("/", 1)[-1]
    actions.revoke_feed(by=amel)
    caplog.handler.addFilter(HideSecretAddresses())  # as settings.LOGGING does with ours
    with caplog.at_level(logging.DEBUG):
        assert eve.get(address).status_code == 404
        assert eve.post(address).status_code in (403, 405)
    assert "/dialogue/agenda/" in caplog.text
    assert token[:20] not in caplog.text


def test_every_handler_of_the_portal_hides_the_address(settings):
    assert all("secrecy" in handler["filters"] for handler in settings.LOGGING["handlers"].values())


def test_a_feed_costs_the_same_queries_for_many_sessions(session, amel, eve, django_assert_max_num_queries):
    address = address_of(amel)
    for days in range(60):
        make_session(assembly=session.assembly, held_on=timezone.localdate() - timedelta(days=days))
    with django_assert_max_num_queries(5):
        assert read(eve, address).count("BEGIN:VEVENT") == 61


def test_one_session_goes_into_a_calendar_by_hand(session, amel, david, client_of):
    address = reverse("dialogue:session-ics", args=[session.pk])
    answer = client_of(amel).get(address)
    assert "METHOD:PUBLISH" in answer.content.decode()
    assert "ATTENDEE" not in answer.content.decode(), "nobody is named in a file that one may hand on"
    assert client_of(david).get(address).status_code == 404

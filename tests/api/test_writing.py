"""A remontée from a program: once under one key, with the rights and the words of the page."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from api.enums import Scope
from dialogue.models import Feedback
from tests.factories.dialogue import make_assembly, make_session
from tests.factories.stakeholders import make_significance, make_stakeholder

URL = "/api/v1/feedback"


@pytest.fixture
def session(bretagne):
    held_on = timezone.localdate() - timedelta(days=2)
    return make_session(assembly=make_assembly(territory=bretagne), held_on=held_on)


@pytest.fixture
def group(cycle):
    found = make_stakeholder("SH01")
    make_significance(cycle=cycle, stakeholder=found)
    return found


def sent(seance, **others):
    return {"text": "Les délais sont trop longs.", "kind": "expectation", "session": str(seance.pk)} | others


def post(client, body, key=None):
    return client.post(
        URL, body, content_type="application/json", headers={"Idempotency-Key": str(key or uuid.uuid4())}
    )


def test_feedback_is_recorded_once_under_its_key(bearer, amel, session, group):
    client, key = bearer(amel, Scope.RECORD), uuid.uuid4()
    body = sent(session, stakeholder="SH01", suggested_domain="6.7.8")
    first, again = post(client, body, key), post(client, body, key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    (row,) = Feedback.objects.all()
    assert (str(row.pk), row.author, row.stakeholder, row.suggested_domain.code) == (
        str(key),
        amel,
        group,
        "6.7.8",
    )


def test_same_key_with_another_content_is_refused(bearer, amel, session, group):
    client, key = bearer(amel), uuid.uuid4()
    post(client, sent(session), key)
    answer = post(client, sent(session, text="Autre chose."), key)
    assert (answer.status_code, answer.json()["code"]) == (422, "refused")
    assert Feedback.objects.get().text == "Les délais sont trop longs."


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"kind": "rumeur"}, "kind"),
        ({"stakeholder": "RIEN"}, "stakeholder"),
        ({"suggested_domain": "9.9.9"}, "suggested_domain"),
        ({"text": "   "}, "text"),
        ({"session": str(uuid.uuid4())}, "session"),
        ({"stakeholder": "a\x00b"}, "stakeholder"),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_nothing_is_written(
    bearer, amel, session, group, fields, where
):
    answer = post(bearer(amel), sent(session, **fields))
    assert answer.status_code == 422
    assert where in answer.json()["errors"], answer.json()
    assert not Feedback.objects.exists()


def test_key_is_asked_for(bearer, amel, session):
    answer = bearer(amel).post(URL, sent(session), content_type="application/json")
    assert answer.status_code == 422
    assert "Il manque." in str(answer.json()["errors"])


def test_body_that_is_no_json_is_refused(bearer, amel):
    answer = bearer(amel).post(
        URL, "{", content_type="application/json", headers={"Idempotency-Key": str(uuid.uuid4())}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "http")


def test_who_is_no_delegate_records_nothing(bearer, bruno, hana, session, group):
    for person in (bruno, hana):
        assert post(bearer(person), sent(session)).status_code == 404
    assert not Feedback.objects.exists()


def test_token_to_read_does_not_write(bearer, amel, session, group):
    assert post(bearer(amel, Scope.FEEDBACK), sent(session)).status_code == 403


def test_session_writes_only_with_the_token_of_its_pages(amel, session, group):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amel)
    assert post(client, sent(session)).status_code == 403
    assert not Feedback.objects.exists()

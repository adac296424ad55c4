"""Webhooks: written with the act, signed, sent at least once, never where they should not go."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import JournalEntry
from api.actions import webhook as actions
from api.actions.webhook_sending import MOST_ATTEMPTS, PATIENCE, send_due, wait_after
from api.destinations import (
    HostNotAllowed,
    NotEncrypted,
    PrivateAddress,
    WrongDestination,
    address_of,
    destination_of,
)
from api.enums import DeliveryState, Event, Failure
from api.models import Webhook, WebhookDelivery
from api.tasks import ask_for_webhooks
from dialogue.actions.feedback_bulk import move_many
from dialogue.actions.step import move_feedback
from dialogue.enums import FeedbackStatus
from dialogue.phases import ANSWER
from jobs.models import Job
from tests.factories.commitments import make_published
from tests.factories.dialogue import make_feedback
from tests.factories.priorities import make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def webhook(receiver, chloe):
    return actions.create_webhook(url=receiver.url, events=list(Event), by=chloe)


def ping(webhook):
    return actions.try_webhook(webhook=webhook, by=webhook.owner)


def answer(feedback, by):
    move_feedback(feedback=feedback, move=ANSWER, by=by, outcome="accepted", text="Oui, dès lundi.")


def test_message_is_signed_as_the_specification_says(webhook, receiver):
    delivery = ping(webhook)
    assert send_due() == 1
    [(headers, body)] = receiver.received
    assert headers["webhook-id"] == delivery.event_id
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    key = base64.b64decode(webhook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert set(json.loads(body)) == {"type", "timestamp", "data"}
    delivery.refresh_from_db()
    assert (delivery.state, delivery.last_status, delivery.attempts) == (DeliveryState.DELIVERED, 200, 1)
    assert send_due() == 0


def test_what_failed_leaves_again_under_the_same_id(webhook, receiver):
    receiver.answers = [500]
    ping(webhook)
    now = timezone.now()
    assert send_due(now=now) == 0
    webhook.refresh_from_db()
    assert webhook.failing_since == now
    assert send_due(now=now + timedelta(seconds=59)) == 0
    assert send_due(now=now + timedelta(seconds=61)) == 1
    first, second = [headers["webhook-id"] for headers, _body in receiver.received]
    assert first == second
    webhook.refresh_from_db()
    assert webhook.failing_since is None


def test_waits_grow_and_attempts_end(webhook, receiver):
    receiver.answers = [500]
    delivery = ping(webhook)
    WebhookDelivery.objects.update(attempts=MOST_ATTEMPTS - 1)
    send_due()
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.FAILED
    waits = [wait_after(n) for n in range(1, MOST_ATTEMPTS)]
    assert waits == sorted(waits) and waits[0] == timedelta(minutes=1) and waits[-1] == timedelta(days=1)
    actions.send_again(delivery=delivery, by=webhook.owner)
    assert send_due() == 1


def test_redirection_is_not_followed(webhook, receiver):
    receiver.answers = [302]
    delivery = ping(webhook)
    assert send_due() == 0
    delivery.refresh_from_db()
    assert (len(receiver.received), delivery.last_status, delivery.state) == (1, 302, DeliveryState.WAITING)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://ailleurs.example/", HostNotAllowed),
        ("http://ici.example/", NotEncrypted),
        ("ftp://ici.example/", WrongDestination),
        ("https://nom:secret@ici.example/", WrongDestination),
        ("https://ici.example@ailleurs.example/", WrongDestination),
        ("https://ici.example/\r\nx: y", WrongDestination),
        ("https://ici.example:99999/", WrongDestination),
        ("https://[", WrongDestination),
    ],
)
def test_only_allowed_hosts_over_tls(settings, chloe, url, problem):
    settings.WEBHOOK_ALLOWED_HOSTS = ["ici.example"]
    with pytest.raises(problem):
        actions.create_webhook(url=url, events=[Event.FEEDBACK], by=chloe)
    assert not Webhook.objects.exists()


def test_no_webhook_where_no_host_is_allowed(chloe):
    with pytest.raises(HostNotAllowed):
        actions.create_webhook(url="https://ici.example/", events=[Event.FEEDBACK], by=chloe)


def test_allowed_host_cannot_point_inside(settings, receiver, webhook):
    settings.WEBHOOK_ALLOWED_HOSTS = ["localhost"]
    with pytest.raises(PrivateAddress):
        address_of(destination_of("https://localhost/"))
    settings.WEBHOOK_ALLOWED_HOSTS = ["localhost", "127.0.0.1", "::1"]
    assert address_of(destination_of("https://localhost/")) in ("127.0.0.1", "::1")
    settings.WEBHOOK_PLAIN_LOOPBACK = False
    with pytest.raises(NotEncrypted):
        destination_of(receiver.url)
    delivery = ping(webhook)
    send_due()
    delivery.refresh_from_db()
    assert (delivery.failure, receiver.received) == (Failure.ADDRESS, [])


def test_each_event_is_written_once_per_webhook(webhook, receiver, chloe, fanny, cycle):
    actions.create_webhook(url=receiver.url, events=[Event.FEEDBACK], by=chloe)
    feedback = make_feedback(cycle=cycle, status=FeedbackStatus.UNDER_REVIEW)
    answer(feedback, chloe)
    ids = list(WebhookDelivery.objects.values_list("webhook", "event_id"))
    assert len(ids) == 2 and len({event for _webhook, event in ids}) == 1
    body = json.loads(WebhookDelivery.objects.first().body)
    assert body["type"] == "feedback.answered"
    assert body["data"]["url"].endswith(f"/api/v1/feedback/{feedback.pk}")
    assert set(body["data"]) == {"id", "reference", "url"}
    run = make_run(cycle=cycle)
    record(action="ranking.compiled", by=chloe, target=run)
    version = make_published(cycle=cycle, by=chloe, decider=fanny)
    told = [json.loads(row.body) for row in webhook.deliveries.order_by("pk")]
    assert [row["type"] for row in told] == ["feedback.answered", "ranking.compiled", "referential.published"]
    assert told[1]["data"]["id"] == str(run.pk)
    assert told[2]["data"]["fingerprint"] == version.fingerprint


def test_answers_given_together_are_told_one_by_one(webhook, chloe, cycle):
    rows = [make_feedback(cycle=cycle, status=FeedbackStatus.UNDER_REVIEW) for _n in range(3)]
    move_many(
        versions={row.pk: row.version for row in rows}, move=ANSWER, by=chloe, outcome="accepted",
        text="Oui.", operation=history.new_operation(),
    )  # fmt: skip
    told = {json.loads(row.body)["data"]["id"] for row in webhook.deliveries.all()}
    assert told == {str(row.pk) for row in rows}


def test_act_taken_back_tells_nothing(webhook, chloe, cycle):
    feedback = make_feedback(cycle=cycle, status=FeedbackStatus.UNDER_REVIEW)
    with transaction.atomic():
        answer(feedback, chloe)
        assert WebhookDelivery.objects.exists()
        transaction.set_rollback(True)
    assert not WebhookDelivery.objects.exists()


def test_webhook_tells_what_its_owner_may_read(receiver, gilles, chloe, cycle):
    actions.create_webhook(url=receiver.url, events=list(Event), by=gilles)
    answer(make_feedback(cycle=cycle, status=FeedbackStatus.UNDER_REVIEW), chloe)
    assert not WebhookDelivery.objects.exists()


def test_nothing_leaves_once_the_owner_has_left(webhook, receiver, chloe):
    ping(webhook)
    chloe.is_active = False
    chloe.save()
    assert send_due() == 0
    webhook.refresh_from_db()
    assert not webhook.is_active and not receiver.received


@pytest.mark.parametrize(("status", "days"), [(500, PATIENCE), (410, timedelta(0))])
def test_stopped_after_days_of_failures_with_a_word_to_the_owner(webhook, receiver, status, days):
    receiver.answers = [status]
    Webhook.objects.update(failing_since=timezone.now() - days)
    ping(webhook)
    ping(webhook)
    send_due()
    webhook.refresh_from_db()
    assert not webhook.is_active
    assert len(receiver.received) == 1
    assert [message.to for message in mail.outbox] == [["chloe@test.example"]]
    assert JournalEntry.objects.get(action="webhook.disabled").details == {"status": status}
    with pytest.raises(actions.WebhookStopped):
        ping(webhook)
    actions.enable_webhook(webhook=webhook, by=webhook.owner)
    assert send_due() == 2


def test_round_asks_for_one_job_and_only_when_there_is_something(webhook):
    ask_for_webhooks()
    assert not Job.objects.exists()
    ping(webhook)
    ask_for_webhooks()
    ask_for_webhooks()
    assert Job.objects.get().kind == "send_webhooks"


def test_what_is_over_is_forgotten(webhook):
    old = timezone.now() - WebhookDelivery.KEPT - timedelta(days=1)
    ping(webhook)
    send_due()
    WebhookDelivery.objects.update(created_at=old)
    send_due()
    assert not WebhookDelivery.objects.exists()


def test_database_alone_holds_no_secret(webhook, settings):
    before = webhook.secret
    settings.SECRET_KEY = "another"
    assert webhook.secret != before

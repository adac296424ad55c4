"""Webhooks: created with a secret told once, tried, stopped, started again, deleted."""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.journal import record
from accounts.models import User
from api.actions.webhook_events import body_of
from api.destinations import destination_of
from api.enums import PING, DeliveryState, Event
from api.models import Webhook, WebhookDelivery
from rse_portal.common.errors import Conflict, Unprocessable

MOST = 20


class TooManyWebhooks(Unprocessable):
    default = _("Vous avez déjà vingt webhooks : supprimez-en un d’abord.")


class WebhookStopped(Conflict):
    default = _("Ce webhook est arrêté : remettez-le en marche d’abord.")


class StillWaiting(Conflict):
    default = _("Cet envoi est déjà en attente.")


@transaction.atomic
def create_webhook(*, url: str, events: Collection[Event | str], by: User) -> Webhook:
    """Raises WrongDestination, TooManyWebhooks. 4 queries."""
    destination_of(url)
    User.objects.select_for_update().get(pk=by.pk)
    if Webhook.objects.filter(owner=by).count() >= MOST:
        raise TooManyWebhooks
    webhook = Webhook.objects.create(owner=by, url=url, events=sorted(Event(event).value for event in events))
    record(action="webhook.created", by=by, target=webhook, events=webhook.events)
    return webhook


@transaction.atomic
def try_webhook(*, webhook: Webhook, by: User) -> WebhookDelivery:
    """« Envoyer un essai »: a message like the others, that tells nothing. Raises WebhookStopped. 2 queries."""
    _held_active(webhook)
    return WebhookDelivery.objects.create(
        webhook=webhook,
        event_id=f"msg_{uuid.uuid4().hex}",
        type=PING,
        body=body_of(PING, timezone.now(), {}),
    )


@transaction.atomic
def send_again(*, delivery: WebhookDelivery, by: User) -> None:
    """From the first attempt, under the same id. Raises WebhookStopped, StillWaiting. 2 queries."""
    _held_active(delivery.webhook)
    done = (
        WebhookDelivery.objects.filter(pk=delivery.pk)
        .exclude(state=DeliveryState.WAITING)
        .update(state=DeliveryState.WAITING, attempts=0, next_at=timezone.now(), delivered_at=None)
    )
    if not done:
        raise StillWaiting


@transaction.atomic
def enable_webhook(*, webhook: Webhook, by: User) -> bool:
    """What waits leaves at once. False when it was running already. Raises WrongDestination. 3 queries."""
    destination_of(webhook.url)
    done = Webhook.objects.filter(pk=webhook.pk, is_active=False).update(is_active=True, failing_since=None)
    if done:
        waiting = WebhookDelivery.objects.filter(webhook=webhook, state=DeliveryState.WAITING)
        waiting.update(attempts=0, next_at=timezone.now())
        record(action="webhook.enabled", by=by, target=webhook)
    return bool(done)


@transaction.atomic
def disable_webhook(*, webhook: Webhook, by: User | None, status: int | None = None) -> bool:
    """Nothing leaves, nothing new is written; what waits, waits. False when it was stopped already. 2 queries.

    by=None, status: the portal itself, after that last answer.
    """
    done = Webhook.objects.filter(pk=webhook.pk, is_active=True).update(is_active=False)
    if done:
        record(action="webhook.disabled", by=by, target=webhook, status=status)
    return bool(done)


@transaction.atomic
def delete_webhook(*, webhook: Webhook, by: User) -> None:
    """With its messages, the waiting ones too. 4 queries."""
    record(action="webhook.deleted", by=by, target=webhook)
    webhook.delete()


def _held_active(webhook: Webhook) -> None:
    if not Webhook.objects.select_for_update().filter(pk=webhook.pk, is_active=True).exists():
        raise WebhookStopped

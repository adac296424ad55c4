"""Messages leave at least once: the next attempt is written before this one is made, so that a worker may die meanwhile."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from http.client import HTTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from api.actions.webhook import disable_webhook
from api.actions.webhook_post import post
from api.destinations import WrongDestination
from api.enums import DeliveryState, Failure
from api.models import Webhook, WebhookDelivery
from rse_portal.common.errors import Unavailable
from rse_portal.common.mailing import Postbox

log = logging.getLogger("portail.webhooks")
Progress = Callable[[float, str], None]
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)
MOST_ATTEMPTS = 10  # over some four days
PATIENCE = timedelta(days=3)  # of failures and nothing else, then the webhook is stopped
AT_ONCE = 40  # messages of one job: at LONGEST each, ten minutes, less than a job may last


def wait_after(attempts: int) -> timedelta:
    """1, 4, 16, 64 min, 4 h, 17 h, then a day."""
    return min(FIRST_WAIT * 4 ** (attempts - 1), LONGEST_WAIT)


def send_due(*, now: datetime | None = None, progress: Progress | None = None) -> int:
    """Send what is due, oldest first; how many were delivered. Two workers may do it at once.

    Queries: 2, then 3 per message, and 1 or 2 more per failure.
    """
    now = now or timezone.now()
    tell = progress or (lambda fraction, step: None)
    WebhookDelivery.objects.outdated(now).delete()
    rows = list(
        WebhookDelivery.objects.due(now).select_related("webhook__owner").order_by("next_at", "pk")[:AT_ONCE]
    )
    delivered = 0
    for position, row in enumerate(rows):
        tell(position / len(rows), _("Webhooks"))
        if not _owner_still_may(row.webhook):
            disable_webhook(webhook=row.webhook, by=None)
        elif _claim(row):
            delivered += _send(row, now)
    return delivered


def _owner_still_may(webhook: Webhook) -> bool:
    return webhook.owner.is_active and webhook.owner.has_perm("api.manage_webhooks")


def _claim(row: WebhookDelivery) -> bool:
    """Whoever writes the next attempt makes this one. By columns of the row alone: PostgreSQL looks at them again once it
    has the row, which it would not do for a join. 2 queries."""
    if not Webhook.objects.filter(pk=row.webhook_id, is_active=True).exists():
        return False  # stopped since, perhaps by the message before this one
    won = WebhookDelivery.objects.filter(pk=row.pk, state=DeliveryState.WAITING, attempts=row.attempts)
    row.attempts += 1
    return bool(won.update(attempts=F("attempts") + 1, next_at=timezone.now() + wait_after(row.attempts)))


def _send(row: WebhookDelivery, now: datetime) -> bool:
    webhook, status, failure = row.webhook, None, ""
    try:
        status = post(
            url=webhook.url,
            key=webhook.key,
            event_id=row.event_id,
            timestamp=int(time.time()),  # of this attempt: a receiver refuses an old one
            body=row.body,
        )
    except WrongDestination:
        failure = Failure.ADDRESS
    except (OSError, HTTPException, ValueError) as problem:  # ValueError: cut while reading
        log.warning("No answer from webhook %s: %s", webhook.pk, type(problem).__name__)
        failure = Failure.SILENCE
    mark = WebhookDelivery.objects.filter(pk=row.pk)
    if status is not None and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        mark.update(state=DeliveryState.DELIVERED, delivered_at=now, last_status=status, failure="")
        Webhook.objects.filter(pk=webhook.pk).exclude(failing_since=None).update(failing_since=None)
        return True
    over = row.attempts >= MOST_ATTEMPTS
    mark.update(
        last_status=status,
        failure=failure,
        state=DeliveryState.FAILED if over else DeliveryState.WAITING,
    )
    _note_failure(webhook, status, now)
    return False


def _note_failure(webhook: Webhook, status: int | None, now: datetime) -> None:
    """410 says « never again »; any other failure has PATIENCE."""
    Webhook.objects.filter(pk=webhook.pk, failing_since=None).update(failing_since=now)
    webhook.refresh_from_db(fields=["failing_since", "is_active"])
    since = webhook.failing_since or now
    if status != HTTPStatus.GONE and now - since < PATIENCE:
        return
    if disable_webhook(webhook=webhook, by=None, status=status):
        _tell_owner(webhook)


def _tell_owner(webhook: Webhook) -> None:
    """The page says it too: a mail server that is down keeps nothing from being stopped."""
    try:
        with Postbox() as post_box:
            post_box.send(message_for(webhook))
    except Unavailable:
        log.warning("The owner of webhook %s was not written to.", webhook.pk)


def message_for(webhook: Webhook) -> EmailMessage:
    with translation.override(settings.LANGUAGE_CODE):
        page = settings.PUBLIC_URL + reverse("webhook-detail", args=[webhook.pk])
        lines = (
            _("Bonjour %s,") % webhook.owner.first_name,
            _("Votre webhook vers %s n’est plus reçu : le portail l’a arrêté. Ce qui attendait est gardé.")
            % webhook.url,
            _("Le remettre en marche : %s") % page,
            f"{_('Portail RSE')}, {settings.ORGANISATION_NAME}",
        )
        return EmailMessage(_("Un webhook est arrêté"), "\n\n".join(lines), to=[webhook.owner.email])

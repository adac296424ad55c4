import base64
import secrets
from datetime import datetime, timedelta
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import scope_of
from api.enums import PING, DeliveryState, Event, Failure

SALT = "api.webhook.secret"


def new_seed() -> str:
    return secrets.token_urlsafe(32)


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self if scope_of(user, "api.manage_webhooks") else self.none()


class Webhook(models.Model):
    """An address that hears of what happens, within the rights of its owner (ADR 0036).

    events: values of `api.enums.Event`. seed: the secret is made of it and of SECRET_KEY; alone it signs nothing.
    failing_since: since when no attempt succeeded; empty when the last one did.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="webhooks", verbose_name=_("titulaire")
    )
    url = models.URLField(_("adresse"), max_length=500)
    events = models.JSONField(_("événements"))
    seed = models.CharField(_("graine du secret"), max_length=64, default=new_seed, editable=False)
    is_active = models.BooleanField(_("en marche"), default=True)
    created_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)
    failing_since = models.DateTimeField(_("en échec depuis"), null=True, blank=True, editable=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["-created_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(seed=""), name="webhook_has_a_seed")]

    def __str__(self) -> str:
        return self.url

    @property
    def key(self) -> bytes:
        """What signs: 32 bytes."""
        return salted_hmac(SALT, self.seed, algorithm="sha256").digest()

    @property
    def secret(self) -> str:
        """The key as its receiver is told it."""
        return "whsec_" + base64.b64encode(self.key).decode()

    @property
    def event_labels(self) -> list[str]:
        return [str(event.label) for event in Event if event.value in self.events]

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self if scope_of(user, "api.manage_webhooks") else self.none()

    def due(self, now: datetime) -> Self:
        return self.filter(state=DeliveryState.WAITING, next_at__lte=now, webhook__is_active=True)

    def outdated(self, now: datetime) -> Self:
        return self.exclude(state=DeliveryState.WAITING).filter(created_at__lt=now - WebhookDelivery.KEPT)


class WebhookDelivery(models.Model):
    """One message to one webhook, written with the act that it tells and sent later; kept for KEPT once it is over.

    event_id: the « webhook-id », the same at each attempt. body: the JSON text that is signed and sent, as it is.
    next_at: not before. last_status: of the last answer, empty when there was none.
    """

    KEPT = timedelta(days=30)

    webhook = models.ForeignKey(Webhook, models.CASCADE, related_name="deliveries", verbose_name=_("webhook"))
    event_id = models.CharField(_("événement"), max_length=40)
    type = models.CharField(_("type"), max_length=40, choices=[*Event.choices, (PING, _("essai"))])
    body = models.TextField(_("message"))
    state = models.CharField(
        _("état"), max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    last_status = models.PositiveSmallIntegerField(_("dernière réponse"), null=True, blank=True)
    failure = models.CharField(_("échec"), max_length=10, choices=Failure.choices, blank=True)
    created_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)
    next_at = models.DateTimeField(_("prochain essai"), default=timezone.now)
    delivered_at = models.DateTimeField(_("remis le"), null=True, blank=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("envoi de webhook")
        verbose_name_plural = _("envois de webhook")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event_id"], name="delivery_once_per_webhook"),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"

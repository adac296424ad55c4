from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def of(self, user: User) -> Self:
        return self.filter(owner=user)

    def running(self, today: date) -> Self:
        return self.filter(revoked_at=None, expires_on__gte=today)


class ApiToken(models.Model):
    """What opens the API for its owner. The portal keeps its hash alone: the token is told once.

    hint: its last four signs, to tell one from another. scopes: values of `api.enums.Scope`.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens", verbose_name=_("titulaire")
    )
    name = models.CharField(_("nom"), max_length=80)
    digest = models.CharField(_("empreinte"), max_length=64, unique=True, editable=False)
    hint = models.CharField(_("fin du jeton"), max_length=4, editable=False)
    scopes = models.JSONField(_("portées"))
    created_at = models.DateTimeField(_("créé le"), default=timezone.now, editable=False)
    expires_on = models.DateField(_("dernier jour"))
    revoked_at = models.DateTimeField(_("révoqué le"), null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("jeton d’API")
        verbose_name_plural = _("jetons d’API")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(digest=""), name="token_has_a_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (…{self.hint})"

    def is_running(self, today: date) -> bool:
        return self.revoked_at is None and self.expires_on >= today

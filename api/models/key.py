from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UsedKeyQuerySet(models.QuerySet["UsedKey"]):
    def outdated(self) -> Self:
        return self.filter(used_at__lt=timezone.now() - UsedKey.KEPT)


class UsedKey(models.Model):
    """An `Idempotency-Key` that served: whoever sends the same request again writes nothing twice.

    digest: of the address and the body, so that one key never stands for two requests. Kept for KEPT, then forgotten.
    """

    KEPT = timedelta(days=7)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("personne")
    )
    key = models.UUIDField(_("clé"))
    digest = models.CharField(_("empreinte"), max_length=64)
    used_at = models.DateTimeField(_("utilisée le"), default=timezone.now)

    objects = UsedKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("clé d’idempotence")
        verbose_name_plural = _("clés d’idempotence")
        ordering = ["-used_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="usedkey_once_per_owner")]

    def __str__(self) -> str:
        return str(self.key)

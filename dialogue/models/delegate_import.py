import uuid
from datetime import timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

KEPT = timedelta(days=1)  # a file that waits for its confirmation


class DelegateImportQuerySet(models.QuerySet["DelegateImport"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own: a file of names is its owner's until it is imported."""
        return self.filter(owner=user) if isinstance(user, User) else self.none()

    def outdated(self) -> Self:
        return self.filter(created_at__lt=timezone.now() - KEPT)


class DelegateImport(models.Model):
    """A file of delegates that waits for its confirmation, a day at most; it goes once it is imported (ADR 0014).

    preview: dialogue.imports.carrying.Outcome as JSON, with the remarks on the reading.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="delegate_imports",
        verbose_name=_("envoyé par"),
    )
    name = models.CharField(_("nom du fichier"), max_length=200)
    upload = models.FileField(_("fichier"), max_length=200)
    sha256 = models.CharField(_("empreinte"), max_length=64)
    preview: Any = models.JSONField(_("aperçu"), default=dict)
    created_at = models.DateTimeField(_("envoyé le"), default=timezone.now, editable=False)

    objects = DelegateImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import de délégués en attente")
        verbose_name_plural = _("imports de délégués en attente")
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("dialogue:delegate-import-detail", args=[self.pk])

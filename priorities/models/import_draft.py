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
from iso26000.models import AssessmentCycle

KEPT = timedelta(days=1)  # a file that waits
REMEMBERED = timedelta(days=30)  # what was done, and may still be put back


class ImportDraftQuerySet(models.QuerySet["ImportDraft"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own: what a file holds is its owner's until it is imported."""
        return self.filter(owner=user) if isinstance(user, User) else self.none()

    def waiting(self) -> Self:
        return self.filter(used_at=None, created_at__gte=timezone.now() - KEPT)

    def used(self) -> Self:
        return self.exclude(used_at=None)

    def outdated(self) -> Self:
        now = timezone.now()
        return self.filter(
            models.Q(used_at=None, created_at__lt=now - KEPT) | models.Q(used_at__lt=now - REMEMBERED)
        )

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "pk")


class ImportDraft(models.Model):
    """A file sent in, its preview, and what became of it. The file waits a day at most, and goes once it is imported.

    preview: priorities.exchange.planning.Plan as JSON, with the remarks on the reading; counts only, once used.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="imports", verbose_name=_("envoyé par")
    )
    cycle = models.ForeignKey(
        AssessmentCycle, models.CASCADE, related_name="imports", verbose_name=_("exercice")
    )
    name = models.CharField(_("nom du fichier"), max_length=200)
    spec = models.CharField(
        _("données"), max_length=40, blank=True, help_text=_("Vide : les feuilles du classeur le disent.")
    )
    upload = models.FileField(_("fichier"), max_length=200, blank=True)
    sha256 = models.CharField(_("empreinte"), max_length=64)
    preview = models.JSONField(_("aperçu"), default=dict)
    created_at = models.DateTimeField(_("envoyé le"), default=timezone.now, editable=False)
    used_at = models.DateTimeField(_("importé le"), null=True)
    operation = models.UUIDField(_("acte"), null=True)
    undone_at = models.DateTimeField(_("annulé le"), null=True)

    objects = ImportDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("import en attente")
        verbose_name_plural = _("imports en attente")
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["owner", "-created_at"], name="importdraft_owner_recent")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_at=None, operation=None)
                | models.Q(used_at__isnull=False, operation__isnull=False),
                name="importdraft_used_with_its_operation",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("priorities:import-detail", args=[self.pk])

    @property
    def totals(self) -> dict[str, int]:
        """Rows created, updated and deleted, over all the files."""
        files: list[dict[str, Any]] = self.preview.get("files", [])
        return {name: sum(file[name] for file in files) for name in ("created", "updated", "deleted")}

    @property
    def may_be_undone(self) -> bool:
        return bool(
            self.used_at and not self.undone_at and self.preview.get("undoable") and any(self.totals.values())
        )

"""What a row held before and after somebody changed it: history, restoring, undo, and meeting of two writers (ADR 0012)."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Tracked(models.Model):
    """A row whose changes are kept. Write it through accounts.actions.history only: `save` would leave no trace.

    `version` counts its changes: whoever saves says which one they read.
    """

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def tracked_fields(cls) -> list["models.Field[Any, Any]"]:
        """Every column but the key and the version."""
        return [
            field for field in cls._meta.concrete_fields if not field.primary_key and field.name != "version"
        ]


class ChangeKind(models.TextChoices):
    CREATED = "created", _("création")
    UPDATED = "updated", _("modification")
    DELETED = "deleted", _("suppression")


class ChangeQuerySet(models.QuerySet["Change"]):
    def of(self, row: Tracked) -> "ChangeQuerySet":
        """The changes of one row, newest first."""
        return self.filter(target_type=row._meta.label_lower, target_id=str(row.pk)).order_by("-pk")


class Change(models.Model):
    """One row changed by one act. `operation` joins all that the act changed, so that it is undone as a whole.

    before, after: column → JSON value of the columns that changed; all of them for a creation or a deletion. Unlike
    the journal, it holds texts: it follows the retention of the row it tells about.
    """

    operation = models.UUIDField(_("acte"), default=uuid.uuid4, db_index=True, editable=False)
    at = models.DateTimeField(_("date"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_index=False,  # the index of the person's last changes begins with it
        related_name="changes",
        verbose_name=_("auteur"),
        help_text=_("Vide : une commande ou le système."),
    )
    kind = models.CharField(_("nature"), max_length=10, choices=ChangeKind)
    target_type = models.CharField(_("type d’objet"), max_length=60)
    target_id = models.CharField(_("objet"), max_length=60)
    version = models.PositiveIntegerField(_("version"), help_text=_("Celle de l’objet après ce changement."))
    before = models.JSONField(_("avant"), default=dict)
    after = models.JSONField(_("après"), default=dict)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("changement")
        verbose_name_plural = _("changements")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["target_type", "target_id", "-id"], name="change_target_recent"),
            # « What did this person do last? » and « what changed since? » read no more than they show.
            models.Index(fields=["by", "target_type", "-id"], name="change_person_recent"),
            models.Index(fields=["target_type", "-at"], name="change_kind_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.target_type} {self.target_id} – {self.version}"

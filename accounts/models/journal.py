from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JournalIsAppendOnly(Exception):
    """Somebody tried to rewrite the journal."""


class JournalQuerySet(models.QuerySet["JournalEntry"]):
    def update(self, **fields: Any) -> NoReturn:
        raise JournalIsAppendOnly

    def delete(self) -> NoReturn:
        raise JournalIsAppendOnly

    def with_actor(self) -> "JournalQuerySet":
        return self.select_related("actor")


class JournalEntry(models.Model):
    """Who did what, when, to what. Append only: the database refuses UPDATE and DELETE (migration 0002).

    `details` holds ids, codes and counts; never free text, names or e-mail addresses (reliability P32).
    """

    at = models.DateTimeField(_("date"), default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="journal_entries",
        verbose_name=_("auteur"),
        help_text=_("Vide : une commande ou le système."),
    )
    action = models.CharField(_("action"), max_length=60)
    target_type = models.CharField(_("type d’objet"), max_length=60, blank=True)
    target_id = models.CharField(_("objet"), max_length=60, blank=True)
    details = models.JSONField(_("détails"), default=dict)

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = _("entrée du journal")
        verbose_name_plural = _("journal")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["target_type", "target_id"], name="journal_target")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise JournalIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise JournalIsAppendOnly

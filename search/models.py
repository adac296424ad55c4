from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def waiting(self) -> Self:
        """Their row was written; their stems were not yet."""
        return self.filter(stemmed=False)


class SearchEntry(models.Model):
    """The stems of one row of a source (search/registry.py), which the full text index of the database reads.

    Triggers keep one entry per row: a row that is written empties its entry, one that goes takes it along, whoever writes
    and however. The worker then writes the stems. Never written by anything else (ADR 0023).
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(_("nature"), max_length=20)
    key = models.CharField(_("objet"), max_length=36)
    title = models.TextField(_("radicaux du titre"), blank=True)
    body = models.TextField(_("radicaux du texte"), blank=True)
    stemmed = models.BooleanField(_("à jour"), default=False)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entrée de la recherche")
        verbose_name_plural = _("entrées de la recherche")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="searchentry_once_per_row")]
        indexes = [models.Index(fields=["id"], condition=Q(stemmed=False), name="searchentry_waiting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from dialogue.models.feedback import Feedback
from iso26000.models import Domain
from stakeholders.models import Stakeholder


class FeedbackCoding(Tracked):
    """A domain that the sentence, or a passage of it, is about; the first one is the main one.

    start, end: signs of the composed (NFC) text, as Python counts them, the end left out; null for the whole text.
    """

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="codings", verbose_name=_("remontée"))
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="codings", verbose_name=_("domaine d’action")
    )
    position = models.PositiveSmallIntegerField(_("rang"), default=0)
    start = models.PositiveIntegerField(_("début du passage"), null=True, blank=True)
    end = models.PositiveIntegerField(_("fin du passage"), null=True, blank=True)
    stakeholder = models.ForeignKey(
        Stakeholder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="codings",
        verbose_name=_("partie prenante"),
    )
    coded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="codings",
        verbose_name=_("codé par"),
        help_text=_("Vide : un fichier ou une commande."),
    )
    coded_at = models.DateTimeField(_("codé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("codage")
        verbose_name_plural = _("codages")
        ordering = ["feedback", "position"]
        constraints = [
            models.UniqueConstraint(fields=["feedback", "domain"], name="coding_once_per_domain"),
            models.CheckConstraint(
                condition=Q(start=None, end=None)
                | Q(start__isnull=False, end__isnull=False) & Q(end__gt=F("start")),
                name="coding_passage_whole_or_in_order",
                violation_error_message=_("Le passage va d’un signe au suivant."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id} – {self.domain_id}"

    def clean(self) -> None:
        if self.end is not None and self.end > len(self.feedback.text):
            raise ValidationError(_("Le passage dépasse la fin du texte."))

    @property
    def passage(self) -> str:
        """The words coded; empty for the whole text."""
        return "" if self.start is None else self.feedback.text[self.start : self.end]

    @property
    def key(self) -> tuple[Any, ...]:
        """What tells two codings of one text apart."""
        return (self.domain_id, self.start, self.end, self.stakeholder_id)

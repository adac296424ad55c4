"""How far the answer has come: each step with who, when and in which words."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from dialogue.enums import FeedbackStatus, MaskReason, Outcome
from dialogue.models.feedback import Feedback
from dialogue.models.session import DialogueSession

LONGEST = 3000  # signs of an answer
MASK = "[masqué]"  # what stands in place of words hidden


class FeedbackStepQuerySet(models.QuerySet["FeedbackStep"]):
    def oldest_first(self) -> Self:
        return self.order_by("at", "pk")


class FeedbackStep(Tracked):
    """One step of the circuit. Rows are only added; undoing the act that added one takes it back."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="steps", verbose_name=_("remontée"))
    status = models.CharField(_("état"), max_length=20, choices=FeedbackStatus)
    outcome = models.CharField(_("réponse"), max_length=20, choices=Outcome, blank=True)
    at = models.DateTimeField(_("date"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("par"),
        help_text=_("Vide : un fichier ou une commande."),
    )
    text = models.TextField(_("texte"), max_length=LONGEST, blank=True)
    session = models.ForeignKey(
        DialogueSession,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="told_steps",
        verbose_name=_("dite en séance"),
    )

    objects = FeedbackStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("étape")
        verbose_name_plural = _("étapes")
        ordering = ["feedback", "at", "pk"]
        indexes = [models.Index(fields=["feedback", "at", "id"], name="step_of_feedback")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=FeedbackStatus.ANSWERED) & ~Q(outcome="")
                | ~Q(status=FeedbackStatus.ANSWERED) & Q(outcome=""),
                name="step_answer_has_its_outcome",
                violation_error_message=_(
                    "Une réponse dit si la demande est acceptée, en partie ou refusée."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.DECLINED) | ~Q(text=""),
                name="step_refusal_has_its_reason",
                violation_error_message=_("Un refus dit pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id} – {self.get_status_display()}"


class FeedbackMask(models.Model):
    """The trace of a passage hidden: who, when, why and how many signs; never what was there (ADR 0021)."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="masks", verbose_name=_("remontée"))
    at = models.DateTimeField(_("date"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("par")
    )
    reason = models.CharField(_("motif"), max_length=10, choices=MaskReason)
    signs = models.PositiveIntegerField(_("signes masqués"))

    class Meta:
        verbose_name = _("masquage")
        verbose_name_plural = _("masquages")
        ordering = ["feedback", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.feedback_id} – {self.get_reason_display()}"

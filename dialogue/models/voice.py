"""What the author says back: the coding is wrong, the answer is good or not, the effect is felt or not."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from dialogue.enums import Felt
from dialogue.models.feedback import Feedback
from rse_portal.common.models import within

LONGEST = 1000  # signs of a contest, of its answer, of what one adds to a mark
BEST = 4


class CodingContest(Tracked):
    """« You did not understand me »: once per state of the coding, in the words of the author, and answered."""

    feedback = models.ForeignKey(
        Feedback, models.CASCADE, related_name="contests", verbose_name=_("remontée")
    )
    coding_key = models.CharField(_("codage contesté"), max_length=64, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("contesté par")
    )
    at = models.DateTimeField(_("date"), default=timezone.now)
    text = models.TextField(_("pourquoi"), max_length=LONGEST)
    answer = models.TextField(_("réponse"), max_length=LONGEST, blank=True)
    answered_at = models.DateTimeField(_("répondue le"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("répondue par"),
    )

    class Meta:
        verbose_name = _("contestation")
        verbose_name_plural = _("contestations")
        ordering = ["feedback", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["feedback", "coding_key"],
                name="contest_once_per_coding",
                violation_error_message=_("Ce codage a déjà été contesté."),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="contest_answered_with_who_and_when",
                violation_error_message=_("Une réponse a un texte, une date et un auteur."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.feedback_id} – {self.at:%d/%m/%Y}"


class AnswerRating(models.Model):
    """How satisfied the author is with the answer, 0 to 4: asked once, never changed."""

    feedback = models.OneToOneField(
        Feedback, models.CASCADE, related_name="rating", verbose_name=_("remontée")
    )
    value = models.PositiveSmallIntegerField(_("satisfaction"))
    text = models.TextField(_("en quelques mots"), max_length=LONGEST, blank=True)
    at = models.DateTimeField(_("date"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("par"))

    class Meta:
        verbose_name = _("satisfaction de l’auteur")
        verbose_name_plural = _("satisfactions des auteurs")
        ordering = ["feedback"]
        constraints = [within("value", 0, BEST)]

    def __str__(self) -> str:
        return f"{self.feedback_id} – {self.value}/{BEST}"


class EffectCheck(models.Model):
    """« Contre-épreuve »: what was promised is done; is it felt where the sentence was heard? Answered once."""

    feedback = models.ForeignKey(
        Feedback, models.CASCADE, related_name="effect_checks", verbose_name=_("remontée")
    )
    question = models.CharField(_("question"), max_length=300)
    asked_at = models.DateTimeField(_("posée le"), default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("posée par")
    )
    answer = models.CharField(_("réponse"), max_length=10, choices=Felt, blank=True)
    text = models.TextField(_("en quelques mots"), max_length=LONGEST, blank=True)
    answered_at = models.DateTimeField(_("répondue le"), null=True, blank=True)

    class Meta:
        verbose_name = _("contre-épreuve")
        verbose_name_plural = _("contre-épreuves")
        ordering = ["feedback", "asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="effect_answered_with_its_date",
                violation_error_message=_("Une réponse a une date."),
            ),
            models.UniqueConstraint(
                fields=["feedback"],
                condition=Q(answer=""),
                name="effect_one_question_at_a_time",
                violation_error_message=_("Une question attend déjà sa réponse."),
            ),
        ]

    def __str__(self) -> str:
        return self.question

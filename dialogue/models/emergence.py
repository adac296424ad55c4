"""What rises in the remontées: the readings that the worker keeps, what people made of them, the themes they added."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from dialogue.enums import EmergenceOutcome
from iso26000.models import AssessmentCycle


class EmergenceReading(models.Model):
    """The themes of one window as they were last compiled. Compiling a window again replaces its reading.

    content: see dialogue.queries.emergence.Reading.
    """

    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="emergence_readings", verbose_name=_("exercice")
    )
    window_ends_on = models.DateField(_("fin de la période"))
    compiled_at = models.DateTimeField(_("calculée le"), default=timezone.now)
    content = models.JSONField(_("résultat"), default=dict)

    class Meta:
        verbose_name = _("lecture des attentes émergentes")
        verbose_name_plural = _("lectures des attentes émergentes")
        ordering = ["-window_ends_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "window_ends_on"], name="emergence_one_reading_per_window"
            )
        ]

    def __str__(self) -> str:
        return f"{self.cycle} – {self.window_ends_on:%d/%m/%Y}"


class EmergenceVerdict(Tracked):
    """What a person made of a theme in a window: followed, explained, or dismissed. It changes no score."""

    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="emergence_verdicts", verbose_name=_("exercice")
    )
    theme = models.CharField(
        _("thème"), max_length=120, help_text=_("L’article du domaine, ou les radicaux.")
    )
    window_ends_on = models.DateField(_("fin de la période"))
    outcome = models.CharField(_("suite"), max_length=10, choices=EmergenceOutcome)
    reason = models.TextField(_("motif"), max_length=1000, blank=True)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="emergence_verdicts",
        verbose_name=_("décidé par"),
    )
    given_at = models.DateTimeField(_("décidé le"), default=timezone.now)

    class Meta:
        verbose_name = _("suite donnée à une attente émergente")
        verbose_name_plural = _("suites données aux attentes émergentes")
        ordering = ["-window_ends_on", "theme"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "theme", "window_ends_on"],
                name="emergence_one_verdict_per_window",
                violation_error_message=_("Une suite est déjà donnée à cette attente."),
            ),
            models.CheckConstraint(
                condition=Q(outcome=EmergenceOutcome.FOLLOWED) | ~Q(reason=""),
                name="emergence_verdict_with_its_reason",
                violation_error_message=_("Donnez le motif."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.theme} – {self.window_ends_on:%d/%m/%Y}"


class WatchedTheme(Tracked):
    """Words that no domain covers and that a responsable chose to count like one: a controlled lexical theme."""

    stems = models.CharField(
        _("radicaux"),
        max_length=120,
        unique=True,
        help_text=_("Un ou deux, joints par un tiret."),
        error_messages={"unique": _("Ce thème est déjà suivi.")},
    )
    label = models.CharField(_("nom"), max_length=80)
    adopted_on = models.DateField(_("suivi depuis le"), default=timezone.localdate)

    class Meta:
        verbose_name = _("thème suivi")
        verbose_name_plural = _("thèmes suivis")
        ordering = ["label", "pk"]

    def __str__(self) -> str:
        return self.label

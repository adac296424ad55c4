"""What is done: actions, who does them with whom, what they wait for, how far they are, and what proves it."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from commitments.enums import ActionState
from commitments.models.commitment import ImprovementAxis, LivingQuerySet
from commitments.models.version import ReferentialVersion
from stakeholders.models import Stakeholder

LONGEST_COST = 1_000_000_000  # euros
LONGEST_EFFORT = 100_000  # person-days


class ActionQuerySet(LivingQuerySet):
    def left(self) -> Self:
        return self.filter(state__in=ActionState.left())

    def late(self, today: date) -> Self:
        return self.left().filter(due_on__lt=today)

    def joint(self) -> Self:
        """Done with at least one stakeholder."""
        return self.filter(models.Exists(ActionPartner.objects.filter(action=models.OuterRef("pk"))))

    def in_order(self) -> Self:
        """What is left first, by due date; what is over after it."""
        over = models.Case(models.When(state__in=ActionState.left(), then=0), default=1)
        return self.order_by(over, F("due_on").asc(nulls_last=True), "code")


class Action(Tracked):
    """One thing that somebody will have done by a day. cost_eur, effort_days: foreseen, unknown when empty."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    axis = models.ForeignKey(
        ImprovementAxis, models.PROTECT, related_name="actions", verbose_name=_("axe d’amélioration")
    )
    title = models.CharField(_("action"), max_length=200)
    description = models.TextField(_("en quoi elle consiste"), max_length=2000, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="actions_owned",
        verbose_name=_("responsable de l’action"),
    )
    starts_on = models.DateField(_("commence le"), null=True, blank=True)
    due_on = models.DateField(_("échéance"), null=True, blank=True)
    cost_eur = models.PositiveIntegerField(
        _("coût prévu, en euros"), null=True, blank=True, validators=[MaxValueValidator(LONGEST_COST)]
    )
    effort_days = models.DecimalField(
        _("effort prévu, en jours"),
        max_digits=7,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(LONGEST_EFFORT)],
    )
    state = models.CharField(_("état"), max_length=10, choices=ActionState, default=ActionState.TODO)
    progress = models.PositiveSmallIntegerField(
        _("avancement (%)"), default=0, validators=[MaxValueValidator(100)]
    )
    published_in = models.ForeignKey(
        ReferentialVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("publiée pour la première fois dans"),
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["code"]
        indexes = [models.Index(fields=["state", "due_on"], name="action_state_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(due_on=None) | Q(due_on__gte=F("starts_on")),
                name="action_due_after_its_start",
                violation_error_message=_("L’échéance précède le début."),
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100) & (~Q(state="done") | Q(progress=100)),
                name="action_done_at_100",
                violation_error_message=_("Une action terminée est à 100 %."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("commitments:action-detail", args=[self.code])

    @property
    def is_left(self) -> bool:
        return self.state in ActionState.left()

    def days_late(self, today: date) -> int:
        return (today - self.due_on).days if self.is_left and self.due_on and self.due_on < today else 0


class ActionStep(Tracked):
    """The history of the progress: what somebody said of an action on a day. Its newest step is where the action is."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="steps", verbose_name=_("action"))
    at = models.DateTimeField(_("dit le"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dit par"),
    )
    state = models.CharField(_("état"), max_length=10, choices=ActionState)
    progress = models.PositiveSmallIntegerField(_("avancement (%)"), validators=[MaxValueValidator(100)])
    note = models.TextField(_("ce qui a avancé"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("avancement d’une action")
        verbose_name_plural = _("avancements des actions")
        ordering = ["action", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="actionstep_progress_in_percent"),
            models.CheckConstraint(
                condition=~Q(state__in=["blocked", "dropped"]) | ~Q(note=""),
                name="actionstep_stop_has_a_reason",
                violation_error_message=_("Dites pourquoi l’action s’arrête."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} – {self.progress} %"


class ActionPartner(Tracked):
    """A stakeholder with whom the action is done."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="partners", verbose_name=_("action"))
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="joint_actions", verbose_name=_("partie prenante")
    )
    part = models.CharField(_("ce qu’elle y fait"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("partenaire d’une action")
        verbose_name_plural = _("partenaires des actions")
        ordering = ["action", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "stakeholder"],
                name="actionpartner_unique",
                violation_error_message=_("Cette partie prenante est déjà partenaire de l’action."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} – {self.stakeholder_id}"


class ActionDependency(Tracked):
    """`action` waits for `needs`. No chain of them comes back to its start (actions.dependency refuses it)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="needs", verbose_name=_("action"))
    needs = models.ForeignKey(
        Action, models.CASCADE, related_name="needed_by", verbose_name=_("action attendue")
    )

    class Meta:
        verbose_name = _("dépendance entre actions")
        verbose_name_plural = _("dépendances entre actions")
        ordering = ["action", "needs"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "needs"],
                name="actiondependency_unique",
                violation_error_message=_("Cette dépendance est déjà notée."),
            ),
            models.CheckConstraint(
                condition=~Q(action=F("needs")),
                name="actiondependency_of_another",
                violation_error_message=_("Une action n’attend pas après elle-même."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} ← {self.needs_id}"


class ActionDocument(Tracked):
    """A document that proves what was done. Its bytes stay as long as the history can bring the row back (ADR 0027)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="documents", verbose_name=_("action"))
    label = models.CharField(_("intitulé"), max_length=200)
    file = models.FileField(_("fichier"), max_length=200)
    name = models.CharField(_("nom du fichier"), max_length=200)
    size = models.PositiveIntegerField(_("taille"))
    sha256 = models.CharField(_("empreinte"), max_length=64)
    added_at = models.DateTimeField(_("versé le"), default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("versé par"),
    )

    class Meta:
        verbose_name = _("preuve d’une action")
        verbose_name_plural = _("preuves des actions")
        ordering = ["action", "-added_at", "-pk"]

    def __str__(self) -> str:
        return self.label


class ActionReminder(models.Model):
    """One message to one person about one due date: written before it leaves, so that it leaves at most once (ADR 0016).

    Another owner or another date makes other rows: what was planned for the former ones is never sent.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="reminders", verbose_name=_("action"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("personne")
    )
    due_on = models.DateField(_("échéance"))
    days = models.PositiveSmallIntegerField(_("jours avant"))
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    failure = models.CharField(_("cause de l’échec"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("rappel d’échéance")
        verbose_name_plural = _("rappels d’échéance")
        ordering = ["action", "due_on", "-days"]
        constraints = [
            models.UniqueConstraint(fields=["action", "user", "due_on", "days"], name="actionreminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id} – {self.days} j"

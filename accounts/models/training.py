"""The training that the mutual offers to whoever holds a mandate (Code de la mutualité, article L114-37-1)."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.change import Tracked
from accounts.roles import Role

if TYPE_CHECKING:
    from accounts.models.user import User


class Topic(models.TextChoices):
    FUNCTIONS = "functions", _("Exercer son mandat")
    MUTUALISM = "mutualism", _("Responsabilités mutualistes")
    LISTENING = "listening", _("Recueillir la parole en assemblée")
    RSE = "rse", _("RSE et ISO 26000")


# What a first mandate opens. The law says what is offered during the mandate; the year is the rule of the house.
PROGRAMME = {
    Role.DELEGATE: (Topic.FUNCTIONS, Topic.MUTUALISM, Topic.LISTENING),
    Role.ADMINISTRATOR: (Topic.FUNCTIONS, Topic.MUTUALISM, Topic.RSE),
}
DUE_AFTER_DAYS = 365


class TrainingState(models.TextChoices):
    """In the order of what calls for an act."""

    LATE = "late", _("en retard")
    TO_OFFER = "to_offer", _("à proposer")
    OFFERED = "offered", _("proposée")
    ATTENDED = "attended", _("suivie")


class TrainingQuerySet(models.QuerySet["Training"]):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """One's own, and everybody's for whoever follows them up."""
        from accounts.rights import scope_of  # the rights read the models

        if scope_of(user, "accounts.view_trainings").national:
            return self
        return self.filter(user=user) if user.is_authenticated else self.none()

    def left(self) -> Self:
        """Those that nobody attended yet."""
        return self.filter(attended_on=None)

    def in_state(self, state: TrainingState, today: date) -> Self:
        late = Q(due_on__lt=today)
        return {
            TrainingState.ATTENDED: self.exclude(attended_on=None),
            TrainingState.LATE: self.left().filter(late),
            TrainingState.OFFERED: self.left().exclude(late).exclude(offered_on=None),
            TrainingState.TO_OFFER: self.left().exclude(late).filter(offered_on=None),
        }[state]

    def due_first(self) -> Self:
        """What is left by its day, then what was attended, newest first."""
        return self.order_by(F("attended_on").desc(nulls_first=True), "due_on", "user__last_name", "pk")


class Training(Tracked):
    """One topic for one person: when it is due, offered, attended. A re-elected person owes it once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="trainings", verbose_name=_("personne")
    )
    topic = models.CharField(_("formation"), max_length=20, choices=Topic)
    due_on = models.DateField(_("échéance"))
    offered_on = models.DateField(_("proposée le"), null=True, blank=True)
    attended_on = models.DateField(_("suivie le"), null=True, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("formation")
        verbose_name_plural = _("formations")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "topic"],
                name="training_once",
                violation_error_message=_("Cette formation est déjà suivie pour cette personne."),
            )
        ]
        indexes = [models.Index(fields=["attended_on", "due_on"], name="training_due")]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_topic_display()}"

    @property
    def state(self) -> TrainingState:
        if self.attended_on:
            return TrainingState.ATTENDED
        if self.due_on < timezone.localdate():
            return TrainingState.LATE
        return TrainingState.OFFERED if self.offered_on else TrainingState.TO_OFFER

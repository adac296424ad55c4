from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role
from iso26000.enums import CycleState
from iso26000.models.standard import Domain, Standard


class AssessmentCycleQuerySet(models.QuerySet["AssessmentCycle"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Every signed-in person knows the cycles; what they see of each is scoped elsewhere."""
        return self if isinstance(user, User) else self.none()

    def newest_first(self) -> Self:
        return self.order_by("-opened_on", "-pk")


class AssessmentCycle(models.Model):
    """One exercise: everything said, scored and voted on a version of the standard between two dates."""

    slug = models.SlugField(_("identifiant"), max_length=40, unique=True)
    label = models.CharField(_("intitulé"), max_length=120)
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="cycles", verbose_name=_("norme"))
    state = models.CharField(_("état"), max_length=10, choices=CycleState, default=CycleState.OPEN)
    opened_on = models.DateField(_("ouvert le"))
    closed_on = models.DateField(_("clos le"), null=True, blank=True)
    double_materiality = models.BooleanField(
        _("double matérialité"),
        default=False,
        help_text=_("demander aussi ce que chaque domaine peut coûter ou rapporter"),
    )

    upgraded_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="upgrades",
        verbose_name=_("repris de"),
        help_text=_("L’exercice dont les cotations sont passées à cette version de la norme."),
    )

    objects = AssessmentCycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("exercice")
        verbose_name_plural = _("exercices")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["upgraded_from", "standard"], name="cycle_upgraded_once"),
            models.CheckConstraint(
                condition=Q(state="open", closed_on=None) | Q(state="closed", closed_on__isnull=False),
                name="cycle_closed_with_its_date",
                violation_error_message=_("Un exercice clos a une date de clôture."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_open(self) -> bool:
        return self.state == CycleState.OPEN

    @property
    def domains(self) -> "models.QuerySet[Domain]":
        """Those of the version of the standard that it follows, in order, with their core subject."""
        return Domain.objects.filter(standard=self.standard_id).select_related("core_subject")


class Assessor(models.Model):
    """Who scores: an opaque code, which an account may hold. Imported codes create no account."""

    code = models.CharField(_("code"), max_length=60, unique=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assessor",
        verbose_name=_("compte"),
    )

    class Meta:
        verbose_name = _("évaluateur·rice")
        verbose_name_plural = _("évaluateurs et évaluatrices")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


def seat_held_by(user: User) -> Assessor | None:
    """The seat of this person on the panel; None for whoever holds none. Read at sign-in: no query of its own."""
    return getattr(user, "assessor", None)


def is_blind(user: User) -> bool:
    """Whether this person's judgement must be kept from the others' until it is given: assessors, rapporteurs (ADR 0013)."""
    return seat_held_by(user) is not None or user.access.has(Role.RAPPORTEUR)

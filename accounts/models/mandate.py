"""Mandate and access right are two objects: the first says what a person was elected to, the second what they may open."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.territory import Territory
from accounts.roles import ELECTED, Role


class Body(models.TextChoices):
    ASSEMBLY = "assembly", _("assemblée de territoire")
    BOARD = "board", _("conseil d’administration")
    COMMISSION = "commission", _("commission")


class Designation(models.TextChoices):
    ELECTION = "election", _("élection")
    APPOINTMENT = "appointment", _("nomination")
    COOPTATION = "cooptation", _("cooptation")


class DatedQuerySet(models.QuerySet):
    def running(self, on: date) -> Self:
        """Those in force that day, first and last day included."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


class Dated(models.Model):
    """Something in force from one day to another, both included; without end it goes on."""

    starts_on = models.DateField(_("début"))
    ends_on = models.DateField(_("fin"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="%(class)s_ends_after_start",
                violation_error_message=_("La fin ne peut pas précéder le début."),
            )
        ]


class Mandate(Dated):
    """What a person was elected or appointed to. It gives a scope within its dates only."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates", verbose_name=_("personne")
    )
    role = models.CharField(
        _("qualité"), max_length=20, choices=[(r.value, r.label) for r in sorted(ELECTED)]
    )
    body = models.CharField(_("instance"), max_length=20, choices=Body)
    territory = models.ForeignKey(
        Territory, models.PROTECT, related_name="mandates", verbose_name=_("territoire")
    )
    designation = models.CharField(
        _("mode de désignation"), max_length=20, choices=Designation, default=Designation.ELECTION
    )
    end_reason = models.CharField(_("motif de fin"), max_length=200, blank=True)

    class Meta(Dated.Meta):
        verbose_name = _("mandat")
        verbose_name_plural = _("mandats")

    def __str__(self) -> str:
        return f"{self.user} – {self.get_body_display()}, {self.territory}"


class RoleAssignment(Dated):
    """What a person may open. For elected roles the territory comes from the running mandates instead."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="role_assignments", verbose_name=_("personne")
    )
    role = models.CharField(_("rôle"), max_length=20, choices=Role)
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="role_assignments",
        verbose_name=_("territoire"),
        help_text=_("Vide : toute la mutuelle."),
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="granted_role_assignments",
        verbose_name=_("accordé par"),
    )

    class Meta(Dated.Meta):
        verbose_name = _("droit d’accès")
        verbose_name_plural = _("droits d’accès")
        constraints = [
            *Dated.Meta.constraints,
            # Two constraints: in SQL, two missing territories are not equal.
            models.UniqueConstraint(
                fields=["user", "role", "territory", "starts_on"],
                name="roleassignment_unique",
                violation_error_message=_("Ce droit existe déjà."),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "starts_on"],
                condition=Q(territory=None),
                name="roleassignment_national_unique",
                violation_error_message=_("Ce droit existe déjà."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"

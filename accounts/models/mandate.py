"""Mandate and access right are two objects: the first says what a person was elected to, the second what they may open."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.change import Tracked
from accounts.models.territory import Territory
from accounts.roles import ELECTED, Role

if TYPE_CHECKING:
    from accounts.models.user import User


class Body(models.TextChoices):
    ASSEMBLY = "assembly", _("assemblée de territoire")
    BOARD = "board", _("conseil d’administration")


class Designation(models.TextChoices):
    ELECTION = "election", _("élection")
    APPOINTMENT = "appointment", _("nomination")
    COOPTATION = "cooptation", _("cooptation")


class EndReason(models.TextChoices):
    TERM = "term", _("arrivée à son terme")
    RESIGNATION = "resignation", _("démission")
    MOVE = "move", _("changement de territoire")
    MEMBERSHIP = "membership", _("fin de l’adhésion")
    REVOCATION = "revocation", _("révocation")
    DEATH = "death", _("décès")


class MemberCategory(models.TextChoices):
    """Which members a person comes from, as they said it themselves. Empty: not known, never guessed."""

    EMPLOYEE = "employee", _("actif·ve salarié·e")
    INDEPENDENT = "independent", _("indépendant·e")
    RETIRED = "retired", _("retraité·e")
    STUDENT = "student", _("étudiant·e ou jeune")
    CARER = "carer", _("aidant·e")
    PUBLIC = "public", _("agent·e public·que")


OVERLAP = _("Cette personne a déjà, à ces dates, un mandat de même qualité dans ce territoire.")


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


class MandateQuerySet(DatedQuerySet):
    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Those of the territories in scope with all that they cover."""
        from accounts.rights import scope_of  # the rights read the models

        scope = scope_of(user, "accounts.view_mandates")
        if scope.national:
            return self
        return self.filter(territory__in=Territory.objects.within(scope.territories).values("pk"))

    def started(self, on: date) -> Self:
        """Those in force that day and those that ended before."""
        return self.filter(starts_on__lte=on)

    def ended(self, on: date) -> Self:
        """Those whose last day is past."""
        return self.filter(ends_on__lt=on)

    def coming(self, on: date) -> Self:
        return self.filter(starts_on__gt=on)

    def of_delegates(self) -> Self:
        return self.filter(role=Role.DELEGATE)

    def within(self, territory: Territory) -> Self:
        """Those of this territory and of all that it covers."""
        return self.filter(territory__in=Territory.objects.within(frozenset({territory.pk})).values("pk"))

    def followed_by(self, user: "User", on: date) -> Self:
        """Those of delegates that were over before one that this person holds there began. 1 query, plus its own."""
        followed = Q(pk=None)
        for territory, starts_on in (
            user.mandates.of_delegates().running(on).values_list("territory", "starts_on")
        ):
            followed |= Q(territory=territory, ends_on__lt=starts_on)
        return self.of_delegates().filter(followed)

    def following(self, mandate: "Mandate", on: date) -> Self:
        """Those in force in the same territory that began once this one was over."""
        if mandate.ends_on is None:
            return self.none()
        rows = self.of_delegates().running(on)
        return rows.filter(territory=mandate.territory_id, starts_on__gt=mandate.ends_on)

    def named(self) -> Self:
        """With what a row of a list shows, by name."""
        return self.select_related("user", "territory").order_by(
            "user__last_name__folded", "user__first_name__folded", "pk"
        )


class Mandate(Dated, Tracked):
    """What a person was elected or appointed to. It gives a scope within its dates only.

    A person may hold several; two of the same role in the same territory never run at once.
    """

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
    end_reason = models.CharField(_("motif de fin"), max_length=20, choices=EndReason, blank=True)
    category = models.CharField(
        _("catégorie de membre"),
        max_length=20,
        choices=MemberCategory,
        blank=True,
        help_text=_("Ce que la personne en dit. Vide : non renseigné."),
    )

    objects = MandateQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Dated.Meta):
        verbose_name = _("mandat")
        verbose_name_plural = _("mandats")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "role", "territory", "starts_on"],
                name="mandate_unique",
                violation_error_message=_("Ce mandat existe déjà."),
            ),
            models.CheckConstraint(
                condition=Q(end_reason="") | Q(ends_on__isnull=False),
                name="mandate_reason_with_its_end",
                violation_error_message=_("Un motif de fin va avec une date de fin."),
            ),
        ]
        indexes = [models.Index(fields=["territory", "starts_on"], name="mandate_territory_start")]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}, {self.territory}"

    def get_absolute_url(self) -> str:
        return reverse("dialogue:person-detail", args=[self.user_id])

    def clean(self) -> None:
        if not self.user_id or not self.territory_id or self.starts_on is None:
            return
        others = Mandate.objects.filter(user=self.user_id, role=self.role, territory=self.territory_id)
        others = others.exclude(pk=self.pk).filter(Q(ends_on=None) | Q(ends_on__gte=self.starts_on))
        if self.ends_on is not None:
            others = others.filter(starts_on__lte=self.ends_on)
        if others.exists():
            raise ValidationError({"starts_on": OVERLAP})

    def runs(self, on: date) -> bool:
        return self.starts_on <= on and (self.ends_on is None or self.ends_on >= on)


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

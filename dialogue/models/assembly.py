"""Assemblies and commissions as permanent bodies, and who sits in a commission."""

from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Mandate, Territory, Tracked, User
from accounts.models.mandate import Dated, DatedQuerySet, Designation, EndReason
from accounts.rights import scope_of
from dialogue.enums import AssemblyKind, SeatFunction


def in_reach(user: User, territories: frozenset[int], prefix: str = "") -> Q:
    """Bodies of these territories and of all that they cover, of the region above (a delegate mandated in a department
    belongs to the assembly of its region), and those where the person sits."""
    reach = Territory.objects.within(territories).values("pk")
    above = Territory.objects.filter(pk__in=territories).values("parent")
    seats = Membership.objects.sitting(timezone.localdate()).filter(mandate__user=user).values("assembly")
    return (
        Q(**{f"{prefix}territory__in": reach})
        | Q(**{f"{prefix}territory__in": above, f"{prefix}kind": AssemblyKind.TERRITORY})
        | Q(**{f"{prefix}pk__in": seats})
    )


class AssemblyQuerySet(models.QuerySet["Assembly"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        scope = scope_of(user, "dialogue.view_assembly")
        if scope.national:
            return self
        return self.filter(in_reach(user, scope.territories)) if scope else self.none()  # type: ignore[arg-type]

    def open(self, on: date) -> Self:
        return self.filter(Q(opened_on=None) | Q(opened_on__lte=on), Q(closed_on=None) | Q(closed_on__gte=on))


class Assembly(Tracked):
    """A permanent body. The delegates mandated in its territory sit in a territory assembly; a commission has members
    who sit by a mandate that they hold (Membership)."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("nom"), max_length=160)
    kind = models.CharField(_("nature"), max_length=12, choices=AssemblyKind, default=AssemblyKind.TERRITORY)
    territory = models.ForeignKey(
        Territory, models.PROTECT, related_name="assemblies", verbose_name=_("territoire")
    )
    purpose = models.TextField(_("rôle de l’instance"), max_length=500, blank=True)
    seats = models.PositiveSmallIntegerField(
        _("sièges"), null=True, blank=True, help_text=_("Vide : nombre non fixé.")
    )
    opened_on = models.DateField(_("créée le"), null=True, blank=True)
    closed_on = models.DateField(_("supprimée le"), null=True, blank=True)

    objects = AssemblyQuerySet.as_manager()

    class Meta:
        verbose_name = _("assemblée ou commission")
        verbose_name_plural = _("assemblées et commissions")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gte=F("opened_on")),
                name="assembly_closes_after_opening",
                violation_error_message=_("La suppression ne peut pas précéder la création."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("dialogue:assembly-detail", args=[self.code])

    def clean(self) -> None:
        """One assembly at a time for a territory; commissions are as many as one likes. 1 query."""
        if self.is_commission or not self.territory_id or self.closed_on is not None:
            return
        others = Assembly.objects.filter(territory=self.territory_id, kind=AssemblyKind.TERRITORY)
        if others.filter(closed_on=None).exclude(pk=self.pk).exists():
            raise ValidationError({"territory": _("Ce territoire a déjà une assemblée.")})

    @property
    def is_commission(self) -> bool:
        return self.kind == AssemblyKind.COMMISSION

    def is_open(self, on: date) -> bool:
        return (self.opened_on is None or self.opened_on <= on) and (
            self.closed_on is None or self.closed_on >= on
        )


class MembershipQuerySet(DatedQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(assembly__in=Assembly.objects.visible_to(user).order_by().values("pk"))

    def sitting(self, on: date) -> Self:
        """In force that day, as the mandate is by which the person sits."""
        return self.running(on).filter(
            Q(mandate__ends_on=None) | Q(mandate__ends_on__gte=on), mandate__starts_on__lte=on
        )


class Membership(Dated, Tracked):
    """A seat in a commission, held by virtue of a mandate: it gives no territory, and never outlives the mandate."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="memberships", verbose_name=_("mandat"))
    assembly = models.ForeignKey(
        Assembly, models.PROTECT, related_name="memberships", verbose_name=_("commission")
    )
    function = models.CharField(
        _("fonction"), max_length=12, choices=SeatFunction, default=SeatFunction.MEMBER
    )
    designation = models.CharField(
        _("mode de désignation"), max_length=20, choices=Designation, default=Designation.APPOINTMENT
    )
    end_reason = models.CharField(_("motif de fin"), max_length=20, choices=EndReason, blank=True)

    objects = MembershipQuerySet.as_manager()  # type: ignore[misc]

    class Meta(Dated.Meta):
        verbose_name = _("siège")
        verbose_name_plural = _("sièges")
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["mandate", "assembly", "starts_on"],
                name="membership_unique",
                violation_error_message=_("Ce siège existe déjà."),
            ),
            models.CheckConstraint(
                condition=Q(end_reason="") | Q(ends_on__isnull=False),
                name="membership_reason_with_its_end",
                violation_error_message=_("Un motif de fin va avec une date de fin."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mandate.user} – {self.assembly}"

    def clean(self) -> None:
        if not self.assembly_id or not self.mandate_id or self.starts_on is None:
            return
        if not self.assembly.is_commission:
            raise ValidationError(
                {"assembly": _("On siège dans une assemblée de territoire par son mandat, sans autre siège.")}
            )
        if not self.mandate.runs(self.starts_on):
            raise ValidationError({"starts_on": _("Le mandat n’est pas en cours à cette date.")})
        others = Membership.objects.filter(mandate__user=self.mandate.user_id, assembly=self.assembly_id)
        others = others.exclude(pk=self.pk).filter(Q(ends_on=None) | Q(ends_on__gte=self.starts_on))
        if self.ends_on is not None:
            others = others.filter(starts_on__lte=self.ends_on)
        if others.exists():
            raise ValidationError({"starts_on": _("Cette personne siège déjà ici à ces dates.")})

import uuid
from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Territory, Tracked, User
from accounts.rights import scope_of
from dialogue.enums import SessionState


class Assembly(Tracked):
    """A territory assembly: a permanent body where elected delegates meet."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("nom"), max_length=160)
    territory = models.ForeignKey(
        Territory, models.PROTECT, related_name="assemblies", verbose_name=_("territoire")
    )

    class Meta:
        verbose_name = _("assemblée de territoire")
        verbose_name_plural = _("assemblées de territoire")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label


class DialogueSessionQuerySet(models.QuerySet["DialogueSession"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        scope = scope_of(user, "dialogue.view_session")
        if scope.national:
            return self
        reach = Territory.objects.within(scope.territories).values("pk")
        # A delegate mandated in a department belongs to the assembly of its region.
        above = Territory.objects.filter(pk__in=scope.territories).values("parent")
        return self.filter(Q(assembly__territory__in=reach) | Q(assembly__territory__in=above))

    def coming(self, today: date) -> Self:
        return self.filter(held_on__gte=today).order_by("held_on", "pk")

    def past(self, today: date) -> Self:
        return self.filter(held_on__lt=today).order_by("-held_on", "pk")


class DialogueSession(Tracked):
    """One meeting of an assembly."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("référence"), max_length=60, unique=True)
    assembly = models.ForeignKey(
        Assembly, models.PROTECT, related_name="sessions", verbose_name=_("assemblée")
    )
    held_on = models.DateField(_("date"))
    place = models.CharField(_("lieu"), max_length=160, blank=True)
    subject = models.CharField(_("objet"), max_length=200, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=SessionState, default=SessionState.PLANNED)

    objects = DialogueSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")
        ordering = ["-held_on", "pk"]

    def __str__(self) -> str:
        return f"{self.assembly} – {self.held_on:%d/%m/%Y}"

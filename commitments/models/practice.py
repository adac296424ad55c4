"""What works and is worth passing on: good practices, and the stakeholders with whom they were shared."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked, User
from accounts.rights import scope_of
from commitments.models.commitment import Commitment
from iso26000.models import Domain
from stakeholders.models import Stakeholder


class GoodPracticeQuerySet(models.QuerySet["GoodPractice"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Once it is shared, everybody signed in reads it."""
        if scope_of(user, "commitments.view_draft"):
            return self
        if not isinstance(user, User) or not scope_of(user, "commitments.view_referential"):
            return self.none()
        return self.shared()

    def shared(self) -> Self:
        return self.filter(models.Exists(PracticeShare.objects.filter(practice=models.OuterRef("pk"))))


class GoodPractice(Tracked):
    """Something that the house, or one of its stakeholders, does well. domain: what it is about, if one alone."""

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="good_practices", verbose_name=_("engagement")
    )
    domain = models.ForeignKey(
        Domain,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="good_practices",
        verbose_name=_("domaine d’action"),
    )
    title = models.CharField(_("bonne pratique"), max_length=200)
    text = models.TextField(_("ce que l’on fait, et ce que cela change"), max_length=2000)
    origin = models.CharField(_("d’où elle vient"), max_length=200, blank=True)

    objects = GoodPracticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("bonne pratique")
        verbose_name_plural = _("bonnes pratiques")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("commitments:practice-edit", args=[self.pk])


class PracticeShare(Tracked):
    """A good practice told to a stakeholder on a day."""

    practice = models.ForeignKey(
        GoodPractice, models.CASCADE, related_name="shares", verbose_name=_("bonne pratique")
    )
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="practice_shares", verbose_name=_("partie prenante")
    )
    shared_on = models.DateField(_("partagée le"))
    how = models.CharField(_("comment"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("partage d’une bonne pratique")
        verbose_name_plural = _("partages des bonnes pratiques")
        ordering = ["practice", "shared_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "stakeholder"],
                name="practiceshare_unique",
                violation_error_message=_("Cette pratique est déjà partagée avec cette partie prenante."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.practice_id} – {self.stakeholder_id}"

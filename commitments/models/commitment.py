"""What the house promises: one commitment per core subject, and the axes by which it will hold it."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked, User
from accounts.rights import scope_of
from iso26000.models import AssessmentCycle, CoreSubject, Domain

LONGEST_STATEMENT = 1000


class Commitment(Tracked):
    """Lives from one version to the next; what a version said of it stands in its content.

    is_illustrative: a neutral placeholder, not yet the words of the house; every page says so.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    core_subject = models.OneToOneField(
        CoreSubject, models.PROTECT, related_name="commitment", verbose_name=_("question centrale")
    )
    label = models.CharField(_("intitulé"), max_length=200)
    statement = models.TextField(_("engagement"), max_length=LONGEST_STATEMENT)
    is_illustrative = models.BooleanField(_("texte illustratif"), default=False)

    class Meta:
        verbose_name = _("engagement")
        verbose_name_plural = _("engagements")
        ordering = ["core_subject__order"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("commitments:commitment-detail", args=[self.code])


class ImprovementAxis(Tracked):
    """An adopted priority turned into what one will do better. rank: of the domain in that list, then (None: outside it,
    `reason` says why)."""

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="axes", verbose_name=_("engagement")
    )
    domain = models.OneToOneField(
        Domain, models.PROTECT, related_name="axis", verbose_name=_("domaine d’action")
    )
    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="axes", verbose_name=_("exercice de la priorité")
    )
    rank = models.PositiveSmallIntegerField(_("rang de la priorité"), null=True, blank=True)
    title = models.CharField(_("axe d’amélioration"), max_length=200)
    aim = models.TextField(_("ce que nous voulons améliorer"), max_length=LONGEST_STATEMENT, blank=True)
    reason = models.CharField(_("motif"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("axe d’amélioration")
        verbose_name_plural = _("axes d’amélioration")
        ordering = ["commitment__core_subject__order", "domain__order"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rank__isnull=False) | ~models.Q(reason=""),
                name="axis_outside_the_list_has_a_reason",
                violation_error_message=_(
                    "Ce domaine n’est pas dans la liste des priorités : dites pourquoi."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("commitments:axis-detail", args=[self.domain.code])


class LivingQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Rows that a version showed first: the team and the administrators see them before, everybody from then on."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        if scope_of(user, "commitments.view_draft"):
            return self
        if not isinstance(user, User) or not scope_of(user, "commitments.view_referential"):
            return self.none()
        return self.filter(models.Q(published_in__isnull=False) | models.Q(owner=user))

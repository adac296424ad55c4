"""How we practise a domain: the level given by each assessor, and the evidence that holds it."""

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from iso26000.enums import EvidenceKind, PracticeAnswer
from iso26000.models.cycle import AssessmentCycle, Assessor
from iso26000.models.standard import Domain
from rse_portal.common.models import scale_field, within

SOON = timedelta(days=30)  # evidence that expires within it is told


class PracticeAssessment(Tracked):
    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="practices", verbose_name=_("exercice")
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="practices", verbose_name=_("domaine d’action")
    )
    assessor = models.ForeignKey(
        Assessor, models.PROTECT, related_name="practices", verbose_name=_("évaluateur·rice")
    )
    answer = models.CharField(
        _("réponse"), max_length=10, choices=PracticeAnswer, default=PracticeAnswer.LEVEL
    )
    level = scale_field(_("niveau"), 0, 4)
    reason = models.TextField(_("motif"), blank=True)

    class Meta:
        verbose_name = _("cotation de la pratique")
        verbose_name_plural = _("cotations de la pratique")
        ordering = ["cycle", "domain", "assessor"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "domain", "assessor"], name="practice_once_per_assessor"
            ),
            within("level", 0, 4),
            models.CheckConstraint(
                condition=Q(answer="level", level__isnull=False) | ~Q(answer="level") & Q(level=None),
                name="practice_level_with_its_answer",
                violation_error_message=_(
                    "Un niveau est attendu, ou « ne sait pas », ou « non applicable »."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(answer="na") | ~Q(reason=""),
                name="practice_not_applicable_has_reason",
                violation_error_message=_("« Non applicable » demande un motif."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain_id} – {self.assessor_id}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def counting_in(self, cycle: AssessmentCycle) -> Self:
        """The pieces of the cycle that hold a level: an expired one is shown and holds nothing (ADR 0027)."""
        return self.filter(cycle=cycle).filter(still_valid(cycle))

    def expired_in(self, cycle: AssessmentCycle) -> Self:
        return self.filter(cycle=cycle, expires_on__lt=day_of(cycle))

    def expiring_in(self, cycle: AssessmentCycle) -> Self:
        """Valid still, and no more in SOON."""
        day = day_of(cycle)
        return self.filter(cycle=cycle, expires_on__range=(day, day + SOON))

    def without_file(self) -> Self:
        """Documents that nobody can open from here."""
        return self.filter(kind=EvidenceKind.DOCUMENT, files=None)

    def without_value(self) -> Self:
        return self.filter(kind=EvidenceKind.INDICATOR, value="")


def day_of(cycle: AssessmentCycle) -> date:
    """The day on which evidence is judged: today, or the day a closed cycle was closed, so that it changes no more."""
    return cycle.closed_on or timezone.localdate()


def still_valid(cycle: AssessmentCycle) -> Q:
    return Q(expires_on=None) | Q(expires_on__gte=day_of(cycle))


class Evidence(Tracked):
    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="evidence", verbose_name=_("exercice")
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="evidence", verbose_name=_("domaine d’action")
    )
    kind = models.CharField(_("nature"), max_length=20, choices=EvidenceKind)
    label = models.CharField(_("intitulé"), max_length=300)
    value = models.CharField(_("valeur"), max_length=200, blank=True)
    expires_on = models.DateField(_("valable jusqu’au"), null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("preuve")
        verbose_name_plural = _("preuves")
        ordering = ["cycle", "domain", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "domain", "kind", "label"], name="evidence_unique"),
        ]

    def __str__(self) -> str:
        return self.label

    def is_expired_in(self, cycle: AssessmentCycle) -> bool:
        """The last day it is valid counts; `cycle` is its own, that the page read already."""
        return self.expires_on is not None and self.expires_on < day_of(cycle)


class EvidenceFile(Tracked):
    """One version of the document behind a piece of evidence. A new one keeps the older.

    name: as the person sees it; `file` has a name that nobody chose. The bytes stay as long as the history can bring
    the row back (ADR 0027).
    """

    evidence = models.ForeignKey(
        Evidence, models.CASCADE, related_name="files", verbose_name=_("preuve"), db_index=False
    )
    number = models.PositiveSmallIntegerField(_("numéro de version"))
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
        verbose_name = _("fichier de preuve")
        verbose_name_plural = _("fichiers de preuve")
        ordering = ["evidence", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "number"], name="evidencefile_version_unique"),
        ]

    def __str__(self) -> str:
        return self.name

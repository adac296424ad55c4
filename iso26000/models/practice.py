"""How we practise a domain: the level given by each assessor, and the evidence that holds it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from iso26000.enums import EvidenceKind, PracticeAnswer
from iso26000.models.cycle import AssessmentCycle, Assessor
from iso26000.models.standard import Domain
from rse_portal.common.models import scale_field, within


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

    class Meta:
        verbose_name = _("preuve")
        verbose_name_plural = _("preuves")
        ordering = ["cycle", "domain", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "domain", "kind", "label"], name="evidence_unique"),
        ]

    def __str__(self) -> str:
        return self.label

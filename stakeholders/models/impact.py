"""Impacts on a stakeholder in a domain, and the scores each assessor gives them. Positive never hides negative."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iso26000.models import AssessmentCycle, Assessor, Domain
from rse_portal.common.models import scale_field, within
from stakeholders.enums import Nature, Polarity
from stakeholders.models.stakeholder import Stakeholder

FLAGS = ("human_rights", "life_health", "environmental_harm", "non_compliance")
CRITERIA = ("scale", "scope", "irremediability", "likelihood")


class Impact(models.Model):
    """One identified impact; or, with polarity « none », the explicit statement that there is none."""

    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="impacts", verbose_name=_("exercice")
    )
    code = models.CharField(_("référence"), max_length=60)
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="impacts", verbose_name=_("domaine d’action")
    )
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="impacts", verbose_name=_("partie prenante")
    )
    polarity = models.CharField(_("sens"), max_length=10, choices=Polarity)
    nature = models.CharField(_("nature"), max_length=10, choices=Nature, blank=True)
    human_rights = models.BooleanField(_("droits humains"), default=False)
    life_health = models.BooleanField(_("vie ou santé en danger"), default=False)
    environmental_harm = models.BooleanField(_("atteinte grave à l’environnement"), default=False)
    non_compliance = models.BooleanField(_("non-conformité au droit"), default=False)
    description = models.TextField(_("description"))
    declared_by = models.ForeignKey(
        Assessor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="declared_impacts",
        verbose_name=_("déclaré par"),
    )

    class Meta:
        verbose_name = _("impact")
        verbose_name_plural = _("impacts")
        ordering = ["cycle", "domain", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "code"],
                name="impact_code_unique",
                violation_error_message=_("Cette référence existe déjà dans l’exercice."),
            ),
            models.CheckConstraint(
                condition=Q(polarity="none", nature="")
                | ~Q(polarity="none") & Q(nature__in=["actual", "potential"]),
                name="impact_nature_with_its_polarity",
                violation_error_message=_("Un impact est réel ou potentiel."),
            ),
            models.CheckConstraint(
                condition=~Q(polarity="none") | Q(declared_by__isnull=False),
                name="impact_none_is_declared",
                violation_error_message=_("« Aucun impact identifié » a un auteur."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ImpactScore(models.Model):
    """What one assessor thinks of one impact, each criterion 1–5. Incomplete: a draft, which counts nowhere."""

    impact = models.ForeignKey(Impact, models.CASCADE, related_name="scores", verbose_name=_("impact"))
    assessor = models.ForeignKey(
        Assessor, models.PROTECT, related_name="impact_scores", verbose_name=_("évaluateur·rice")
    )
    scale = scale_field(_("ampleur"), 1, 5)
    scope = scale_field(_("étendue"), 1, 5)
    irremediability = scale_field(_("irrémédiabilité"), 1, 5)
    likelihood = scale_field(_("probabilité"), 1, 5)
    rationale = models.TextField(_("justification"), blank=True)

    class Meta:
        verbose_name = _("cotation d’impact")
        verbose_name_plural = _("cotations d’impact")
        ordering = ["impact", "assessor"]
        constraints = [
            models.UniqueConstraint(fields=["impact", "assessor"], name="impactscore_once_per_assessor"),
            *(within(name, 1, 5) for name in CRITERIA),
        ]

    def __str__(self) -> str:
        return f"{self.impact_id} – {self.assessor_id}"

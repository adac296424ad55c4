from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from iso26000.models import AssessmentCycle
from rse_portal.common.models import in_language, scale_field, within
from stakeholders.enums import StakeholderScope


class StakeholderQuerySet(models.QuerySet["Stakeholder"]):
    def expected_in(self, cycle: AssessmentCycle) -> Self:
        """The groups the cycle expects: in it, stakeholders proper, at the top of the tree."""
        return self.filter(significances__cycle=cycle, is_stakeholder=True, parent=None)


class Stakeholder(models.Model):
    """A group, sub-group or organisation of the registry. Its significance is assessed anew in each cycle."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    label_fr = models.CharField(_("nom"), max_length=200)
    label_en = models.CharField(_("nom anglais"), max_length=200, blank=True)
    scope = models.CharField(_("périmètre"), max_length=10, choices=StakeholderScope)
    is_stakeholder = models.BooleanField(
        _("partie prenante"),
        default=True,
        help_text=_("Décoché : une ressource interne, jamais pondérée ni cotée."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("groupe parent"),
    )
    contribution = models.TextField(_("apport"), blank=True)

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        verbose_name = _("partie prenante")
        verbose_name_plural = _("parties prenantes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                name="stakeholder_not_its_own_parent",
                violation_error_message=_("Un groupe ne peut pas être son propre parent."),
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self, "label")


SCORES = ("power", "legitimacy", "urgency", "dependency", "influence")
QUESTIONS = (
    "legal_duty",
    "affected",
    "voices_concern",
    "involved_before",
    "can_help",
    "affects_duties",
    "disadvantaged",
    "in_value_chain",
)


class Significance(models.Model):
    """What a group weighs in one cycle: the eight questions of ISO 26000, 5.3.2, and five scores 0–4."""

    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="significances", verbose_name=_("exercice")
    )
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="significances", verbose_name=_("partie prenante")
    )
    power = scale_field(_("pouvoir"), 0, 4)
    legitimacy = scale_field(_("légitimité"), 0, 4)
    urgency = scale_field(_("urgence"), 0, 4)
    dependency = scale_field(_("dépendance"), 0, 4)
    influence = scale_field(_("influence"), 0, 4)
    legal_duty = models.BooleanField(_("obligation légale envers elle"), null=True, blank=True)
    affected = models.BooleanField(_("touchée par nos décisions"), null=True, blank=True)
    voices_concern = models.BooleanField(
        _("susceptible d’exprimer des préoccupations"), null=True, blank=True
    )
    involved_before = models.BooleanField(_("déjà associée sur des sujets proches"), null=True, blank=True)
    can_help = models.BooleanField(_("peut aider à traiter un impact"), null=True, blank=True)
    affects_duties = models.BooleanField(_("peut peser sur nos responsabilités"), null=True, blank=True)
    disadvantaged = models.BooleanField(_("désavantagée si elle est exclue du dialogue"), default=False)
    in_value_chain = models.BooleanField(_("touchée dans la chaîne de valeur"), null=True, blank=True)
    assessed_on = models.DateField(_("évaluée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("significativité")
        verbose_name_plural = _("significativités")
        ordering = ["cycle", "stakeholder"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "stakeholder"], name="significance_once_per_cycle"),
            *(within(name, 0, 4) for name in SCORES),
        ]

    def __str__(self) -> str:
        return f"{self.stakeholder_id} – {self.cycle_id}"

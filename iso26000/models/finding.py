"""What the experts conclude on a domain: findings, and the validation of its level by somebody else."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from iso26000.enums import FindingKind, ValidationState
from iso26000.models.cycle import AssessmentCycle
from iso26000.models.practice import Evidence
from iso26000.models.standard import Domain


class Finding(Tracked):
    """A strong point, a sensitive one or a gap. A gap says its root cause; the piece that shows it is linked."""

    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="findings", verbose_name=_("exercice")
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="findings", verbose_name=_("domaine d’action")
    )
    kind = models.CharField(_("nature"), max_length=10, choices=FindingKind)
    text = models.TextField(_("constat"))
    root_cause = models.TextField(_("cause première"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("suivi par"),
    )
    evidence = models.ForeignKey(
        Evidence,
        models.PROTECT,  # the action that removes a piece unlinks it first, so that undoing links it again
        null=True,
        blank=True,
        related_name="findings",
        verbose_name=_("preuve"),
    )

    class Meta:
        verbose_name = _("constat")
        verbose_name_plural = _("constats")
        ordering = ["cycle", "domain", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="gap") | ~Q(root_cause=""),
                name="finding_gap_has_root_cause",
                violation_error_message=_("Un écart demande sa cause première."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class PracticeValidation(Tracked):
    """The level of a domain, looked at by a second pair of eyes. Validated, its levels and evidence rest until it is
    reopened, which takes a reason."""

    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="validations", verbose_name=_("exercice")
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="validations", verbose_name=_("domaine d’action")
    )
    state = models.CharField(
        _("état"), max_length=10, choices=ValidationState, default=ValidationState.VALIDATED
    )
    level = models.DecimalField(
        _("niveau validé"),
        max_digits=2,
        decimal_places=1,
        null=True,
        blank=True,
        help_text=_("Vide : non applicable."),
    )
    decided_at = models.DateTimeField(_("décidé le"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("décidé par")
    )
    reason = models.TextField(_("motif de réouverture"), blank=True)

    class Meta:
        verbose_name = _("validation de la pratique")
        verbose_name_plural = _("validations de la pratique")
        ordering = ["cycle", "domain"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "domain"], name="validation_once_per_domain"),
            models.CheckConstraint(
                condition=~Q(state="reopened") | ~Q(reason=""),
                name="validation_reopened_has_reason",
                violation_error_message=_("Rouvrir un niveau validé demande un motif."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain_id} – {self.state}"

    @property
    def holds(self) -> bool:
        return self.state == ValidationState.VALIDATED

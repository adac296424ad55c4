from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from iso26000.models import AssessmentCycle, Domain
from priorities.enums import Criterion
from rse_portal.common.models import within


class CriterionScore(Tracked):
    """One criterion of ISO 26000, 7.3.4 on a domain: 0–4, where 4 speaks for acting now."""

    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="criteria", verbose_name=_("exercice")
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="criteria", verbose_name=_("domaine d’action")
    )
    criterion = models.CharField(_("critère"), max_length=20, choices=Criterion)
    value = models.PositiveSmallIntegerField(_("valeur"))

    class Meta:
        verbose_name = _("critère de priorité")
        verbose_name_plural = _("critères de priorité")
        ordering = ["cycle", "domain", "criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "domain", "criterion"], name="criterion_once_per_domain"
            ),
            within("value", 0, 4),
        ]

    def __str__(self) -> str:
        return f"{self.domain_id} – {self.criterion}"

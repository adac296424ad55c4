from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from iso26000.models import AssessmentCycle, Domain
from rse_portal.common.models import scale_field, within

LONGEST_RATIONALE = 1000


class FinancialView(Tracked):
    """What a domain may cost or bring to the mutual: the second of the two views, optional (method.financial).

    A level that nobody gave is null, never zero. dependencies: resources and relations that the mutual needs for it.
    """

    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="financial_views", verbose_name=_("exercice")
    )
    domain = models.ForeignKey(Domain, models.PROTECT, related_name="+", verbose_name=_("domaine d’action"))
    magnitude = scale_field(_("ampleur financière"), 1, 5)
    likelihood = scale_field(_("probabilité"), 1, 5)
    dependencies = scale_field(_("dépendances"), 0, 99)
    rationale = models.TextField(_("pourquoi"), max_length=LONGEST_RATIONALE)

    class Meta:
        verbose_name = _("regard financier")
        verbose_name_plural = _("regards financiers")
        ordering = ["cycle", "domain"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "domain"],
                name="financial_view_once_per_domain",
                violation_error_message=_("Ce domaine a déjà un regard financier dans cet exercice."),
            ),
            within("magnitude", 1, 5),
            within("likelihood", 1, 5),
            within("dependencies", 0, 99),
        ]

    def __str__(self) -> str:
        return f"{self.cycle} – {self.domain}"

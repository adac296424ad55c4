from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from iso26000.models import AssessmentCycle, Domain
from rse_portal.common.models import within
from stakeholders.models import Stakeholder


class ImportanceVote(Tracked):
    """How important a domain is to one respondent of a group, 0–4. The respondent is an opaque code."""

    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="votes", verbose_name=_("exercice")
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="votes", verbose_name=_("domaine d’action")
    )
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="votes", verbose_name=_("partie prenante")
    )
    respondent = models.CharField(_("répondant·e"), max_length=60)
    importance = models.PositiveSmallIntegerField(_("importance"))

    class Meta:
        verbose_name = _("vote d’importance")
        verbose_name_plural = _("votes d’importance")
        ordering = ["cycle", "domain", "stakeholder", "respondent"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "domain", "stakeholder", "respondent"], name="vote_once_per_respondent"
            ),
            within("importance", 0, 4),
        ]

    def __str__(self) -> str:
        return f"{self.domain_id} – {self.respondent}"

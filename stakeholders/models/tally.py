from typing import Any

from django.db import models
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from iso26000.models import AssessmentCycle, Assessor
from stakeholders.models.impact import Impact


class ScoreTally(models.Model):
    """How many complete scores an assessor gave in a cycle. Written by the database itself (migration 0007, ADR 0024)."""

    assessor = models.ForeignKey(
        Assessor, models.CASCADE, related_name="tallies", verbose_name=_("évaluateur·rice")
    )
    cycle = models.ForeignKey(
        AssessmentCycle, models.CASCADE, related_name="tallies", verbose_name=_("exercice")
    )
    complete = models.PositiveIntegerField(_("cotations complètes"), default=0, db_default=0)

    class Meta:
        verbose_name = _("compte de cotations")
        verbose_name_plural = _("comptes de cotations")
        constraints = [models.UniqueConstraint(fields=["assessor", "cycle"], name="tally_once_per_cycle")]

    def __str__(self) -> str:
        return f"{self.assessor_id} – {self.complete}"


def given_in(cycle: AssessmentCycle | Combinable, assessor: Assessor | OuterRef | None) -> Coalesce:
    """Complete scores of the assessor in the cycle at hand; 0 for somebody who never scored."""
    return _number(ScoreTally.objects.filter(cycle=cycle, assessor=assessor).values("complete"))


def to_score_in(cycle: AssessmentCycle | Combinable) -> Coalesce:
    """Impacts to score in the cycle at hand, counted in an index."""
    rows = Impact.objects.to_score().filter(cycle=cycle).order_by()
    return _number(rows.values("cycle").annotate(n=Count("pk")).values("n"))


def nothing_left_in(cycle: OuterRef, assessor: Assessor | None) -> GreaterThanOrEqual:
    """Whether the assessor scored each impact of the cycle at hand. No score is read."""
    return GreaterThanOrEqual(given_in(cycle, assessor), to_score_in(cycle))


def _number(rows: "QuerySet[Any, Any]") -> Coalesce:
    return Coalesce(Subquery(rows, models.IntegerField()), 0)

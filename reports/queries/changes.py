"""What changed since a ranking was compiled: its figures are those of that day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Model, QuerySet, Value
from django.utils.translation import ngettext

from accounts.models import Change
from dialogue.models import ImportanceVote
from iso26000.models import AssessmentCycle, Domain, Evidence, PracticeAssessment
from priorities.models import CriterionScore
from rse_portal.common.typography import nombre
from stakeholders.models import Impact, ImpactScore

CAP = 500  # changes looked at: beyond, the ranking is simply old
READ: tuple[type[Model], ...] = (
    ImpactScore,
    Impact,
    PracticeAssessment,
    Evidence,
    ImportanceVote,
    CriterionScore,
)


@dataclass(frozen=True)
class Changed:
    """How many rows of each kind that a ranking reads were created or changed since. counts: model label → rows."""

    counts: dict[str, int]

    def __bool__(self) -> bool:
        return bool(self.counts)

    @property
    def words(self) -> list[str]:
        """« 3 cotations », « 1 preuve »…, in the order of a cycle."""
        return [
            _words(model._meta.label_lower, n) % {"n": nombre(n)}
            for model in READ
            if (n := self.counts.get(model._meta.label_lower, 0))
        ]


def _words(target: str, n: int) -> str:
    return {
        ImpactScore._meta.label_lower: ngettext("%(n)s cotation", "%(n)s cotations", n),
        Impact._meta.label_lower: ngettext("%(n)s impact", "%(n)s impacts", n),
        PracticeAssessment._meta.label_lower: ngettext("%(n)s niveau", "%(n)s niveaux", n),
        Evidence._meta.label_lower: ngettext("%(n)s preuve", "%(n)s preuves", n),
        ImportanceVote._meta.label_lower: ngettext("%(n)s vote", "%(n)s votes", n),
        CriterionScore._meta.label_lower: ngettext("%(n)s critère", "%(n)s critères", n),
    }[target]


def changed_since(
    moment: datetime, cycle: AssessmentCycle, domain: Domain | None = None, *, alone: bool = False
) -> Changed:
    """Rows of the cycle, or of one domain in it, changed after `moment`, among the CAP newest changes. One query when
    nothing changed, else two. Rows deleted since are not counted: they belong to no domain any more.

    alone: no other cycle is open, so that each change is one of this cycle: one query, deleted rows included.
    """
    kinds = {model._meta.label_lower: model for model in READ}
    newest = (
        Change.objects.filter(at__gt=moment, target_type__in=kinds)
        .order_by("-at")
        .values_list("target_type", "target_id")[:CAP]
    )
    touched: dict[str, set[int]] = {}
    for target, key in newest:
        touched.setdefault(target, set()).add(int(key))
    if alone or not touched:
        return Changed({target: len(keys) for target, keys in touched.items()})
    first, *others = (_still_there(kinds[target], keys, cycle, domain) for target, keys in touched.items())
    return Changed({what: n for what, n in first.union(*others, all=True) if n})


def _still_there(
    model: type[Model], keys: set[int], cycle: AssessmentCycle, domain: Domain | None
) -> "QuerySet[Any, Any]":
    link = "impact__" if model is ImpactScore else ""
    where: dict[str, Any] = {f"{link}cycle": cycle}
    if domain is not None:
        where[f"{link}domain"] = domain
    return (
        model._default_manager.filter(pk__in=keys, **where)
        .order_by()
        .values(what=Value(model._meta.label_lower))
        .annotate(n=Count("pk"))
        .values_list("what", "n")
    )

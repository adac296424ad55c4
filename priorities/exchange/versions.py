"""The version of each row of a file as the portal holds it: how an import learns that somebody wrote meanwhile."""

from collections.abc import Sequence
from typing import Any

from dialogue.models import ImportanceVote
from iso26000.models import AssessmentCycle, Evidence, PracticeAssessment
from priorities.exchange.files import (
    CRITERIA,
    EVIDENCE,
    IMPACT_SCORES,
    IMPACTS,
    IMPORTANCE,
    PRACTICES,
    STAKEHOLDERS,
    FileSpec,
)
from priorities.models import CriterionScore
from stakeholders.models import Impact, ImpactScore, Significance, Stakeholder

Versions = dict[tuple[Any, ...], int]

# File → its model and the path of each part of its key. Territories and remontées have no versions.
_KEYS: dict[str, tuple[Any, tuple[str, ...], str]] = {
    IMPACTS.name: (Impact, ("code",), "cycle"),
    IMPACT_SCORES.name: (ImpactScore, ("impact__code", "assessor__code"), "impact__cycle"),
    IMPORTANCE.name: (ImportanceVote, ("domain__code", "stakeholder__code", "respondent"), "cycle"),
    PRACTICES.name: (PracticeAssessment, ("domain__code", "assessor__code"), "cycle"),
    EVIDENCE.name: (Evidence, ("domain__code", "kind", "label"), "cycle"),
    CRITERIA.name: (CriterionScore, ("domain__code", "criterion"), "cycle"),
}
FEW = 20  # assessors in a file of scores: below, only theirs are read


def versions_of(spec: FileSpec, cycle: AssessmentCycle, rows: Sequence[Any]) -> Versions:
    """Key of a row → its version now. Rows that the portal does not hold are absent: their version is 0. 1 or 2 queries.

    A line of stakeholders.csv is two rows, of the registry and of the cycle: its version is the sum of theirs.
    """
    if spec is STAKEHOLDERS:
        found: Versions = {
            (code,): version
            for code, version in Stakeholder.objects.order_by().values_list("code", "version")
        }
        assessed = Significance.objects.filter(cycle=cycle).order_by()
        for code, version in assessed.values_list("stakeholder__code", "version"):
            found[(code,)] += version
        return found
    if spec.name not in _KEYS:
        return {}
    model, key, to_cycle = _KEYS[spec.name]
    queryset = model.objects.filter(**{to_cycle: cycle}).order_by()
    people = {row.assessor for row in rows} if spec in (IMPACT_SCORES, PRACTICES) else set()
    if 0 < len(people) <= FEW:
        queryset = queryset.filter(assessor__code__in=people)
    return {tuple(row): version for *row, version in queryset.values_list(*key, "version").iterator()}

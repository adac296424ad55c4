"""The groups that a cycle expects, and the group that each stakeholder counts for (ADR 0005)."""

from dataclasses import dataclass
from typing import Any

from iso26000.models import AssessmentCycle
from method.inputs import Group
from method.weights import weights
from rse_portal.common.models import french_or_english
from stakeholders.models import Significance, Stakeholder
from stakeholders.queries.tree import branch_of, parents_of_all


@dataclass(frozen=True)
class ExpectedGroup:
    """One group at the top of the tree, with what it weighs: None while it is « à qualifier »."""

    pk: int
    code: str
    label: str
    weight: float | None

    @property
    def percent(self) -> float | None:
        return None if self.weight is None else 100 * self.weight


@dataclass(frozen=True)
class Expected:
    """groups: in the order of their codes; counts_for: stakeholder pk → position of the group it counts for."""

    groups: tuple[ExpectedGroup, ...]
    rows: tuple[Group, ...]
    counts_for: dict[int, int]


def expected_groups(cycle: AssessmentCycle) -> Expected:
    """Sub-groups, at any depth, count for the group at the top; those of no expected group are left out. 2 queries."""
    found = list(
        Significance.objects.filter(
            cycle=cycle, stakeholder__is_stakeholder=True, stakeholder__parent=None
        ).values_list(
            "stakeholder",
            "stakeholder__label_fr",
            "stakeholder__label_en",
            "stakeholder__code",
            "power",
            "legitimacy",
            "urgency",
            "dependency",
            "disadvantaged",
        )
    )
    rows = tuple(Group(*row[3:]) for row in found)
    groups = (
        ExpectedGroup(row[0], row[3], french_or_english(row[1], row[2]), weight)
        for row, weight in zip(found, weights(rows), strict=True)
    )
    counts_for = {row[0]: position for position, row in enumerate(found)}
    parents = parents_of_all()
    for pk in parents:
        top = branch_of(pk, parents)[-1]
        if top in counts_for:
            counts_for[pk] = counts_for[top]
    return Expected(tuple(groups), rows, counts_for)


def under_expected(cycle: AssessmentCycle, kept: int | None = None) -> list[tuple[Any, ...]]:
    """The groups that a cycle expects and all that stands under them, without what was merged; `kept`, if any, besides.

    Rows for `queries.tree.tree`. 2 queries.
    """
    rows = list(Stakeholder.objects.current().values_list("pk", "code", "label_fr", "label_en", "parent"))
    expected = set(Stakeholder.objects.expected_in(cycle).order_by().values_list("pk", flat=True))
    parents = {row[0]: row[4] for row in rows}
    return [
        row
        for row in rows
        if row[0] == kept or any(above in expected for above in branch_of(row[0], parents))
    ]

"""Who stands where between influence and dependency, in a cycle."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from iso26000.models import AssessmentCycle
from method.weights import quadrant
from stakeholders.enums import Quadrant
from stakeholders.models import Significance
from stakeholders.queries.significance import POSTURES


@dataclass(frozen=True)
class Corner:
    """One quadrant, how to engage there, and who stands in it, by code."""

    quadrant: Quadrant
    posture: Any
    rows: Sequence[Significance]


@dataclass(frozen=True)
class StakeholderMap:
    """corners: the four, in reading order. unplaced: assessed groups without influence or without dependency."""

    corners: Sequence[Corner]
    unplaced: Sequence[Significance]

    @property
    def placed(self) -> list[Significance]:
        return [row for corner in self.corners for row in corner.rows]


def map_of(cycle: AssessmentCycle) -> StakeholderMap:
    """The expected groups of the cycle, and whoever else was given both scores. 1 query.

    A sub-group without scores of its own goes with its group: it is neither placed nor missing.
    """
    rows = (
        Significance.objects.filter(
            cycle=cycle, stakeholder__is_stakeholder=True, stakeholder__merged_into=None
        )
        .select_related("stakeholder")
        .order_by("stakeholder__code")
    )
    corners: dict[Quadrant, list[Significance]] = {name: [] for name in Quadrant}
    unplaced = []
    for row in rows:
        found = quadrant(row.influence, row.dependency)
        if found is not None:
            corners[Quadrant(found)].append(row)
        elif row.stakeholder.parent_id is None:
            unplaced.append(row)
    return StakeholderMap([Corner(name, POSTURES[name], rows) for name, rows in corners.items()], unplaced)

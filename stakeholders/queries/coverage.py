"""Who looked at what: every domain crossed with every group that the cycle expects. Silence is not agreement."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from iso26000.models import AssessmentCycle, Domain
from stakeholders.enums import Polarity
from stakeholders.models import Impact
from stakeholders.models.impact import ImpactQuerySet
from stakeholders.queries.groups import Expected, ExpectedGroup, expected_groups

DEEPEST = 5


@dataclass(frozen=True)
class Cell:
    """One crossing. negative, positive: impacts identified; waiting: those that nobody completely scored; none_said:
    « aucun impact identifié »."""

    group: ExpectedGroup
    negative: int = 0
    positive: int = 0
    waiting: int = 0
    none_said: int = 0

    @property
    def identified(self) -> int:
        return self.negative + self.positive

    @property
    def negative_level(self) -> int:
        """Depth of the colour, 0–5: the number says it."""
        return min(self.negative, DEEPEST)

    @property
    def positive_level(self) -> int:
        return min(self.positive, DEEPEST)

    @property
    def seen(self) -> bool:
        """Scored in the sense of the ranking (docs/methode.md §5): one complete score, or the statement of none."""
        return self.identified > self.waiting or bool(self.none_said)

    @property
    def missing(self) -> bool:
        """Nobody looked at it."""
        return not self.identified and not self.none_said

    @property
    def to_score(self) -> bool:
        """Impacts are identified and none of them is scored."""
        return not self.seen and not self.missing


@dataclass(frozen=True)
class Row:
    """A domain and its crossings, one per group. coverage: share of the weight seen, 0–1; None without weighted group."""

    domain: Domain
    cells: tuple[Cell, ...]

    @property
    def coverage(self) -> float | None:
        if all(cell.group.weight is None for cell in self.cells):
            return None
        return sum(cell.group.weight or 0 for cell in self.cells if cell.seen)

    @property
    def percent(self) -> float | None:
        return None if self.coverage is None else 100 * self.coverage

    @property
    def complete(self) -> bool:
        return all(cell.seen for cell in self.cells)


@dataclass(frozen=True)
class Coverage:
    """groups: columns; rows: every domain, in the order of the standard."""

    groups: Sequence[ExpectedGroup]
    rows: Sequence[Row]

    @property
    def cells(self) -> Iterable[Cell]:
        return (cell for row in self.rows for cell in row.cells)

    @property
    def total(self) -> int:
        return len(self.rows) * len(self.groups)

    @property
    def seen(self) -> int:
        return sum(cell.seen for cell in self.cells)

    @property
    def to_score(self) -> int:
        return sum(cell.to_score for cell in self.cells)

    @property
    def missing(self) -> int:
        return sum(cell.missing for cell in self.cells)

    @property
    def seen_by_group(self) -> list[int]:
        """Domains seen for each group."""
        return [sum(row.cells[position].seen for row in self.rows) for position in range(len(self.groups))]


def coverage_of(cycle: AssessmentCycle, domain: Domain | None = None) -> Coverage:
    """The whole map, or the row of one domain. 4 queries, which read no score.

    Impacts of a sub-group count for its top-level group; those of a group that the cycle does not expect are left out.
    """
    expected = expected_groups(cycle)
    impacts = Impact.objects.filter(cycle=cycle)
    counts = _counted(expected, impacts.filter(domain=domain) if domain else impacts)
    rows = [
        Row(
            row,
            tuple(
                Cell(group, **counts.get((row.pk, position), {}))
                for position, group in enumerate(expected.groups)
            ),
        )
        for row in ([domain] if domain else _domains(cycle))
    ]
    return Coverage(expected.groups, rows)


def _domains(cycle: AssessmentCycle) -> list[Domain]:
    return list(
        Domain.objects.filter(standard=cycle.standard_id)
        .select_related("core_subject")
        .defer("guidance_fr", "guidance_en")
    )


def _counted(expected: Expected, impacts: "ImpactQuerySet") -> dict[tuple[int, int], dict[str, int]]:
    """(domain, position of the group) → counts of a Cell. Grouped by the database, from one index: no score is read."""
    counted = (
        impacts.order_by()
        .values_list("domain", "stakeholder", "polarity")
        .annotate(n=Count("pk"), done=Count("pk", filter=Q(scored=True)))
        .values_list("domain", "stakeholder", "polarity", "n", "done")
    )
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for domain, stakeholder, polarity, count, done in counted:
        position = expected.counts_for.get(stakeholder)
        if position is None:
            continue
        cell = found[domain, position]
        if polarity == Polarity.NONE:
            cell["none_said"] += count
        else:
            cell[Polarity(polarity).value] += count
            cell["waiting"] += count - done
    return found

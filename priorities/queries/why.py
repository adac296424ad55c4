"""« Pourquoi cette priorité ? » : the scores behind one domain, and how far the assessors agree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.utils.translation import ngettext

from iso26000.models import AssessmentCycle, Domain
from stakeholders.enums import Polarity
from stakeholders.models import Impact, ImpactScore
from stakeholders.models.impact import CRITERIA

SCALE = range(1, 6)


@dataclass(frozen=True)
class CriterionSpread:
    """How the assessors scored one criterion of one impact. counts: how many gave 1, 2, 3, 4, 5."""

    name: str
    label: str
    counts: tuple[int, ...]
    median: float


@dataclass(frozen=True)
class ImpactReading:
    impact: Impact
    spreads: tuple[CriterionSpread, ...]
    assessors: int


@dataclass(frozen=True)
class ImpactReadings:
    """The impacts of a domain. identified: with the spread of their scores; none_for: groups declared without impact."""

    identified: list[ImpactReading]
    none_for: list[str]

    @property
    def unit(self) -> str:
        return ngettext("impact", "impacts", len(self.identified))


def impact_readings(cycle: AssessmentCycle, domain: Domain) -> ImpactReadings:
    """The impacts of a domain, negative first, with the spread of their scores. 2 queries."""
    impacts = list(
        Impact.objects.filter(cycle=cycle, domain=domain)
        .select_related("stakeholder", "declared_by")
        .order_by("polarity", "code")
    )
    values: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    people: dict[int, int] = defaultdict(int)
    for row in ImpactScore.objects.filter(impact__in=impacts).order_by().values_list("impact", *CRITERIA):
        people[row[0]] += 1
        for name, value in zip(CRITERIA, row[1:], strict=True):
            if value is not None:
                values[row[0]][name].append(value)
    return ImpactReadings(
        identified=[
            ImpactReading(impact, tuple(_spreads(values[impact.pk])), people[impact.pk])
            for impact in impacts
            if impact.polarity != Polarity.NONE
        ],
        none_for=sorted({str(impact.stakeholder) for impact in impacts if impact.polarity == Polarity.NONE}),
    )


def _spreads(values: dict[str, list[int]]) -> Sequence[CriterionSpread]:
    return [
        CriterionSpread(
            name=name,
            label=str(ImpactScore._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            counts=tuple(values[name].count(level) for level in SCALE),
            median=median(values[name]),
        )
        for name in CRITERIA
        if values.get(name)
    ]

"""« Pourquoi cette priorité ? » : the scores behind one domain, and how far the assessors agree."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from django.db.models import Count, QuerySet
from django.utils.translation import ngettext

from accounts.models import User
from iso26000.models import AssessmentCycle, Domain
from rse_portal.common.models import french_or_english
from stakeholders.enums import Polarity
from stakeholders.models import Impact, ImpactScore
from stakeholders.models.impact import CRITERIA

SCALE = range(1, 6)
FEW = 5  # impacts on a page that shows other things too


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
    """The impacts of a domain. identified: how many; shown: those of this page, with the spread of their scores;
    none_for: groups declared without impact."""

    identified: int
    shown: list[ImpactReading]
    none_for: list[str]

    @property
    def unit(self) -> str:
        return ngettext("impact", "impacts", self.identified)

    @property
    def hidden(self) -> int:
        return self.identified - len(self.shown)


def impact_readings(
    cycle: AssessmentCycle, domain: Domain, reader: User, *, first: int = 0, limit: int = FEW
) -> ImpactReadings:
    """The impacts of a domain from the one numbered `first`, negative first. 3 queries, whatever their number.

    What the others scored is read only where `reader` may see it.
    """
    impacts = Impact.objects.filter(cycle=cycle, domain=domain)
    counts = (
        impacts.order_by()
        .values("polarity", "stakeholder")
        .annotate(n=Count("pk"))
        .values_list("polarity", "stakeholder__label_fr", "stakeholder__label_en", "n")
    )
    none_for, identified = set(), 0
    for polarity, french, english, count in counts:
        if polarity == Polarity.NONE:
            none_for.add(french_or_english(french, english))
        else:
            identified += count
    page = (
        impacts.to_score()
        .with_revealed(reader)
        .select_related("stakeholder", "cycle")
        .order_by("polarity", "code")
    )
    return ImpactReadings(identified, _read(page[first : first + limit]), sorted(none_for))


def _read(page: QuerySet[Impact]) -> list[ImpactReading]:
    impacts = list(page)
    open_to_me = [impact.pk for impact in impacts if impact.revealed]  # type: ignore[attr-defined]
    values: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    people: dict[int, int] = defaultdict(int)
    for row in ImpactScore.objects.filter(impact__in=open_to_me).order_by().values_list("impact", *CRITERIA):
        people[row[0]] += 1
        for name, value in zip(CRITERIA, row[1:], strict=True):
            if value is not None:
                values[row[0]][name].append(value)
    return [
        ImpactReading(impact, tuple(spreads_of(values[impact.pk])), people[impact.pk]) for impact in impacts
    ]


def spreads_of(values: Mapping[str, Sequence[int]]) -> Sequence[CriterionSpread]:
    """How the answers spread on each criterion that has some. values: criterion → what each assessor gave. No query."""
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

"""« Pourquoi cette priorité ? » : the scores behind one domain, and how far the assessors agree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from django.db.models import Count, Q, QuerySet
from django.utils.translation import ngettext

from accounts.models import User
from iso26000.models import AssessmentCycle, Assessor, Domain
from rse_portal.common.models import french_or_english
from stakeholders.enums import Polarity
from stakeholders.models import Impact, ImpactScore
from stakeholders.models.impact import CRITERIA
from stakeholders.models.stakeholder import LINEAGE

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
    """mine: what the reader gave, a draft too."""

    impact: Impact
    spreads: tuple[CriterionSpread, ...]
    assessors: int
    mine: ImpactScore | None = None

    @property
    def my_scores(self) -> list[tuple[str, int]]:
        """(criterion in words, 1–5) of what the reader gave."""
        return [
            (_label(name), value)
            for name in CRITERIA
            if self.mine is not None and (value := getattr(self.mine, name)) is not None
        ]


@dataclass(frozen=True)
class ImpactReadings:
    """The impacts of a domain. identified: how many; shown: those of this page, with the spread of their scores;
    none_for: groups declared without impact; spoken_for: keys of the stakeholders of which something is said, and of the
    groups that they count for."""

    identified: int
    shown: list[ImpactReading]
    none_for: list[str]
    spoken_for: frozenset[int] = frozenset()

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
        .values_list("polarity", "stakeholder__label_fr", "stakeholder__label_en", "n", *LINEAGE)
    )
    none_for, identified = set(), 0
    spoken_for: set[int] = set()
    for polarity, french, english, count, *lineage in counts:
        spoken_for.update(filter(None, lineage))
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
    shown = _read(page[first : first + limit], getattr(reader, "assessor", None))
    return ImpactReadings(identified, shown, sorted(none_for), frozenset(spoken_for))


def _read(page: QuerySet[Impact], reader: Assessor | None) -> list[ImpactReading]:
    impacts = list(page)
    open_to_me = [impact.pk for impact in impacts if impact.revealed]  # type: ignore[attr-defined]
    values: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    people: dict[int, int] = defaultdict(int)
    mine: dict[int, ImpactScore] = {}
    allowed = Q(impact__in=open_to_me)
    if reader is not None:
        allowed |= Q(impact__in=[impact.pk for impact in impacts], assessor=reader)
    rows = ImpactScore.objects.filter(allowed).order_by()
    for pk, assessor, *given in rows.values_list("impact", "assessor", *CRITERIA):
        if reader is not None and assessor == reader.pk:
            mine[pk] = ImpactScore(impact_id=pk, **dict(zip(CRITERIA, given, strict=True)))
        if pk not in open_to_me:
            continue
        people[pk] += 1
        for name, value in zip(CRITERIA, given, strict=True):
            if value is not None:
                values[pk][name].append(value)
    return [
        ImpactReading(impact, tuple(_spreads(values[impact.pk])), people[impact.pk], mine.get(impact.pk))
        for impact in impacts
    ]


def _label(name: str) -> str:
    return str(ImpactScore._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _spreads(values: dict[str, list[int]]) -> Sequence[CriterionSpread]:
    return [
        CriterionSpread(
            name=name,
            label=_label(name),
            counts=tuple(values[name].count(level) for level in SCALE),
            median=median(values[name]),
        )
        for name in CRITERIA
        if values.get(name)
    ]

"""What the assessors gave the impacts, as a distribution without names, where the reader may see it (ADR 0013)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import ngettext

from accounts.models import User
from iso26000.models import AssessmentCycle, Assessor, Domain, seat_held_by
from rse_portal.common.models import french_or_english
from stakeholders.enums import Polarity
from stakeholders.models import Impact, ImpactScore
from stakeholders.models.impact import CRITERIA, criterion_label
from stakeholders.models.stakeholder import LINEAGE
from stakeholders.queries.impact_line import ImpactLine

SCALE = range(1, 6)
ORDER = ("polarity", "code")
FEW = 5  # impacts on a page that shows other things too


@dataclass(frozen=True)
class CriterionSpread:
    """How the assessors scored one criterion of one impact. counts: how many gave 1, 2, 3, 4, 5."""

    name: str
    label: str
    counts: tuple[int, ...]
    median: float

    @property
    def low(self) -> int:
        return next(level for level, count in zip(SCALE, self.counts, strict=True) if count)

    @property
    def high(self) -> int:
        return max(level for level, count in zip(SCALE, self.counts, strict=True) if count)


class Given(NamedTuple):
    """The criteria of one score."""

    scale: int | None
    scope: int | None
    irremediability: int | None
    likelihood: int | None

    def holds(self, criteria: Iterable[str]) -> bool:
        return all(getattr(self, name) is not None for name in criteria)


@dataclass(frozen=True)
class ImpactReading:
    """revealed: whether the reader may see what the others gave; mine: what the reader gave, a draft too."""

    impact: ImpactLine
    revealed: bool
    spreads: tuple[CriterionSpread, ...]
    assessors: int
    mine: Given | None = None

    @property
    def my_scores(self) -> list[tuple[str, int]]:
        """(criterion in words, 1–5) of what the reader gave."""
        return [
            (criterion_label(name), value)
            for name, value in zip(CRITERIA, self.mine or (), strict=self.mine is not None)
            if value is not None
        ]


@dataclass(frozen=True)
class ImpactReadings:
    """The impacts of a domain. identified: how many; unscored: those that nobody completely scored; shown: those of this
    page, with the spread of their scores; none_for: groups declared without impact; spoken_for: keys of the stakeholders of
    which something is said, and of the groups that they count for."""

    identified: int
    shown: list[ImpactReading]
    none_for: list[str]
    spoken_for: frozenset[int] = frozenset()
    unscored: int = 0

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
        .annotate(n=Count("pk"), waiting=Count("pk", filter=Q(scored=False)))
        .values_list("polarity", "stakeholder__label_fr", "stakeholder__label_en", "n", "waiting", *LINEAGE)
    )
    none_for, identified, unscored = set(), 0, 0
    spoken_for: set[int] = set()
    for polarity, french, english, count, waiting, *lineage in counts:
        spoken_for.update(filter(None, lineage))
        if polarity == Polarity.NONE:
            none_for.add(french_or_english(french, english))
        else:
            identified += count
            unscored += waiting
    # Keys first: whether an impact is revealed is asked of those shown only.
    page = impacts.to_score().order_by(*ORDER).values("pk")[first : first + limit]
    shown = (
        Impact.objects.filter(pk__in=page)
        .with_revealed(reader)
        .select_related("stakeholder", "cycle", "domain__core_subject")
        .defer("domain__guidance_fr", "domain__guidance_en")
        .order_by(*ORDER)
    )
    readings = _read(list(shown), seat_held_by(reader))
    return ImpactReadings(identified, readings, sorted(none_for), frozenset(spoken_for), unscored)


def _read(impacts: Sequence[Impact], reader: Assessor | None) -> list[ImpactReading]:
    rows: dict[int, list[Given]] = defaultdict(list)
    mine: dict[int, Given] = {}
    revealed = {impact.pk for impact in impacts if impact.revealed}  # type: ignore[attr-defined]
    required = {impact.pk: impact.required_criteria for impact in impacts}
    for impact, assessor, *values in _scores_to_read(required, revealed, reader):
        given = Given(*values)
        if reader is not None and assessor == reader.pk:
            mine[impact] = given
        if impact in revealed and given.holds(required[impact]):
            rows[impact].append(given)
    return [
        ImpactReading(
            impact=ImpactLine.of(impact),
            revealed=impact.pk in revealed,
            spreads=spreads_of(impact, rows[impact.pk]),
            assessors=len(rows[impact.pk]),
            mine=mine.get(impact.pk),
        )
        for impact in impacts
    ]


def _scores_to_read(
    impacts: Iterable[int], revealed: Collection[int], reader: Assessor | None
) -> "QuerySet[ImpactScore, tuple[Any, ...]]":
    """(impact, assessor, criteria…) of the revealed impacts, and the reader's own on all of them, drafts too."""
    allowed = Q(impact__in=revealed)
    if reader is not None:
        allowed |= Q(impact__in=list(impacts), assessor=reader)
    return ImpactScore.objects.filter(allowed).order_by().values_list("impact", "assessor", *CRITERIA)


def open_scores(impacts: Iterable[Impact]) -> QuerySet[ImpactScore]:
    """The complete scores of those impacts that are `revealed` to the reader (ImpactQuerySet.with_revealed). No names."""
    revealed = [impact.pk for impact in impacts if impact.revealed]  # type: ignore[attr-defined]
    return (
        ImpactScore.objects.complete()
        .filter(impact__in=revealed)
        .order_by()
        .only("impact", "rationale", *CRITERIA)
    )


def spreads_of(impact: Impact, scores: Sequence[ImpactScore | Given]) -> tuple[CriterionSpread, ...]:
    """The spread of each criterion that the impact reads and that somebody gave."""
    found = []
    for name in impact.criteria:
        values = [value for score in scores if (value := getattr(score, name)) is not None]
        if values:
            counts = Counter(values)
            found.append(
                CriterionSpread(
                    name, criterion_label(name), tuple(counts[level] for level in SCALE), median(values)
                )
            )
    return tuple(found)


@dataclass(frozen=True)
class Mark:
    """What a list says of the scores of one impact: how many assessors gave a complete one, and whether I did."""

    assessors: int = 0
    mine: bool = False


def marks_of(impacts: Sequence[int], assessor: Assessor | None) -> Mapping[int, Mark]:
    """Impact pk → mark, for the impacts of one page, by pk. 1 query, on their scores only."""
    rows = (
        ImpactScore.objects.complete()
        .filter(impact__in=impacts)
        .order_by()
        .values_list("impact")
        .annotate(n=Count("pk"), mine=Count("pk", filter=Q(assessor=assessor)))
    )
    return {pk: Mark(n, bool(mine)) for pk, n, mine in rows}

"""What the assessors gave the impacts, as a distribution without names, where the reader may see it (ADR 0013)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
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

    @property
    def low(self) -> int:
        return next(level for level, count in zip(SCALE, self.counts, strict=True) if count)

    @property
    def high(self) -> int:
        return max(level for level, count in zip(SCALE, self.counts, strict=True) if count)


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
    rows: dict[int, list[ImpactScore]] = defaultdict(list)
    mine: dict[int, ImpactScore] = {}
    revealed = {impact.pk for impact in impacts if impact.revealed}  # type: ignore[attr-defined]
    for score in _scores_to_read(impacts, revealed, reader):
        score.impact = next(impact for impact in impacts if impact.pk == score.impact_id)
        if reader is not None and score.assessor_id == reader.pk:
            mine[score.impact_id] = score
        if score.impact_id in revealed and score.is_complete:
            rows[score.impact_id].append(score)
    return [
        ImpactReading(impact, spreads_of(impact, rows[impact.pk]), len(rows[impact.pk]), mine.get(impact.pk))
        for impact in impacts
    ]


def _scores_to_read(
    impacts: Sequence[Impact], revealed: Collection[int], reader: Assessor | None
) -> QuerySet[ImpactScore]:
    """Those of the revealed impacts, and the reader's own on all of them, drafts too."""
    allowed = Q(impact__in=revealed)
    if reader is not None:
        allowed |= Q(impact__in=[impact.pk for impact in impacts], assessor=reader)
    return ImpactScore.objects.filter(allowed).order_by().only("impact", "assessor", *CRITERIA)


def open_scores(impacts: Iterable[Impact]) -> QuerySet[ImpactScore]:
    """The complete scores of those impacts that are `revealed` to the reader (ImpactQuerySet.with_revealed). No names."""
    revealed = [impact.pk for impact in impacts if impact.revealed]  # type: ignore[attr-defined]
    return (
        ImpactScore.objects.complete()
        .filter(impact__in=revealed)
        .order_by()
        .only("impact", "rationale", *CRITERIA)
    )


def _label(name: str) -> str:
    return str(ImpactScore._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def spreads_of(impact: Impact, scores: Sequence[ImpactScore]) -> tuple[CriterionSpread, ...]:
    """The spread of each criterion that the impact reads and that somebody gave."""
    found = []
    for name in impact.criteria:
        values = [value for score in scores if (value := getattr(score, name)) is not None]
        if values:
            counts = Counter(values)
            found.append(
                CriterionSpread(name, _label(name), tuple(counts[level] for level in SCALE), median(values))
            )
    return tuple(found)


@dataclass(frozen=True)
class Mark:
    """What a list says of the scores of one impact: how many assessors gave a complete one, and whether I did."""

    assessors: int = 0
    mine: bool = False


def marks_of(impacts: Sequence[Impact], assessor: Assessor | None) -> Mapping[int, Mark]:
    """Impact pk → mark, for the impacts of one page. 1 query, on their scores only."""
    rows = (
        ImpactScore.objects.complete()
        .filter(impact__in=[impact.pk for impact in impacts])
        .order_by()
        .values_list("impact")
        .annotate(n=Count("pk"), mine=Count("pk", filter=Q(assessor=assessor)))
    )
    return {pk: Mark(n, bool(mine)) for pk, n, mine in rows}

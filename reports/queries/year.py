"""What the annual report tells besides the ranking: what was decided, what is promised and done, what the words became."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.models import User
from commitments.models import Action, Indicator, ReferentialVersion
from commitments.queries.action import Totals, totals_of
from commitments.queries.content import Document, brought_up_to_date, codes_in, living
from commitments.queries.indicator import IndicatorLine, indicator_lines
from dialogue.queries.cycle_figures import CycleFigures, cycle_figures
from iso26000.models import AssessmentCycle
from priorities.models import Decision
from priorities.queries.adopted import AdoptedList, list_of
from priorities.queries.financial import Materiality, materiality_of
from priorities.queries.reading import RankingReading

SAMPLES = 4  # the last ones that the report tells of each indicator


@dataclass(frozen=True)
class Promises:
    """The référentiel of the cycle. document: commitments.queries.content, with the progress of today while no newer version
    is published, else as it was published. totals, indicators: of what it names; None and empty for an older one."""

    version: ReferentialVersion
    document: Document
    totals: Totals | None
    indicators: tuple[IndicatorLine, ...]


@dataclass(frozen=True)
class Year:
    """decision: submitted or adopted; adopted: its list, once it is."""

    today: date
    decision: Decision | None
    adopted: AdoptedList | None
    promises: Promises | None
    dialogue: CycleFigures
    materiality: Materiality | None


def read_year(ranking: RankingReading, by: User | None, today: date | None = None) -> Year:
    """What this person may read of it; None, the command line, reads all. Some 22 queries, whatever the size."""
    cycle, today = ranking.run.cycle, today or timezone.localdate()
    decisions = Decision.objects.all() if by is None else Decision.objects.visible_to(by)
    decision = decisions.of(cycle).select_related("cycle", "run", "adopted_by", "submitted_by").first()
    return Year(
        today=today,
        decision=decision,
        adopted=list_of(decision) if decision and decision.is_adopted else None,
        promises=_promises(cycle, by, today),
        dialogue=cycle_figures(cycle, today),
        materiality=materiality_of(cycle, cycle.domains, ranking) if cycle.double_materiality else None,
    )


def _promises(cycle: AssessmentCycle, by: User | None, today: date) -> Promises | None:
    """The version in force, before any draft: opening the next one changes nothing of what was adopted. 10 queries."""
    versions = ReferentialVersion.objects.all() if by is None else ReferentialVersion.objects.visible_to(by)
    mine, published = versions.filter(cycle=cycle).newest_first(), versions.published()
    version = mine.published().first() or mine.first()
    if version is None:
        return None
    if published.filter(number__gt=version.number).exists():
        return Promises(version, version.document, None, ())
    document = brought_up_to_date(version.document) if version.content else living(version)
    actions, indicators = codes_in(document)
    lines = indicator_lines(
        Indicator.objects.filter(definition__code__in=indicators).order_by("definition__code"),
        today,
        last=SAMPLES,
    )
    totals = totals_of(Action.objects.filter(code__in=actions), today)
    return Promises(version, document, totals, tuple(lines))

"""What an administrator needs on one page: the decision under way, what changed in a year, what divides, what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from dialogue.enums import SessionState
from dialogue.models import DialogueSession
from iso26000.models import AssessmentCycle
from priorities.deciding import in_order
from priorities.enums import Standing
from priorities.models import DecidedDomain, Decision, RankingRun
from priorities.queries.comparison import Comparison, Side, compare, names_of
from priorities.queries.reading import DomainReading, RankingReading, read_ranking

MOST_SESSIONS = 30


def previous_run(run: RankingRun, user: User | AnonymousUser) -> RankingRun | None:
    """The last ranking of the cycle before, among those this person may see. 1 query."""
    return (
        RankingRun.objects.visible_to(user)
        .filter(cycle__opened_on__lt=run.cycle.opened_on)
        .select_related("cycle__standard")
        .order_by("-cycle__opened_on", "-compiled_at", "-pk")
        .first()
    )


def year_on_year(reading: RankingReading, previous: RankingRun, ranking: str = "significance") -> Comparison:
    """The ranking of this cycle against that of the one before. 1 query the first time in this process."""
    before = read_ranking(previous)
    return compare(
        Side(previous.cycle.label, previous.result, previous.get_absolute_url()),
        Side(reading.run.cycle.label, reading.run.result, reading.run.get_absolute_url()),
        names_of(before, reading),
        ranking=ranking,
    )


def decision_of(cycle: AssessmentCycle, user: User | AnonymousUser) -> Decision | None:
    """The decision of the cycle that this person may read. 1 query."""
    return (
        Decision.objects.visible_to(user)
        .of(cycle)
        .select_related("cycle__standard", "run__cycle", "submitted_by", "adopted_by")
        .first()
    )


@dataclass(frozen=True)
class DecisionLine:
    """One domain of a decision, as its list shows it. rank: the adopted one, or the one that it would take now."""

    row: DecidedDomain
    reading: DomainReading
    rank: int | None

    @property
    def is_priority(self) -> bool:
        return self.row.standing == Standing.PRIORITY


@dataclass(frozen=True)
class DecisionList:
    """lines: those with a rank in order, priorities first; then the others in the order of the standard."""

    lines: tuple[DecisionLine, ...]

    @property
    def priorities(self) -> list[DecisionLine]:
        return [line for line in self.lines if line.is_priority]

    @property
    def watched(self) -> list[DecisionLine]:
        return [line for line in self.lines if line.row.standing == Standing.WATCHED]

    @property
    def others(self) -> list[DecisionLine]:
        return [line for line in self.lines if line.rank is None]

    @property
    def deviations(self) -> list[DecisionLine]:
        return [line for line in self.lines if line.row.is_deviation]

    @property
    def refused(self) -> list[DecisionLine]:
        return [line for line in self.lines if not line.row.is_carried]


def decision_list(decision: Decision, reading: RankingReading) -> DecisionList:
    """2 queries whatever the number of domains. reading: of the run of the decision."""
    found = list(
        DecidedDomain.objects.filter(decision=decision)
        .select_related("domain", "settled_by")
        .order_by("domain__order")
    )
    ranks: dict[int, int | None]
    if decision.is_adopted:
        ranks = {row.pk: row.adopted_rank for row in found}
    else:
        ranks = {row.pk: rank for rank, row in enumerate(in_order(found), start=1)}
    named = {domain.code: domain for domain in reading.domains}
    lines = [DecisionLine(row, named[row.domain.code], ranks.get(row.pk)) for row in found]
    lines.sort(key=lambda line: (line.rank is None, line.rank or 0))
    return DecisionList(tuple(lines))


def coming_sessions(user: User, today: date) -> Sequence[DialogueSession]:
    """The next séances that this person sees, to which a point may be added, the nearest first. 1 query."""
    sessions = DialogueSession.objects.visible_to(user).coming(today).exclude(state=SessionState.CLOSED)
    return list(sessions.select_related("assembly")[:MOST_SESSIONS])

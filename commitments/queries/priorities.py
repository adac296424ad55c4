"""The priorities that the axes come from. The one place where this app asks which they are."""

from dataclasses import dataclass

from accounts.models import User
from iso26000.models import AssessmentCycle
from priorities.models import Decision, RankingRun
from priorities.queries.adopted import AdoptedList, adopted_list
from priorities.queries.reading import read_ranking


@dataclass(frozen=True)
class Priority:
    """One domain of the list. subject: code of its core subject; rank: from 1."""

    domain: str
    label: str
    subject: str
    rank: int


def priorities_of(cycle: AssessmentCycle, *, reader: User | None) -> list[Priority]:
    """Those to turn into axes, first to last: the ones that the administrators adopted (ADR 0030); before the adoption,
    the top of the newest ranking. Only what this person may see: whoever still scores may not (ADR 0013).

    reader: None for a command. 2 queries, 1 more with a reader.
    """
    adopted = adopted_list(cycle)
    if adopted is None:
        return _computed(cycle, reader)
    if reader is not None and not Decision.objects.visible_to(reader).filter(pk=adopted.decision.pk).exists():
        return []
    return _decided(adopted)


def _decided(adopted: AdoptedList) -> list[Priority]:
    return [
        Priority(row.domain.code, row.domain.label, row.domain.core_subject.code, row.adopted_rank)
        for row in adopted.priorities
        if row.adopted_rank is not None
    ]


def _computed(cycle: AssessmentCycle, reader: User | None) -> list[Priority]:
    runs = RankingRun.objects.all() if reader is None else RankingRun.objects.visible_to(reader)
    run = runs.of(cycle).select_related("cycle__standard").newest_first().first()
    if run is None:
        return []
    ranking = read_ranking(run)
    return [
        Priority(row.code, row.label, row.subject_code, row.figures["priority_rank"])
        for row in ranking.priority[: ranking.top]
    ]

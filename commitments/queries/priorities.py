"""The priorities that the axes come from. The one place where this app asks which they are."""

from dataclasses import dataclass

from accounts.models import User
from iso26000.models import AssessmentCycle
from priorities.models import RankingRun
from priorities.queries.reading import read_ranking


@dataclass(frozen=True)
class Priority:
    """One domain of the list. subject: code of its core subject; rank: from 1."""

    domain: str
    label: str
    subject: str
    rank: int


def priorities_of(cycle: AssessmentCycle, *, reader: User | None) -> list[Priority]:
    """Those to turn into axes, first to last: the top of the newest ranking of the cycle that this person may see (whoever
    still scores may not, ADR 0013). reader: None for a command. 2 queries.

    Once a list is adopted, this function alone has to read it instead.
    """
    runs = RankingRun.objects.all() if reader is None else RankingRun.objects.visible_to(reader)
    run = runs.of(cycle).select_related("cycle__standard").newest_first().first()
    if run is None:
        return []
    ranking = read_ranking(run)
    return [
        Priority(row.code, row.label, row.subject_code, row.figures["priority_rank"])
        for row in ranking.priority[: ranking.top]
    ]

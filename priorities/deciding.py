"""What the ranking proposes, and the order of a list once the administrators have settled it (docs/adr/0030)."""

from collections.abc import Mapping, Sequence
from typing import Any

from priorities.enums import Standing
from priorities.models import DecidedDomain

RANKED = (Standing.PRIORITY, Standing.WATCHED)  # the standings that have a rank, in the order of the list


def proposed_standing(figures: Mapping[str, Any], top: int) -> Standing:
    """What a domain of a result is until somebody decides otherwise. figures: its entry (docs/contrats.md).

    The first `top` by significance, and what is critical whatever its score, are priorities.
    """
    if figures["status"] == "not_applicable":
        return Standing.SET_ASIDE
    if figures["critical"]:
        return Standing.PRIORITY
    rank = figures["significance_rank"]
    if rank is None:
        return Standing.WAITING
    return Standing.PRIORITY if rank <= top else Standing.WATCHED


def in_order(rows: Sequence[DecidedDomain]) -> list[DecidedDomain]:
    """The rows that have a rank, priorities first, in the order to adopt them.

    Those of one standing follow the computed rank, what the run does not rank last; a row for which a place was asked
    takes it in the whole list, as near as its standing allows. rows: in the order of the standard, which settles ties.
    """
    ordered: list[DecidedDomain] = []
    for standing in RANKED:
        start = len(ordered)
        group = [row for row in rows if row.standing == standing]
        settled = sorted(
            (row for row in group if row.asked_rank is None),
            key=lambda row: (row.computed_rank is None, row.computed_rank or 0),
        )
        for row in sorted((row for row in group if row.asked_rank), key=lambda row: row.asked_rank or 0):
            settled.insert(max((row.asked_rank or 0) - 1 - start, 0), row)
        ordered += settled
    return ordered

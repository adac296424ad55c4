"""How far does the ranking depend on who scored and on how groups are weighed? (docs/methode.md §7)"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from method.acceptability import Acceptability, acceptability
from method.aggregation import group_maxima
from method.arrays import Bools, Floats, Ints
from method.draws import Draws, Stream
from method.figures import DomainFigures, GroupFigures, PointFigures, cells, weigh
from method.maturity import effective_level
from method.panels import Panels
from method.parameters import Parameters
from method.resampling import Resampling, blocks_of_draws
from method.severity import KINDS, severity_and_value

FINEST = 120  # on medians, the value of an impact is a multiple of 1/120


@dataclass(frozen=True, eq=False)
class Robustness:
    """Rank acceptabilities of the ranked domains, whose indices are `ranked`, in clause order.

    significance, priority: assessors resampled and weights drawn.  *_assessors: weights fixed, so that the
    two sources can be told apart.  sensitivity: of significance, with any weights at all.
    """

    ranked: Ints
    significance: Acceptability
    priority: Acceptability
    significance_assessors: Acceptability
    priority_assessors: Acceptability
    sensitivity: Acceptability

    def to_dict(self, position: int, top: int) -> dict[str, Any]:
        """As in the JSON of a ranking, for the domain at a position of `ranked`."""
        return {
            "significance": self.significance.to_dict(position, top),
            "priority": self.priority.to_dict(position, top),
            "assessors_only": {
                "significance": self.significance_assessors.to_dict(position, top),
                "priority": self.priority_assessors.to_dict(position, top),
            },
        }


def robustness(
    panels: Panels,
    point: PointFigures,
    figures: DomainFigures,
    weights: list[float | None],
    ranked: Ints,
    parameters: Parameters,
    progress: Callable[[float], None],
) -> Robustness:
    """Rank the same domains again in every draw.  Source: docs/methode.md §7.

    figures: the point results.  ranked: indices of the ranked domains.  progress: told the fraction done.
    """
    draws = Draws(parameters)
    weighted = np.array([weight is not None for weight in weights], bool)
    fixed = np.array([weight or 0.0 for weight in weights], float)
    around, free = draws.weights(fixed), draws.free_weights(weighted.astype(float))
    significance, priority = np.empty((2, 3, len(ranked), parameters.draws))
    for block, groups in resampled_groups(panels, point, weighted, ranked, draws):
        for index, shares in enumerate((around[:, block], fixed[:, None], free[:, block])):
            drawn = weigh(groups, shares, point.feasibility[:, None], parameters)
            significance[index, :, block] = known(drawn.significance, figures.significance)[ranked]
            priority[index, :, block] = known(drawn.priority, figures.priority)[ranked]
        progress(block.stop / parameters.draws)
    ties = draws.tie_breaks(len(ranked))
    kept = significance[0], priority[0], significance[1], priority[1], significance[2]
    return Robustness(ranked, *(acceptability(values, ties) for values in kept))


def known(drawn: Floats, full: Floats) -> Floats:
    """Drawn figures, or that of the full panel where a draw gives none (groups that weigh nothing in it)."""
    return np.where(np.isnan(drawn), full[:, None], drawn)


def resampled_groups(
    panels: Panels, point: PointFigures, weighted: Bools, ranked: Ints, draws: Draws
) -> Iterator[tuple[slice, GroupFigures]]:
    """What the groups say of the ranked domains under each draw of assessors and respondents.

    weighted: shape (groups,), the groups that count.  Yields (some draws, figures under them), of shapes
    (domains, groups, draws), without impacts where the domain is not ranked or the group does not count. The
    arrays are reused from one block of draws to the next.
    """
    inputs, parameters = panels.inputs, draws.parameters
    blocks = blocks_of_draws(parameters.draws)
    shape = len(inputs.domains), len(inputs.groups), max(block.stop - block.start for block in blocks)
    largest, importance = np.zeros((2, *shape)), np.zeros(shape)  # negative then positive impacts; votes

    among = np.isin(inputs.impacts["domain"], ranked) & weighted[inputs.impacts["group"]]
    people = draws.multiplicities(Stream.ASSESSORS, len(panels.impact_panel[0]))
    impacts = [panels.impacts(kind, among) for kind in KINDS]
    scores = [Resampling(ratings, people, parameters.aggregation) for _, ratings in impacts]
    votes = []
    for group in np.flatnonzero(weighted).tolist():
        ratings = panels.importance(group)
        voters = draws.multiplicities(Stream.VOTERS, ratings.raters, group)
        votes.append((group, Resampling(ratings, voters)))
    ratings = panels.practice()
    practice = Resampling(ratings, draws.multiplicities(Stream.PRACTICE, ratings.raters))

    # Impacts come kind by kind; each has its place by cell of `largest`, flat.
    cell = np.concatenate(
        [
            cells(inputs, inputs.impacts[chosen]) + (0 if kind.negative else shape[0] * shape[1])
            for kind, (chosen, _) in zip(KINDS, impacts, strict=True)
        ]
    )
    order = np.argsort(cell, kind="stable")
    cell, place = cell[order], np.argsort(order)
    median = parameters.aggregation == "median"
    value = np.empty((len(cell), shape[2]), np.float32 if median else np.float64)
    for block in blocks:
        size, done = block.stop - block.start, 0
        for kind, resampling in zip(KINDS, scores, strict=True):
            for _, figures in resampling.figures(block):
                rows = place[done : done + len(figures)]
                value[rows, :size] = severity_and_value(kind, figures)[1]
                done += len(figures)
        present, highest = group_maxima(value[:, :size], cell)
        if median:  # values then came in single precision: make them exact again
            highest *= FINEST
            highest = np.rint(highest, out=highest).astype(float)
            highest /= FINEST
        largest.reshape(-1, shape[2])[present, :size] = highest
        for group, resampling in votes:
            for items, figures in resampling.figures(block):
                importance[items, group, :size] = figures[:, 0]
        importance[~point.groups.voted] = 0
        level = np.concatenate([figures[:, 0] for _, figures in practice.figures(block)])
        maturity = effective_level(level, point.cap[:, None])
        negative, positive, importances = *largest[..., :size], importance[..., :size]
        said = point.groups.scored, point.groups.voted
        yield block, GroupFigures(negative, positive, importances, maturity, *said)

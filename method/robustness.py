"""How far does the ranking depend on who scored and on how groups are weighed? (docs/methode.md §7)"""

from collections.abc import Callable
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
from method.resampling import resampled
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
    groups = resampled_groups(panels, point, weighted, ranked, draws, progress)
    ties = draws.tie_breaks(len(ranked))

    def ranks(weights: Floats) -> tuple[Acceptability, Acceptability]:
        drawn = weigh(groups, weights, point.feasibility[:, None], parameters)
        return (
            acceptability(known(drawn.significance, figures.significance)[ranked], ties),
            acceptability(known(drawn.priority, figures.priority)[ranked], ties),
        )

    significance, priority = ranks(draws.weights(fixed))
    significance_assessors, priority_assessors = ranks(fixed[:, None])
    sensitivity, _ = ranks(draws.free_weights(weighted.astype(float)))
    return Robustness(ranked, significance, priority, significance_assessors, priority_assessors, sensitivity)


def known(drawn: Floats, full: Floats) -> Floats:
    """Drawn figures, or that of the full panel where a draw gives none (groups that weigh nothing in it)."""
    return np.where(np.isnan(drawn), full[:, None], drawn)


def resampled_groups(
    panels: Panels,
    point: PointFigures,
    weighted: Bools,
    ranked: Ints,
    draws: Draws,
    progress: Callable[[float], None] = lambda fraction: None,
) -> GroupFigures:
    """What the groups say of the ranked domains under each draw of assessors and respondents.

    weighted: shape (groups,), the groups that count.  Returns shapes (domains, groups, draws), without
    impacts where the domain is not ranked or the group does not count.
    """
    inputs, parameters = panels.inputs, draws.parameters
    shape = len(inputs.domains), len(inputs.groups), parameters.draws
    negative, positive, importance = np.zeros(shape), np.zeros(shape), np.zeros(shape)

    among = np.isin(inputs.impacts["domain"], ranked) & weighted[inputs.impacts["group"]]
    multiplicity = draws.multiplicities(Stream.ASSESSORS, len(panels.impact_panel[0]))
    total, done = max(1, int((panels.assessors[among] > 0).sum())), 0
    for kind in KINDS:
        impacts, ratings = panels.impacts(kind, among)
        cell = cells(inputs, inputs.impacts[impacts])
        largest = (negative if kind.negative else positive).reshape(-1, parameters.draws)
        for items, scores in resampled(ratings, multiplicity, parameters.aggregation):
            present, highest = group_maxima(severity_and_value(kind, scores)[1], cell[items])
            largest[present] = np.maximum(largest[present], highest)
            done += len(scores)
            progress(done / total)
    if parameters.aggregation == "median":  # values then came in single precision: make them exact again
        for values in (negative, positive):
            values *= FINEST
            np.rint(values, out=values)
            values /= FINEST

    for group in np.flatnonzero(weighted):
        ratings = panels.importance(int(group))
        multiplicity = draws.multiplicities(Stream.VOTERS, ratings.raters, int(group))
        for items, votes in resampled(ratings, multiplicity):
            importance[items, group] = np.nan_to_num(votes[:, 0])

    ratings = panels.practice()
    multiplicity = draws.multiplicities(Stream.PRACTICE, ratings.raters)
    level = np.concatenate([levels[:, 0] for _, levels in resampled(ratings, multiplicity)])
    maturity = effective_level(level, point.cap[:, None])
    return GroupFigures(negative, positive, importance, maturity, point.groups.scored, point.groups.voted)

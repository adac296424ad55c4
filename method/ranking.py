"""Compute the ranking of the domains: `rank(inputs, parameters)` (docs/methode.md §6)."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from method.aggregation import coverage
from method.agreement import agreement
from method.figures import point_figures, weigh
from method.inputs import RankingInputs
from method.panels import Panels
from method.parameters import Parameters
from method.priority import competition_ranks
from method.result import Ranking
from method.robustness import robustness
from method.severity import critical
from method.status import RANKED, statuses
from method.weights import weights

__all__ = ["Ranking", "rank"]

Progress = Callable[[float, str], None]
DEFAULTS = Parameters()
AS_ASSESSED: Mapping[str, float] = MappingProxyType({})


def rank(
    inputs: RankingInputs,
    parameters: Parameters = DEFAULTS,
    *,
    factors: Mapping[str, float] = AS_ASSESSED,
    progress: Progress | None = None,
) -> Ranking:
    """Rank the domains, twice: by significance and by priority of improvement.

    Same inputs (in any order of rows), parameters and seed: same ranking, to the last decimal.
    factors: group code → what its raw weight is multiplied by, to try other weights (method.variation).
    progress: told the fraction done (0–1) and the step under way; what it raises stops the work and goes
    through.
    Raises ValueError if someone scored an impact, or assessed a practice, twice.  Source: docs/methode.md §2
    to §8.
    """
    tell = progress or (lambda fraction, step: None)
    tell(0.0, "inputs")
    panels = Panels(inputs.canonical())
    inputs = panels.inputs
    tell(0.05, "medians")
    point = point_figures(panels, parameters)
    tell(0.1, "agreement")
    agreed = agreement(panels.agreement_counts())

    by_group = weights(inputs.groups, factors)
    shares = np.array([weight or 0.0 for weight in by_group], float)
    figures = weigh(point.groups, shares, point.feasibility, parameters)
    unweighted = weigh(point.groups, np.ones(len(shares)), point.feasibility, parameters)
    covered = coverage(point.groups.scored, shares)
    status = statuses(inputs, covered, point.groups.maturity, figures.importance)
    ranked = np.isin(status, RANKED)
    marked = np.zeros(len(inputs.domains), bool)
    marked[inputs.impacts["domain"][critical(inputs.impacts, point.severity)]] = True

    robust = None
    if parameters.draws and ranked.any():
        tell(0.15, "robustness")
        robust = robustness(
            panels,
            point,
            figures,
            by_group,
            np.flatnonzero(ranked),
            parameters,
            lambda fraction: tell(0.15 + 0.8 * fraction, "robustness"),
        )
    tell(1.0, "done")
    return Ranking(
        parameters=parameters,
        panels=panels,
        weights=by_group,
        agreement=agreed,
        point=point,
        figures=figures,
        unweighted=unweighted,
        coverage=covered,
        statuses=status,
        critical=marked,
        significance_ranks=competition_ranks(np.where(ranked, figures.significance, np.nan)),
        priority_ranks=competition_ranks(np.where(ranked, figures.priority, np.nan)),
        robustness=robust,
    )

"""What comes first: significance of the domains and priority of improvement (docs/methode.md §6)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from method.arrays import Bools, Floats, Ints
from method.parameters import Parameters

DECIMALS = 6  # two values that agree to this many decimals are equal
DEFAULTS = Parameters()


def impact_index(
    negative: npt.ArrayLike, positive: npt.ArrayLike, parameters: Parameters = DEFAULTS
) -> Floats:
    """J = max(N, 0.8·Pos), 0–5: never netted, negatives come first.  Source: docs/methode.md §6."""
    return np.maximum(negative, parameters.positive_discount * np.asarray(positive))


def significance(
    impact: npt.ArrayLike, importance: npt.ArrayLike, parameters: Parameters = DEFAULTS
) -> Floats:
    """M = 100·(0.6·J/5 + 0.4·E/4), 0–100. impact 0–5, importance 0–4.  Source: docs/methode.md §6.

    >>> round(float(significance(45 / 26, 69 / 26)), 4)
    47.3077
    """
    impact_part = parameters.weight_impact * np.asarray(impact) / 5
    return 100 * (impact_part + parameters.weight_importance * np.asarray(importance) / 4)


def improvement_priority(
    significance: npt.ArrayLike,
    maturity: npt.ArrayLike,
    feasibility: npt.ArrayLike,
    parameters: Parameters = DEFAULTS,
) -> Floats:
    """P = min(100, M·(0.25 + 0.75·(4 − m)/4)·(0.9 + 0.2·F)), 0–100.  Source: docs/methode.md §6.

    significance 0–100, maturity 0–4, feasibility 0–1.

    >>> round(float(improvement_priority(47.307692, maturity=1, feasibility=0.75)), 4)
    40.3594
    """
    floor, span = parameters.gap_floor, parameters.feasibility_span
    left_to_do = floor + (1 - floor) * (4 - np.asarray(maturity)) / 4
    within_reach = 1 - span / 2 + span * np.asarray(feasibility)
    return np.minimum(100, np.asarray(significance) * left_to_do * within_reach)


def feasibility(answers: Sequence[int]) -> float:
    """F = mean of the answers (0–4) to criteria b)–f), over 4: 0–1; 0.5 without any.  Source: docs/methode.md §6.

    >>> feasibility([3, 2, 4]), feasibility([])
    (0.75, 0.5)
    """
    return sum(answers) / (4 * len(answers)) if answers else 0.5


def competition_ranks(values: Floats) -> Ints:
    """Ranks 1-2-2-4, highest first; equal to 6 decimals, same rank; 0 for NaN.  Source: docs/methode.md §6.

    values and result: shape (domains,).

    >>> competition_ranks(np.array([2.0, 3.0, np.nan, 2.0, 1.0])).tolist()
    [2, 1, 0, 2, 4]
    """
    rounded = np.round(values, DECIMALS)
    higher = (rounded[None, :] > rounded[:, None]).sum(axis=1)
    return np.where(np.isnan(values), 0, higher + 1)


def display_order(
    ranks: Ints, critical: Bools, negative: Floats, importance: Floats, maturity: Floats
) -> list[int]:
    """Indices of the ranked domains (rank > 0) in the order to print them.  Source: docs/methode.md §6.

    Inside a tie: critical first, then higher N, higher E, lower m, clause order. All arrays: shape
    (domains,).

    >>> ranks, zero = np.array([2, 1, 2, 0]), np.zeros(4)
    >>> display_order(ranks, np.array([False, False, True, True]), zero, zero, zero)
    [1, 2, 0]
    """
    by_need = (maturity, -np.round(importance, DECIMALS), -np.round(negative, DECIMALS), ~critical, ranks)
    order = np.lexsort(
        by_need
    )  # the last key sorts first, and the sort is stable: clause order decides at the end
    return [index for index in order.tolist() if ranks[index] > 0]

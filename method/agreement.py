"""Do assessors agree? Krippendorff's alpha on the criteria they scored (docs/methode.md §8)."""

from typing import Any, Literal, NamedTuple, cast

import krippendorff
import numpy as np

from method.arrays import Ints

Metric = Literal["nominal", "ordinal", "interval", "ratio"]
RELIABLE, TENTATIVE = 0.8, 0.667


class Agreement(NamedTuple):
    """How much assessors agree.

    alpha: at most 1, None when not computable.  units: what two assessors at least scored.
    reading: reliable, tentative, low, or None with alpha.
    """

    alpha: float | None
    metric: Metric
    units: int
    reading: str | None

    def to_dict(self) -> dict[str, Any]:
        """As in the JSON of a ranking."""
        return self._asdict() | {"alpha": None if self.alpha is None else round(self.alpha, 6)}


def agreement(counts: Ints, metric: Metric = "ordinal", lowest: int = 1) -> Agreement:
    """Agreement of assessors over units (one criterion of one impact).

    counts: shape (units, levels), assessors who gave each level; levels are lowest, lowest + 1, …
    Without any variation alpha would be 0/0: not computable, never 1.  Source: docs/methode.md §8.

    >>> agreement(np.array([[2, 0], [0, 2]])).reading
    'reliable'
    >>> agreement(np.array([[2, 0], [2, 0]])).alpha is None
    True
    """
    pairable = counts[counts.sum(axis=1) >= 2]
    if np.count_nonzero(pairable.any(axis=0)) < 2:
        return Agreement(None, metric, len(pairable), None)
    domain = np.arange(lowest, lowest + counts.shape[1])
    value = float(
        krippendorff.alpha(value_counts=pairable, value_domain=domain, level_of_measurement=cast(Any, metric))
    )
    return Agreement(value, metric, len(pairable), reading(value))


def reading(alpha: float) -> str:
    """reliable from .800, tentative from .667, else low: discuss and score again.  Source: §8."""
    return "reliable" if alpha >= RELIABLE else "tentative" if alpha >= TENTATIVE else "low"

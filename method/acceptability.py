"""How often a domain takes each rank, and what to say of it (docs/methode.md §7)."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from method.arrays import Floats, Ints
from method.priority import DECIMALS

VERDICTS = ((0.9, "robust"), (0.5, "probable"), (0.1, "uncertain"))  # lowest probability of each, else "out"
TAIL = 20  # one draw in so many is left out on each side of the interval of a rank


@dataclass(frozen=True, eq=False)
class Acceptability:
    """How often each ranked domain took each rank. counts: shape (ranked, ranked), by domain and rank − 1.

    values: shape (ranked, 2), 5th and 95th percentile of the figure that is ranked, 0–100.
    """

    counts: Ints
    values: Floats
    draws: int

    def probability(self, domain: int, top: int) -> float:
        """P(rank ≤ top)."""
        return float(self.counts[domain, :top].sum() / self.draws)

    def interval(self, domain: int) -> tuple[int, int]:
        """5th and 95th percentile of the rank: the smallest rank reached in 5 %, in 95 % of the draws."""
        reached = TAIL * self.counts[domain].cumsum()
        low, high = np.searchsorted(reached, [self.draws, (TAIL - 1) * self.draws])
        return int(low) + 1, int(high) + 1

    def to_dict(self, domain: int, top: int) -> dict[str, Any]:
        """As in the JSON of a ranking."""
        (low, high), probability = self.interval(domain), self.probability(domain, top)
        rounded = round(probability, DECIMALS)
        value_low, value_high = (round(float(value), DECIMALS) for value in self.values[domain])
        return {
            "rank_low": low,
            "rank_high": high,
            "probability": rounded,
            "verdict": verdict(probability),
            "value_low": value_low,
            "value_high": value_high,
        }


def acceptability(values: Floats, ties: Floats) -> Acceptability:
    """Ranks in each draw, highest first, equal to 6 decimals in the random order of `ties`.

    values: shape (domains, draws).  ties: in [0, 1), shape (draws, domains).  No two domains share a rank
    within a draw, hence Σ_domain P(rank ≤ k) = k.  Source: docs/methode.md §7.
    """
    domains, draws = values.shape
    # Whole millionths decide, and the tie-break below one millionth only among equals.
    order = np.argsort(ties - np.rint(values.T * 10**DECIMALS))
    cell = order * domains + np.arange(domains)
    counts = np.bincount(cell.reshape(-1), minlength=domains**2).reshape(domains, domains)
    return Acceptability(counts, np.percentile(values, [100 / TAIL, 100 - 100 / TAIL], axis=1).T, draws)


def verdict(probability: float) -> str:
    """robust from 0.90, probable from 0.50, uncertain from 0.10, out below.  Source: docs/methode.md §7.

    >>> verdict(0.9), verdict(0.0999)
    ('robust', 'out')
    """
    return next((word for lowest, word in VERDICTS if probability >= lowest), "out")

"""Words that rise: stems and pairs of stems heard more in one period than in the other (docs/methode.md §9).

The log-odds ratio with an informative prior: a word is compared with itself, and one that is rare everywhere proves
little by being heard twice.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PRIOR = 500.0  # words of the prior: what both periods together said, brought to that size
LEAST_Z = 2.58  # one word in two hundred that did not move


def log_odds(window: NDArray[Any], baseline: NDArray[Any], prior: float = PRIOR) -> Floats:
    """z of each word: how far it rises from the baseline to the window, in standard deviations; below 0 it falls.

    window, baseline: shape (words,), how many entries hold each word. Source: Monroe, Colaresi and Quinn 2008, with the
    words of both periods as the prior.

    >>> log_odds(np.array([10, 10, 100]), np.array([1, 10, 100])).round(2).tolist()
    [1.17, -0.08, -1.78]
    """
    both = np.asarray(window + baseline, float)
    told = (both > 0) & (both < both.sum())  # a word never said, or the only one said, compares with nothing
    z = np.zeros(len(both))
    if not told.any():
        return z
    expected = both / both.sum() * prior
    odds, variance = [], np.zeros(int(told.sum()))
    for counts in (window, baseline):
        seen = (counts + expected)[told]
        odds.append(np.log(seen) - np.log(counts.sum() + prior - seen))
        variance += 1 / seen
    z[told] = (odds[0] - odds[1]) / np.sqrt(variance)
    return z

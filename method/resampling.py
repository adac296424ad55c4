"""The figures of a panel resampled many times, as matrix products (docs/methode.md §7).

A draw of a panel is a column of multiplicities: how often each rater was drawn. The balance of an item at a
level (raters above it less raters at or below it) is then Σ_rater multiplicity × sign, with sign +1 above, −1
at or below, 0 without a rating: the balances of all items under all draws are one product (signs) ·
(multiplicities), and `aggregation.location` reads the medians off them. Balances are small whole numbers,
exact in single precision.
"""

from collections.abc import Iterator

import numpy as np

from method.aggregation import Ratings, location, members
from method.arrays import Floats, Ints

# [rating, level]: +1 if the rating is above the level, −1 if not.
SIGNS = np.where(np.arange(5)[:, None] > np.arange(4), np.float32(1), np.float32(-1))
BLOCK_BYTES = 4 << 20  # of signs or balances at a time: near the processor's cache


def resampled(
    ratings: Ratings, multiplicity: Floats, aggregation: str = "median"
) -> Iterator[tuple[slice, Floats]]:
    """The figures of all items under all draws, block of items after block of items.

    multiplicity: shape (raters, draws), as `Draws.multiplicities` gives it.
    Yields (the items, their figures of shape (items, criteria, draws), single precision for a median).
    An item none of whose raters was drawn keeps the figure of its full panel: missing is never zero.
    """
    (raters, draws), criteria = multiplicity.shape, ratings.levels.shape[1]
    full = ratings.location(aggregation)
    lines = 4 * criteria + 1
    step = max(1, BLOCK_BYTES // (multiplicity.itemsize * lines * max(raters, draws)))
    # Reused from block to block: fresh memory would cost more than the product itself.
    block = np.empty((min(step, ratings.items) * lines, draws), np.float32)
    for first in range(0, ratings.items, step):
        items = slice(first, min(first + step, ratings.items))
        signs, rating = _signs(ratings, items)
        product = np.matmul(signs, multiplicity[rating], out=block[: len(signs)]).reshape(-1, lines, draws)
        counts = product[:, -1]
        figures = location(product[:, :-1].reshape(-1, criteria, 4, draws), counts, aggregation)
        figures += ratings.lowest
        absent = counts == 0
        if absent.any():
            figures = np.where(absent[:, None], full[items, :, None], figures).astype(figures.dtype)
        yield items, figures


def _signs(ratings: Ratings, items: slice) -> tuple[Floats, Ints]:
    """(signs of some items, the raters they are of).

    signs: shape (items × (4 × criteria + 1), raters). For each item, the sign of its ratings at each level of
    each criterion, then a line of ones where there is a rating, whose balance is the number of ratings.
    """
    rows = slice(*np.searchsorted(ratings.item, [items.start, items.stop]))
    raters, position = members(ratings.rater[rows], ratings.raters)
    column = position[ratings.rater[rows]]
    levels = ratings.levels[rows]
    size, lines = items.stop - items.start, 4 * levels.shape[1] + 1
    rated = np.ones((len(levels), lines), np.float32)
    rated[:, :-1] = SIGNS[levels].reshape(len(levels), lines - 1)
    line = (ratings.item[rows].astype(np.int64) - items.start)[:, None] * lines + np.arange(lines)
    signs = np.zeros(size * lines * len(raters), np.float32)
    # Added up, not set: a voter of two sub-groups of the same group may have voted twice on a domain.
    np.add.at(signs, (line * len(raters) + column[:, None]).reshape(-1), rated.reshape(-1))
    return signs.reshape(size * lines, len(raters)), raters

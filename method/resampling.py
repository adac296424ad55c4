"""The figures of a panel resampled many times, as matrix products (docs/methode.md §7).

A draw of a panel is a column of multiplicities: how often each rater was drawn. The balance of an item at a
level (raters above it less raters at or below it) is then Σ_rater multiplicity × sign, with sign +1 above, −1
at or below, 0 without a rating: the balances of all items under all draws are one product (signs) ·
(multiplicities), and `aggregation.location` reads the medians off them. Balances are small whole numbers, so
exact in single precision that two of them share one number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import prod

import numpy as np

from method.aggregation import Ratings, location, members
from method.arrays import Floats, Ints

BLOCK_DRAWS, BLOCK_ITEMS = 500, 64  # at a time: what comes of them stays near the processor


def blocks_of_draws(draws: int) -> list[slice]:
    """All draws, in blocks of about the same size: einsum would add up a lone draw in another order."""
    count = -(-draws // BLOCK_DRAWS)
    edges = [draws * index // count for index in range(count + 1)]
    return [slice(first, stop) for first, stop in pairwise(edges)]


@dataclass(frozen=True, eq=False)
class Resampling:
    """A panel, and how often each of its raters is drawn.

    multiplicity: shape (raters, draws), as `Draws.multiplicities` gives it.
    """

    ratings: Ratings
    multiplicity: Floats
    aggregation: str = "median"

    def figures(self, draws: slice) -> Iterator[tuple[slice, Floats]]:
        """The figures of all items under some draws, block of items after block of items.

        Yields (the items, their figures of shape (items, criteria, draws), exact for a median). An item none
        of whose raters was drawn keeps the figure of its full panel: missing is never zero.
        """
        criteria = self.ratings.levels.shape[1]
        for items, raters, signs, unit in self._signs:
            size = items.stop - items.start
            product = signs @ self.multiplicity[raters, draws]
            pairs, counts = product[:-size].reshape(2, criteria, size, -1), product[-size:]
            balance = np.empty((4, *pairs.shape[1:]), pairs.dtype)
            np.rint(pairs, out=balance[2:])
            np.subtract(pairs, balance[2:], out=balance[:2])
            balance[:2] *= unit
            figures = location(balance.transpose(2, 1, 0, 3), counts, self.aggregation)
            figures += self.ratings.lowest
            absent = counts == 0
            if absent.any():
                np.copyto(figures, self._full[items, :, None], "same_kind", where=absent[:, None])
            yield items, figures

    @cached_property
    def _full(self) -> Floats:
        return self.ratings.location(self.aggregation)

    @cached_property
    def _signs(self) -> list[tuple[slice, Ints, Floats, int]]:
        """(some items, who rated them, their signs, unit), block after block.

        signs: shape (lines, raters). Two levels share a line, which halves the product: sign at level l + 2,
        plus sign at level l over `unit`, for l in 0–1, each criterion, each item; then, for each item, its
        number of ratings. Both balances are whole and under unit / 2, so that rounding tells them apart.
        """
        ratings, criteria = self.ratings, self.ratings.levels.shape[1]
        blocks = []
        for first in range(0, ratings.items, BLOCK_ITEMS):
            items = slice(first, min(first + BLOCK_ITEMS, ratings.items))
            rows = slice(*np.searchsorted(ratings.item, [items.start, items.stop]))
            raters, position = members(ratings.rater[rows], ratings.raters)
            shape = 5, criteria, items.stop - items.start, len(raters)
            line = ratings.levels[rows].T * np.int64(criteria) + np.arange(criteria)[:, None]
            cell = (line * shape[2] + ratings.item[rows] - first) * shape[3] + position[ratings.rater[rows]]
            # Counted, not set: a voter of two sub-groups of the same group may have voted twice on a domain.
            put = np.bincount(cell.reshape(-1), minlength=prod(shape)).reshape(shape)
            single = ratings.raters * put.sum(axis=0).max(initial=0) < 1 << 11
            unit = 1 << 12 if single else 1 << 26
            signs: Floats = put.astype(np.float32 if single else np.float64)
            for level in range(4):
                signs[level + 1] += signs[level]  # ratings at or below each level; at 4, all of them
            signs[:4] *= -2
            signs[:4] += signs[4]
            signs[2:4] += signs[:2] / unit
            lines = signs[2:].reshape(3 * criteria * shape[2], shape[3])
            blocks.append((items, raters, lines[: (2 * criteria + 1) * shape[2]].copy(), unit))
        return blocks

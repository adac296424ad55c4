"""From ratings to one figure: over assessors, inside a group, over groups (docs/methode.md §5)."""

from dataclasses import dataclass

import numpy as np

from method.arrays import Bools, Floats, Ints

TRIMMED = 5  # a trimmed mean drops the lowest and the highest fifth


@dataclass(frozen=True, eq=False)
class Ratings:
    """Who put what at which of five levels.

    items, raters: how many, rated or not.  item: shape (n,), ascending.  rater: shape (n,).
    levels: shape (n, criteria), 0–4, what was given less `lowest` (1 for scores, 0 for votes and practice).
    """

    items: int
    raters: int
    item: Ints
    rater: Ints
    levels: Ints
    lowest: int = 0

    def counts(self) -> Ints:
        """Raters of each item. Shape (items,)."""
        return np.bincount(self.item, minlength=self.items)

    def histogram(self) -> Ints:
        """Raters of each item at each level. Shape (items, criteria, 5)."""
        first, size = self.item * np.int64(5), self.items * 5
        counted = [np.bincount(first + levels, minlength=size).reshape(-1, 5) for levels in self.levels.T]
        return np.stack(counted, axis=1)

    def balance(self) -> Ints:
        """Raters above a level less raters at or below it, for levels 0–3. Shape (items, criteria, 4)."""
        at_or_below = self.histogram().cumsum(axis=2)
        return at_or_below[:, :, 4:] - 2 * at_or_below[:, :, :4]

    def location(self, aggregation: str = "median") -> Floats:
        """Figure of the panel per item and criterion, NaN without rater. Shape (items, criteria)."""
        counts = self.counts()
        figures = location(self.balance(), counts, aggregation) + self.lowest
        figures[counts == 0] = np.nan
        return figures


def members(appearing: Ints, people: int) -> tuple[Ints, Ints]:
    """(the people who appear, ascending; position among them of each of the people, if there)."""
    present = np.zeros(people, bool)
    present[appearing] = True
    return np.flatnonzero(present), np.cumsum(present) - 1


def location(balance: Floats | Ints, counts: Floats | Ints, aggregation: str = "median") -> Floats:
    """Median, mean or 20 % trimmed mean of ratings on levels 0–4, from their balances; overwrites `balance`.

    balance: shape (items, criteria, 4, …): for l in 0–3, ratings above l less ratings at or below l.
    counts: shape (items, …), number of ratings.  Returns shape (items, criteria, …), 2 without rating.

    All three are 2 + ½ Σ_l clip(balance_l / d, −1, 1), with d = 1 (the sign: median, an even count taking the
    mean of the two middle ratings), d = n (mean) and d = n − 2⌊n/5⌋ (trimmed mean, ⌊n/5⌋ dropped on each
    side). The sum is of whole numbers, hence exact in any order and in single precision.
    Source: docs/methode.md §5.

    >>> levels = np.array([[1], [3], [4], [4], [5]]) - 1
    >>> ratings = Ratings(1, 5, np.zeros(5, int), np.arange(5), levels, lowest=1)
    >>> [round(float(ratings.location(name)[0, 0]), 6) for name in ("median", "mean", "trimmed_mean")]
    [4.0, 3.4, 3.666667]
    """
    if aggregation == "median":
        # Half of 4 more than the sum: exact, and one array less to go through.
        return np.clip(balance, -1, 1, out=balance).sum(axis=2, initial=4) * 0.5
    kept = counts - 2 * (counts // TRIMMED) if aggregation == "trimmed_mean" else counts
    kept = np.maximum(kept, 1)
    total = np.clip(balance, -kept[:, None, None], kept[:, None, None], out=balance).sum(axis=2)
    return 2 + total.astype(np.float64) / (2 * kept[:, None])


def group_maxima(values: Floats, cell: Ints) -> tuple[Ints, Floats]:
    """(cells present, largest value of each).  Source: docs/methode.md §5.

    values: shape (impacts, …), in ascending order of cell.  cell: shape (impacts,).
    """
    if not len(cell):
        return cell, values
    starts = np.flatnonzero(np.diff(cell, prepend=-1))
    sizes = np.diff(starts, append=len(cell))
    largest = values[starts]
    # Far faster than np.maximum.reduceat over whole rows of draws.
    for nth in range(1, sizes.max()):
        more = sizes > nth
        largest[more] = np.maximum(largest[more], values[starts[more] + nth])
    return cell[starts], largest


def known_weight(known: Bools, weights: Floats) -> Floats:
    """Weight of the known groups. known: shape (domains, groups); weights: shape (groups, …)."""
    # As floats: einsum is four times as slow on booleans.
    return np.einsum("dg,g...->d...", known.astype(float), weights)


def weighted_mean(values: Floats, weights: Floats, known: Floats) -> Floats:
    """Mean over the known groups, by weight; NaN where none weighs anything.  Source: docs/methode.md §5.

    values: shape (domains, groups, …), 0 where unknown.  weights: shape (groups, …), 0 for a group to
    qualify.  known: their `known_weight`, shape (domains, …).  Returns shape (domains, …).
    """
    # The axes left out (draws) may be on values, on weights or on both.
    total = np.einsum("dg...,g...->d...", values, weights)
    known = np.broadcast_to(known, total.shape)
    return np.divide(total, known, out=np.full(total.shape, np.nan), where=known > 0)


def coverage(scored: Bools, weights: Floats) -> Floats:
    """Weight of the groups that were scored, 0–1. Shape (domains,).  Source: docs/methode.md §5."""
    return scored @ weights


def bounds(values: Floats, scored: Bools, weights: Floats) -> tuple[Floats, Floats]:
    """Weighted mean if groups not scored took 0, then 5. Shapes (domains,).  Source: docs/methode.md §6."""
    low = values @ weights
    return low, low + 5 * (~scored @ weights)

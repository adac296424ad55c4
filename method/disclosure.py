"""What may be published of a table of people without telling of too few of them (ADR 0026).

A cell counts people. Under k of them it is not published, and neither is anything from which it could be subtracted.
Both functions below publish the blocks of one partition of the cells, each of at least k people: whatever is added up
or subtracted among them is a union of blocks, hence of at least k people too. Nobody at all is fewer than k: a zero is
not published either, for « nobody answered 0 » tells of everybody who answered.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

INTERNAL, PUBLIC = 5, 11  # people; CASD asks for 11 in anything public
EDGE = 0.1  # how near to an end of the scale a mean is told


@dataclass(frozen=True)
class Block:
    """Neighbouring classes start..end (inclusive) told as one, with how many people chose any of them."""

    start: int
    end: int
    count: int

    def __post_init__(self) -> None:
        if self.start > self.end:
            raise ValueError("a block holds at least one class")


def hidden_cells(counts: Sequence[int], k: int, already: Collection[int] = ()) -> frozenset[int]:
    """Positions of the cells not to publish beside their total, by secondary suppression.

    First those under k, and those `already` hidden elsewhere; then the smallest of the others, until what is hidden
    adds up to k people: their sum is what anybody gets by subtraction. All of them when even that is too few.
    Raises ValueError for k < 1 or a negative count.

    >>> sorted(hidden_cells([12, 4, 20], 11))
    [0, 1]
    >>> sorted(hidden_cells([12, 11, 20], 11))
    []
    """
    _check(counts, k)
    hidden = {position for position, count in enumerate(counts) if count < k} | set(already)
    others = sorted((count, position) for position, count in enumerate(counts) if position not in hidden)
    for _count, position in others:
        if not hidden or sum(counts[at] for at in hidden) >= k:
            break
        hidden.add(position)
    return frozenset(hidden)


def grouped(counts: Sequence[int], k: int, within: Sequence[Block] = ()) -> list[Block]:
    """The finest grouping of ordered classes whose blocks all hold at least k people; [] when all together do not.

    within: blocks published elsewhere with a lower threshold, which are joined and never cut: two groupings that cross
    would tell of what lies between. Of equally fine groupings, the one whose blocks are the most even.
    Raises ValueError for k < 1 or a negative count.

    >>> [(block.start, block.end, block.count) for block in grouped([3, 9, 20, 15, 2], 11)]
    [(0, 1, 12), (2, 2, 20), (3, 4, 17)]
    """
    _check(counts, k)
    atoms = list(within) or [Block(place, place, count) for place, count in enumerate(counts)]
    if sum(block.count for block in atoms) < k:
        return []
    best: list[Block] = []
    for parts in range(len(atoms), 0, -1):
        for cuts in combinations(range(1, len(atoms)), parts - 1):
            blocks = _joined(atoms, (0, *cuts, len(atoms)))
            if min(block.count for block in blocks) >= k and (
                not best or _unevenness(blocks) < _unevenness(best)
            ):
                best = blocks
        if best:
            break
    return best


def told_mean(total: float, people: int) -> float:
    """The mean of people's answers 0..4, to one decimal and never nearer than EDGE to an end of the scale.

    A mean of exactly 4 would tell what each of them answered. Raises ValueError without people.

    >>> told_mean(20, 5), told_mean(0, 5), told_mean(13, 5)
    (3.9, 0.1, 2.6)
    """
    if people < 1:
        raise ValueError("a mean needs somebody")
    return round(min(max(total / people, EDGE), 4 - EDGE), 1)


def half_points(mean: float) -> float:
    """A mean to the nearest half: what changes too little to be read when a few people join.

    >>> half_points(2.6), half_points(2.8)
    (2.5, 3.0)
    """
    return round(mean * 2) / 2


def _check(counts: Sequence[int], k: int) -> None:
    if k < 1 or any(count < 0 for count in counts):
        raise ValueError("counts are 0 or more, k is 1 or more")


def _joined(atoms: Sequence[Block], edges: Sequence[int]) -> list[Block]:
    return [
        Block(atoms[start].start, atoms[end - 1].end, sum(block.count for block in atoms[start:end]))
        for start, end in pairwise(edges)
    ]


def _unevenness(blocks: Sequence[Block]) -> int:
    """Smaller for blocks of about as many people each."""
    return sum(block.count**2 for block in blocks)

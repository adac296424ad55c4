"""Where to write the names of points so that they overlap nothing: greedy, deterministic, up to 60 points."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def overlap(self, other: "Box") -> float:
        """Shared surface, 0 when apart."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.bottom, other.bottom) - max(self.top, other.top)
        return width * height if width > 0 and height > 0 else 0.0

    def holds(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.right >= other.right
            and self.bottom >= other.bottom
        )


class Disc(NamedTuple):
    x: float
    y: float
    r: float

    def overlap(self, box: Box) -> float:
        """How deep the disc enters the box, squared; 0 when apart."""
        near = (min(max(self.x, box.left), box.right), min(max(self.y, box.top), box.bottom))
        depth = self.r - math.dist(near, (self.x, self.y))
        return depth * depth if depth > 0 else 0.0


DISTANCES = (2.0, 7.0, 14.0, 22.0, 32.0, 44.0, 58.0, 74.0, 92.0)
DIRECTIONS = (
    0,
    270,
    90,
    180,
    315,
    45,
    225,
    135,
    337,
    22,
    202,
    158,
    292,
    248,
    68,
    112,
)  # right first, then above
PAD = 1.5


def place_labels(discs: Sequence[Disc], sizes: Sequence[tuple[float, float]], *, within: Box) -> list[Box]:
    """A box of size `sizes[i]` (width, height) for each disc. Crowded points choose first.

    Cost of a place: overlap with points, placed names and leader lines, leaving the frame, then distance.
    """
    crowd = [sum(1 for other in discs if math.dist(disc[:2], other[:2]) < 60) for disc in discs]
    chosen: dict[int, Box] = {}
    leaders: list[tuple[float, float]] = []
    for i in sorted(range(len(discs)), key=lambda i: (-crowd[i], discs[i].x, discs[i].y, i)):
        disc, reach = discs[i], DISTANCES[-1] + discs[i].r + max(sizes[i])
        near = Surroundings(
            disc,
            [
                other
                for other in discs
                if other is not disc and math.dist(disc[:2], other[:2]) < reach + other.r
            ],
            [
                box
                for box in chosen.values()
                if math.dist(disc[:2], box[:2]) < reach + math.dist(box[:2], box[2:])
            ],
            [point for point in leaders if math.dist(disc[:2], point) < reach],
            within,
        )
        best, least = None, math.inf
        for box, base in _candidates(disc, sizes[i]):
            if base >= least:  # no farther place can be cheaper
                break
            if (cost := base + near.cost(box)) < least:
                best, least = box, cost
        assert best is not None
        chosen[i] = best
        leaders.extend(_leader(disc, best))
    return [chosen[i] for i in range(len(discs))]


def _candidates(disc: Disc, size: tuple[float, float]) -> Iterator[tuple[Box, float]]:
    """Places around a point and what each costs by its distance, cheapest first."""
    width, height = size
    for rank, distance in enumerate(DISTANCES):
        for preference, degrees in enumerate(DIRECTIONS):
            cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
            x = disc.x + cos * (disc.r + distance + width / 2)
            y = disc.y + sin * (disc.r + distance + height / 2)
            box = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
            yield box, rank * 3.0 + preference * 0.1


class Surroundings(NamedTuple):
    """What lies within reach of the name of one point."""

    own: Disc
    discs: list[Disc]
    boxes: list[Box]
    leaders: list[tuple[float, float]]
    within: Box

    def cost(self, box: Box) -> float:
        padded = Box(box.left - PAD, box.top - PAD, box.right + PAD, box.bottom + PAD)
        cost = 0.0 if self.within.holds(box) else 400.0
        cost += sum(30 + 8 * depth for disc in (self.own, *self.discs) if (depth := disc.overlap(padded)))
        cost += sum(60 + 10 * shared for other in self.boxes if (shared := padded.overlap(other)))
        cost += sum(
            9 for x, y in self.leaders if padded.left < x < padded.right and padded.top < y < padded.bottom
        )
        for x, y in _leader(
            self.own, box
        ):  # its own line must not run through a placed name or another point
            cost += sum(
                14 for other in self.boxes if other.left < x < other.right and other.top < y < other.bottom
            )
            cost += sum(3 for disc in self.discs if math.dist((x, y), disc[:2]) < disc.r)
        return cost


def _leader(disc: Disc, box: Box) -> list[tuple[float, float]]:
    """Some points of the line from a point to its name, for the tests above."""
    near = (min(max(disc.x, box.left), box.right), min(max(disc.y, box.top), box.bottom))
    length = math.dist(near, (disc.x, disc.y))
    count = int((length - disc.r) // 5)
    if count <= 1:
        return []
    return [
        (
            disc.x + (near[0] - disc.x) * (disc.r + 5 * k) / length,
            disc.y + (near[1] - disc.y) * (disc.r + 5 * k) / length,
        )
        for k in range(count + 1)
    ]

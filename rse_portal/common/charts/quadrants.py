"""Quadrants: who weighs on us × who depends on us, one point per stakeholder."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rse_portal.common.charts.labels import Box, Disc, place_labels
from rse_portal.common.charts.svg import (
    Chart,
    DataTable,
    draw,
    el,
    mark,
    number,
    picture,
    shorten,
    text_width,
    uid,
    words,
)
from rse_portal.common.typography import nombre, pluriel

WIDTH, HEIGHT = 720.0, 560.0
PLOT = Box(40, 52, 704, 496)  # left, top, right, bottom
LOW, HIGH, MARGIN = 0, 4, 0.45  # the scale, and the room around its ends
CUT = 1.5  # between 1 and 2: a score is high from 2 on, and none lies on the line
RADIUS, SIZE = 6.0, 12.0
NAMED = 40  # points that can be named without a crowd; beyond, a place holds one disc and its count
NAME_ROOM = 150.0


@dataclass(frozen=True, slots=True)
class QuadrantPoint:
    """One stakeholder. x: influence, y: dependency, whole numbers 0–4. hollow: drawn as a ring (external)."""

    code: str
    label: str
    x: int
    y: int
    hollow: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class QuadrantWords:
    """How each corner is called, and what the two kinds of points are."""

    both: str
    only_y: str
    only_x: str
    neither: str
    filled: str
    hollow: str


def quadrants(points: Sequence[QuadrantPoint], corners: QuadrantWords, *, title: str, summary: str) -> Chart:
    """Points of the same scores stand side by side around their place; up to NAMED of them are named.

    Beyond, each place of the scale holds one disc whose surface grows with the number it says: the table names them all.
    """
    named = len(points) <= NAMED
    shapes = list(_named(points)) if named else list(_counted(points))
    svg = picture(
        "quadrants",
        _frame(corners),
        *shapes,
        _legend(corners) if named else SafeString(""),
        size=(WIDTH, HEIGHT + 24),
        title=title,
        summary=summary,
        key=uid("quadrants", title, summary, points),
        links=named and any(point.href for point in points),
    )
    key = _("%(filled)s : point plein ; %(hollow)s : anneau.") % {
        "filled": corners.filled,
        "hollow": corners.hollow,
    }
    return Chart(svg, title, summary, "quadrants", _table(points, title), key=key if named else "", wide=True)


def _x(value: float) -> float:
    return PLOT.left + (PLOT.right - PLOT.left) * (value - LOW + MARGIN) / (HIGH - LOW + 2 * MARGIN)


def _y(value: float) -> float:
    return PLOT.bottom - (PLOT.bottom - PLOT.top) * (value - LOW + MARGIN) / (HIGH - LOW + 2 * MARGIN)


def _places(points: Sequence[QuadrantPoint]) -> dict[tuple[int, int], list[QuadrantPoint]]:
    places = defaultdict(list)
    for point in points:
        places[point.x, point.y].append(point)
    return places


def _named(points: Sequence[QuadrantPoint]) -> Iterator[SafeString]:
    shown, discs = [], []
    for (x, y), here in sorted(_places(points).items()):
        for dx, dy, point in zip(*_ring(len(here)), here, strict=True):
            shown.append(point)
            discs.append(Disc(_x(x) + dx, _y(y) + dy, RADIUS))
    names = [shorten(point.label, SIZE, NAME_ROOM) if len(points) <= 16 else point.code for point in shown]
    boxes = place_labels(discs, [(text_width(name, SIZE), SIZE) for name in names], within=PLOT)
    for point, disc, name, box in zip(shown, discs, names, boxes, strict=True):
        yield _mark(point, disc, name, box)


def _ring(count: int) -> tuple[list[float], list[float]]:
    """Where `count` points stand around their common place: one on it, more on a ring that grows with them."""
    if count == 1:
        return [0.0], [0.0]
    reach = max(RADIUS * 1.3, count * RADIUS * 2.5 / (2 * math.pi))
    turns = [2 * math.pi * k / count - math.pi / 2 for k in range(count)]
    return [reach * math.cos(turn) for turn in turns], [reach * math.sin(turn) for turn in turns]


def _mark(point: QuadrantPoint, disc: Disc, name: str, box: Box) -> SafeString:
    shapes: list[SafeString] = []
    near = (min(max(disc.x, box.left), box.right), min(max(disc.y, box.top), box.bottom))
    if math.dist(near, disc[:2]) - disc.r > 5:
        line = f"M{number(disc.x)} {number(disc.y)}L{number(near[0])} {number(near[1])}"
        shapes.append(draw("path", "tick-none", d=line, stroke_width=0.9))
    if point.hollow:
        shapes.append(draw("circle", "paper ink-stroke", cx=disc.x, cy=disc.y, r=RADIUS - 1, stroke_width=2))
    else:
        shapes.append(draw("circle", "accent rim", cx=disc.x, cy=disc.y, r=RADIUS))
    middle = (box.left + box.right) / 2
    shapes.append(words(name, middle, box.bottom - 2.5, SIZE, "ink halo", anchor="middle"))
    said = _("%(label)s (%(code)s) : influence %(x)s sur 4, dépendance %(y)s sur 4") % {
        "label": point.label,
        "code": point.code,
        "x": point.x,
        "y": point.y,
    }
    return mark(said, *shapes, href=point.href, class_="")


def _counted(points: Sequence[QuadrantPoint]) -> Iterator[SafeString]:
    places = _places(points)
    most = max(map(len, places.values()))
    for (x, y), here in sorted(places.items()):
        radius = 9 + 21 * math.sqrt(len(here) / most)
        said = _("influence %(x)s, dépendance %(y)s : %(count)s") % {
            "x": x,
            "y": y,
            "count": pluriel(len(here), _("partie prenante"), _("parties prenantes")),
        }
        yield mark(
            said,
            draw("circle", "zone baseline", cx=_x(x), cy=_y(y), r=radius),
            words(nombre(len(here)), _x(x), _y(y) + 4.5, 13, "ink", anchor="middle", font_weight=600),
            href=None,
            class_="",
        )


def _frame(corners: QuadrantWords) -> SafeString:
    """Grid, the two cuts, axes, and the words of the quadrants outside, where no point can cover them."""
    pieces = []
    for value in range(LOW, HIGH + 1):
        across, down = number(_y(value)), number(_x(value))
        pieces += [
            draw("path", "grid", d=f"M{number(PLOT.left)} {across}H{number(PLOT.right)}"),
            draw("path", "grid", d=f"M{down} {number(PLOT.top)}V{number(PLOT.bottom)}"),
            words(str(value), _x(value), PLOT.bottom + 17, 11, anchor="middle"),
            words(str(value), PLOT.left - 10, _y(value) + 4, 11, anchor="end"),
        ]
    pieces += [
        draw("path", "middle", d=f"M{number(PLOT.left)} {number(_y(CUT))}H{number(PLOT.right)}"),
        draw("path", "middle", d=f"M{number(_x(CUT))} {number(PLOT.top)}V{number(PLOT.bottom)}"),
    ]
    above, below = PLOT.top - 10, PLOT.bottom + 38
    for word, x, y, anchor in (
        (corners.only_y, PLOT.left, above, "start"),
        (corners.both, PLOT.right, above, "end"),
        (corners.neither, PLOT.left, below, "start"),
        (corners.only_x, PLOT.right, below, "end"),
    ):
        pieces.append(words(word, x, y, 13, "ink-3 quadrant", anchor=anchor, font_weight=500))
    middle = (PLOT.left + PLOT.right) / 2
    pieces += [
        words(_("↑ Dépend de nous (0–4)"), 0, 16, 12, "ink", font_weight=500),
        words(_("Pèse sur nous (0–4) →"), middle, below, 12, "ink", anchor="middle", font_weight=500),
    ]
    return el("g", *pieces, aria_hidden="true")


def _legend(corners: QuadrantWords) -> SafeString:
    y = HEIGHT + 6.0
    items = [
        draw("circle", "accent rim", cx=PLOT.left + 6, cy=y, r=RADIUS),
        words(corners.filled, PLOT.left + 20, y + 4, 12),
        draw("circle", "paper ink-stroke", cx=PLOT.left + 126, cy=y, r=RADIUS - 1, stroke_width=2),
        words(corners.hollow, PLOT.left + 140, y + 4, 12),
    ]
    return el("g", *items, class_="chart-legend", aria_hidden="true")


def _table(points: Sequence[QuadrantPoint], title: str) -> DataTable:
    head = (_("Partie prenante"), _("Code"), _("Influence (0–4)"), _("Dépendance (0–4)"))
    ordered = sorted(points, key=lambda point: (-point.x - point.y, -point.y, point.code))
    rows = [(point.label, point.code, str(point.x), str(point.y)) for point in ordered]
    return DataTable(title, head, rows, frozenset({2, 3}))

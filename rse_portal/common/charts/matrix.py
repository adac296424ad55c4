"""Matrix: significance of impacts × importance for stakeholders, one point per domain."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rse_portal.common.charts.labels import Box, Disc, place_labels
from rse_portal.common.charts.svg import (
    Chart,
    DataTable,
    draw,
    el,
    hue_class,
    mark,
    number,
    picture,
    text_width,
    uid,
    words,
)
from rse_portal.common.typography import nombre

WIDTH, HEIGHT = 720.0, 560.0
PLOT = Box(36, 50, 708, 506)  # left, top, right, bottom
SIZE = 11.5  # of the codes
X_RANGE, Y_RANGE = (0.0, 5.0), (0.0, 4.0)
GAP_MAX = 4.0


@dataclass(frozen=True, slots=True)
class MatrixPoint:
    """One domain.

    x: impact 0..5. y: importance 0..4. gap: what practice lacks, 0..4 levels, None if unknown (hollow).
    critical: ringed in red. subject: 1..7, gives the hue.
    """

    code: str
    label: str
    subject: int
    x: float
    y: float
    gap: float | None = None
    critical: bool = False
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Scale:
    """From impact and importance to the plot."""

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    middle: tuple[float, float]

    def x(self, value: float) -> float:
        low, high = self.x_range
        return PLOT.left + (PLOT.right - PLOT.left) * (value - low) / (high - low)

    def y(self, value: float) -> float:
        low, high = self.y_range
        return PLOT.bottom - (PLOT.bottom - PLOT.top) * (value - low) / (high - low)

    def shows(self, point: MatrixPoint) -> bool:
        return self.x_range[0] <= point.x <= self.x_range[1] and self.y_range[0] <= point.y <= self.y_range[1]


def matrix(
    points: Sequence[MatrixPoint],
    *,
    title: str,
    summary: str,
    x_range: tuple[float, float] = X_RANGE,
    y_range: tuple[float, float] = Y_RANGE,
    middle: tuple[float, float] | None = None,
) -> Chart:
    """Draw the points that lie within the ranges; give narrower ranges to look into a crowded corner.

    middle: where the quadrants meet (impact, importance), the middle of both scales by default.

    The surface of a point grows with its gap (0..4 levels of practice). Codes are placed so that they overlap
    neither each other nor a point; a thin line leads to the point when its code had to move away. The table
    lists what is drawn.
    """
    scale = Scale(x_range, y_range, middle or (sum(X_RANGE) / 2, sum(Y_RANGE) / 2))
    shown = [point for point in points if scale.shows(point)]
    key = uid("matrix", title, summary, points, x_range, y_range, scale.middle)
    discs = [Disc(scale.x(p.x), scale.y(p.y), _radius(p) + (3.5 if p.critical else 0)) for p in shown]
    places = place_labels(discs, [(text_width(p.code, SIZE), SIZE) for p in shown], within=PLOT)
    order = sorted(range(len(shown)), key=lambda i: -discs[i].r)  # small points over large ones
    svg = picture(
        "matrix",
        _frame(scale),
        *(_mark(shown[i], discs[i], places[i]) for i in order),
        _legend(),
        size=(WIDTH, HEIGHT + 28),
        title=title,
        summary=summary,
        key=key,
        links=any(point.href for point in shown),
    )
    return Chart(svg, title, summary, "matrix", _table(shown, title), wide=True)


def _radius(point: MatrixPoint) -> float:
    share = min(max(point.gap or 0.0, 0.0), GAP_MAX) / GAP_MAX
    return math.sqrt(3.5**2 + share * (10.0**2 - 3.5**2))


def _mark(point: MatrixPoint, disc: Disc, box: Box) -> SafeString:
    hue, r = point.subject, _radius(point)
    shapes: list[SafeString] = []
    near = (min(max(disc.x, box.left), box.right), min(max(disc.y, box.top), box.bottom))
    if math.dist(near, disc[:2]) - disc.r > 5:
        line = f"M{number(disc.x)} {number(disc.y)}L{number(near[0])} {number(near[1])}"
        shapes.append(draw("path", "hue-stroke", hue=hue, d=line, stroke_width=0.9, stroke_opacity=0.7))
    if point.gap is None:
        shapes.append(_unknown(disc.x, disc.y, r, "paper hue-stroke", hue))
    else:
        shapes.append(draw("circle", "hue-fill rim", hue=hue, cx=disc.x, cy=disc.y, r=r, fill_opacity=0.82))
    if point.critical:
        shapes.append(draw("circle", "critical-ring", cx=disc.x, cy=disc.y, r=r + 3))
    x, weight = (box.left + box.right) / 2, 700 if point.critical else 500
    paint = "matrix-code hue-fill halo"
    shapes.append(
        words(point.code, x, box.bottom - 2, SIZE, paint, hue=hue, anchor="middle", font_weight=weight)
    )
    return mark(_name(point), *shapes, href=point.href, class_=hue_class(point.subject))


def _unknown(x: float, y: float, r: float, paint: str, hue: int = 0) -> SafeString:
    return draw("circle", paint, hue=hue, cx=x, cy=y, r=r, stroke_width=1.5, stroke_dasharray="2 1.5")


def _vertical(x: float) -> str:
    return f"M{number(x)} {number(PLOT.top)}V{number(PLOT.bottom)}"


def _horizontal(y: float) -> str:
    return f"M{number(PLOT.left)} {number(y)}H{number(PLOT.right)}"


def _frame(scale: Scale) -> SafeString:
    """Grid, middles, axes, and the words of the quadrants outside, where no point can cover them."""
    (left, right), (low, high) = scale.x_range, scale.y_range
    half_x, half_y = scale.middle
    above, below = PLOT.top - 10, PLOT.bottom + 35
    pieces = [draw("path", "grid", d=_vertical(scale.x(value))) for value in _ticks(left, right)]
    pieces += [draw("path", "grid", d=_horizontal(scale.y(value))) for value in _ticks(low, high)]
    for value in _ticks(left, right):
        pieces.append(words(nombre(value), scale.x(value), PLOT.bottom + 16, 10.5, anchor="middle"))
    for value in _ticks(low, high):
        pieces.append(words(nombre(value), PLOT.left - 8, scale.y(value) + 3.5, 10.5, anchor="end"))
    if left < half_x < right:
        pieces.append(draw("path", "middle", d=_vertical(scale.x(half_x))))
    if low < half_y < high:
        pieces.append(draw("path", "middle", d=_horizontal(scale.y(half_y))))
    quadrants = (
        (right > half_x and high > half_y, PLOT.right, above, "end", _("Agir d’abord")),
        (left < half_x and high > half_y, PLOT.left, above, "start", _("Répondre aux attentes")),
        (right > half_x and low < half_y, PLOT.right, below, "end", _("Faire connaître l’impact")),
        (left < half_x and low < half_y, PLOT.left, below, "start", _("Garder à l’œil")),
    )
    for present, x, y, anchor, word in quadrants:
        if present:
            pieces.append(words(word, x, y, 12.5, "ink-3 quadrant", anchor=anchor, font_weight=500))
    middle = (PLOT.left + PLOT.right) / 2
    y_title, x_title = _("↑ Importance pour les parties prenantes (0–4)"), _("Impact (0–5) →")
    pieces.append(words(y_title, 0, 16, 11.5, "ink", font_weight=500))
    pieces.append(words(x_title, middle, below, 11.5, "ink", anchor="middle", font_weight=500))
    return el("g", *pieces, aria_hidden="true")


def _legend() -> SafeString:
    y = HEIGHT + 8.0
    items = [
        draw("circle", "ink", cx=52, cy=y, r=3.5),
        draw("circle", "ink", cx=70, cy=y, r=9),
        words(_("écart de pratique, petit ou grand"), 88, y + 4, 11.5),
        _unknown(308, y, 5, "paper ink-stroke"),
        words(_("écart inconnu"), 322, y + 4, 11.5),
        draw("circle", "ink", cx=436, cy=y, r=4.5),
        draw("circle", "critical-ring", cx=436, cy=y, r=8),
        words(_("impact critique"), 453, y + 4, 11.5),
    ]
    return el("g", *items, class_="chart-legend", aria_hidden="true")


def _ticks(low: float, high: float) -> list[float]:
    step = next(step for step in (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0) if (high - low) / step <= 6)
    first = math.ceil(round(low / step, 6))
    return [i * step for i in range(first, math.floor(round(high / step, 6)) + 1)]


def _name(point: MatrixPoint) -> str:
    parts = [
        f"{point.code} {point.label}",
        _("impact %(x)s sur 5") % {"x": nombre(point.x, 1)},
        _("importance %(y)s sur 4") % {"y": nombre(point.y, 1)},
    ]
    if point.gap is not None:
        parts.append(_("écart de pratique %(gap)s") % {"gap": nombre(point.gap, 1)})
    if point.critical:
        parts.append(_("critique"))
    return ", ".join(parts)


def _table(points: Sequence[MatrixPoint], title: str) -> DataTable:
    head = (
        _("Domaine"),
        _("Impact (0–5)"),
        _("Importance (0–4)"),
        _("Écart de pratique (0–4)"),
        _("Critique"),
    )
    rows = [
        (
            f"{p.code} {p.label}",
            nombre(p.x, 2),
            nombre(p.y, 2),
            nombre(p.gap, 1),
            _("oui") if p.critical else _("non"),
        )
        for p in points
    ]
    return DataTable(title, head, rows, frozenset({1, 2, 3}))

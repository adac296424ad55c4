"""Two views of each domain, on the same scale, with the threshold of each: either suffices."""

from collections.abc import Sequence
from dataclasses import dataclass

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

WIDTH, HEIGHT = 720.0, 480.0
PLOT = Box(40, 36, 704, 430)  # left, top, right, bottom
HIGH, RADIUS, SIZE = 5, 6.0, 11.5


@dataclass(frozen=True, slots=True)
class ViewPoint:
    """One domain, both views known. x, y: 0..5. subject: 1..7, gives the hue. critical: ringed in red."""

    code: str
    label: str
    subject: int
    x: float
    y: float
    critical: bool = False
    href: str | None = None


def views(
    points: Sequence[ViewPoint],
    *,
    threshold: float,
    names: tuple[str, str],
    title: str,
    summary: str,
    table: DataTable,
) -> Chart:
    """names: of the axes, across then up. The zone between the two thresholds and the ends is tinted. table: all the
    domains, also those that lack a view and have no mark."""
    discs = [Disc(_x(point.x), _y(point.y), RADIUS) for point in points]
    boxes = place_labels(discs, [(text_width(point.code, SIZE), SIZE) for point in points], within=PLOT)
    svg = picture(
        "views",
        el("g", *_frame(threshold, names), aria_hidden="true"),
        *(_mark(*found, names) for found in zip(points, discs, boxes, strict=True)),
        size=(WIDTH, HEIGHT),
        title=title,
        summary=summary,
        key=uid("views", title, summary, points),
        links=any(point.href for point in points),
    )
    return Chart(svg, title, summary, "views", table, wide=True)


def _x(value: float) -> float:
    return PLOT.left + (PLOT.right - PLOT.left) * value / HIGH


def _y(value: float) -> float:
    return PLOT.bottom - (PLOT.bottom - PLOT.top) * value / HIGH


def _frame(threshold: float, names: tuple[str, str]) -> list[str]:
    left, line = _x(threshold), _y(threshold)
    pieces = [
        draw("rect", "zone", x=PLOT.left, y=PLOT.top, width=PLOT.right - PLOT.left, height=line - PLOT.top),
        draw("rect", "zone", x=left, y=line, width=PLOT.right - left, height=PLOT.bottom - line),
    ]
    for level in range(HIGH + 1):
        x, y = number(_x(level)), number(_y(level))
        pieces += [
            draw("path", "grid", d=f"M{x} {number(PLOT.top)}V{number(PLOT.bottom)}"),
            draw("path", "grid", d=f"M{number(PLOT.left)} {y}H{number(PLOT.right)}"),
            words(str(level), _x(level), PLOT.bottom + 16, 10.5, anchor="middle"),
            words(str(level), PLOT.left - 8, _y(level) + 3.5, 10.5, anchor="end"),
        ]
    pieces += [
        draw("path", "middle", d=f"M{number(left)} {number(PLOT.bottom)}V{number(line)}H{number(PLOT.left)}"),
        words(f"↑ {names[1]}", 0, 16, SIZE, "ink", font_weight=500),
        words(f"{names[0]} →", (PLOT.left + PLOT.right) / 2, PLOT.bottom + 36, SIZE, "ink", anchor="middle"),
    ]
    return list(pieces)


def _mark(point: ViewPoint, disc: Disc, box: Box, names: tuple[str, str]) -> str:
    said = f"{names[0]} {nombre(point.x, 1)}, {names[1]} {nombre(point.y, 1)}"
    shapes = [draw("circle", "hue-fill", hue=point.subject, cx=disc.x, cy=disc.y, r=disc.r)]
    if point.critical:
        shapes.append(draw("circle", "critical-ring", cx=disc.x, cy=disc.y, r=disc.r + 3))
    middle = (box.left + box.right) / 2
    shapes.append(
        words(point.code, middle, box.bottom - 2, SIZE, "hue-fill", hue=point.subject, anchor="middle")
    )
    name = f"{point.code} {point.label}, {said}"
    return mark(name, *shapes, href=point.href, class_=hue_class(point.subject))

"""Three looks at one thing on a short scale: a dot, a square and a diamond on one line, never one figure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from rse_portal.common.charts.svg import (
    Chart,
    DataTable,
    draw,
    el,
    hue_class,
    mark,
    number,
    picture,
    shorten,
    uid,
    words,
)
from rse_portal.common.typography import nombre

ROW, HEAD, FOOT = 22.0, 44.0, 8.0
WIDTH, LEFT, RIGHT = 760.0, 372.0, 736.0  # the scale lies between LEFT and RIGHT
SHAPES = ("circle", "square", "diamond")


@dataclass(frozen=True, slots=True)
class LookRow:
    """One domain. values: look → level on the scale; a look that is not known is absent."""

    code: str
    label: str
    subject: int
    values: Mapping[str, float]
    href: str | None = None


def looks(
    rows: Sequence[LookRow],
    *,
    names: Mapping[str, str],
    high: int,
    title: str,
    summary: str,
    unknown: str,
) -> Chart:
    """One line per row, in the order given, on the scale 0..high. names: look → its name, at most three; one that no row
    knows is left out, and the others keep their shape. unknown: what the table says of a look that is not known."""
    marks = dict(zip(names, SHAPES, strict=False))
    names = {look: name for look, name in names.items() if any(look in row.values for row in rows)}
    bottom = HEAD + ROW * len(rows)
    grid: list[SafeString] = []
    for level in range(high + 1):
        x = _x(level, high)
        grid.append(draw("path", "grid", d=f"M{number(x)} {number(HEAD)}V{number(bottom)}"))
        grid.append(words(str(level), x, HEAD - 6, 11, anchor="middle"))
    legend, at = [], LEFT
    for look, name in names.items():
        legend.append(_shape(marks[look], at + 6, 12))
        legend.append(words(name, at + 18, 16, 12, "ink"))
        at += 110
    svg = picture(
        "looks",
        el("g", *legend, aria_hidden="true"),
        el("g", *grid, aria_hidden="true"),
        *(_line(row, HEAD + ROW * (i + 0.5), names, marks, high) for i, row in enumerate(rows)),
        size=(WIDTH, bottom + FOOT),
        title=title,
        summary=summary,
        key=uid("looks", title, summary, rows),
        links=any(row.href for row in rows),
    )
    table = DataTable(
        title,
        ("", *names.values()),
        [
            (
                f"{row.code} {row.label}",
                *(nombre(row.values[look], 1) if look in row.values else unknown for look in names),
            )
            for row in rows
        ],
        frozenset(range(1, len(names) + 1)),
    )
    return Chart(svg, title, summary, "looks", table, wide=True)


def _line(
    row: LookRow, y: float, names: Mapping[str, str], marks: Mapping[str, str], high: int
) -> SafeString:
    said = ", ".join(f"{names[look]} {nombre(value, 1)}" for look, value in row.values.items())
    shapes = [
        draw("rect", "hit", x=0, y=y - ROW / 2, width=WIDTH, height=ROW),
        words(row.code, 4, y + 4, 11, "hue-fill", hue=row.subject, font_weight=700),
        words(shorten(row.label, 11, LEFT - 76), 52, y + 4, 11, "ink"),
        draw("path", "grid", d=f"M0 {number(y + ROW / 2)}H{number(WIDTH)}", stroke_width=0.5),
    ]
    if len(row.values) > 1:
        ends = sorted(_x(value, high) for value in row.values.values())
        shapes.append(
            draw("path", "baseline", d=f"M{number(ends[0])} {number(y)}H{number(ends[-1])}", stroke_width=2)
        )
    shapes.extend(_shape(marks[look], _x(value, high), y) for look, value in row.values.items())
    name = f"{row.code} {row.label}" + (f", {said}" if said else "")
    return mark(name, *shapes, href=row.href, class_=hue_class(row.subject))


def _shape(shape: str, x: float, y: float) -> SafeString:
    """Told apart by their shape as much as by their paint, for grey print and every eye."""
    if shape == "circle":
        return draw("circle", "look-circle", cx=x, cy=y, r=5)
    if shape == "square":
        return draw("rect", "look-square", x=x - 4.5, y=y - 4.5, width=9, height=9)
    points = ((0, -6.5), (6.5, 0), (0, 6.5), (-6.5, 0))
    corners = "L".join(f"{number(x + right)} {number(y + down)}" for right, down in points)
    return draw("path", "look-diamond", d=f"M{corners}Z")


def _x(level: float, high: int) -> float:
    return LEFT + 8 + (RIGHT - LEFT - 16) * level / high

"""Ranks on two sides, joined: only what goes beyond the uncertainty takes a colour, the rest steps back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

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

ROW, HEAD, FOOT = 18.0, 40.0, 12.0
LEFT, RIGHT = 300.0, 460.0  # the lines run from LEFT to RIGHT
WIDE, NARROW = 760.0, 520.0  # with the names on both sides, or on the left only


@dataclass(frozen=True, slots=True)
class SlopeRow:
    """One domain. before, after: ranks, None when not ranked there. strong: drawn in the colour of its subject."""

    code: str
    label: str
    subject: int
    before: int | None
    after: int | None
    strong: bool = False
    note: str = ""
    href: str | None = None


def slope(
    rows: Sequence[SlopeRow],
    *,
    sides: tuple[str, str],
    title: str,
    summary: str,
    top: int = 10,
    narrow: bool = False,
) -> Chart:
    """sides: what stands on the left and on the right. top: the line, drawn on both sides after that rank. narrow: the
    names on the left only, for half a page.

    Equal ranks stand one under the other, so that no two names meet; what is not ranked stands at the bottom.
    """
    left = _slots(rows, [row.before for row in rows])
    right = _slots(rows, [row.after for row in rows])
    bottom, width = HEAD + ROW * len(rows), NARROW if narrow else WIDE
    lines = [
        _line(row, _y(left[row.code]), _y(right[row.code]), width)
        for row in sorted(rows, key=lambda row: row.strong)  # the strong ones on top
    ]
    svg = picture(
        "slope",
        el(
            "g",
            words(shorten(sides[0], 13, LEFT - 10), LEFT, 18, 13, "ink", anchor="end", font_weight=700),
            words(shorten(sides[1], 13, width - RIGHT - 10), RIGHT, 18, 13, "ink", font_weight=700),
            _threshold([row.before for row in rows], top, 0, LEFT),
            _threshold([row.after for row in rows], top, RIGHT, width),
            aria_hidden="true",
        ),
        *lines,
        size=(width, bottom + FOOT),
        title=title,
        summary=summary,
        key=uid("slope", title, summary, sides, rows),
        links=any(row.href for row in rows),
    )
    return Chart(svg, title, summary, "slope", _table(rows, sides, title), wide=True)


def _slots(rows: Sequence[SlopeRow], ranks: Sequence[int | None]) -> dict[str, int]:
    """Code → line on one side, from 0."""
    order = sorted(
        zip(ranks, rows, strict=True), key=lambda pair: (pair[0] is None, pair[0] or 0, pair[1].code)
    )
    return {row.code: slot for slot, (_rank, row) in enumerate(order)}


def _y(slot: int) -> float:
    return HEAD + ROW * (slot + 0.5)


def _threshold(ranks: Sequence[int | None], top: int, start: float, end: float) -> SafeString:
    """Under the last of the first ones; none when everybody is among them."""
    above = sum(rank is not None and rank <= top for rank in ranks)
    if not above or above == len(ranks):
        return SafeString("")
    return draw("path", "middle", d=f"M{number(start)} {number(HEAD + ROW * above)}H{number(end)}")


def _line(row: SlopeRow, left: float, right: float, width: float) -> SafeString:
    hue, paint = row.subject, "hue-stroke" if row.strong else "baseline"
    room = LEFT - 96
    shapes = [
        draw("rect", "hit", x=0, y=left - ROW / 2, width=LEFT, height=ROW),
        draw("rect", "hit", x=RIGHT, y=right - ROW / 2, width=width - RIGHT, height=ROW),
        words(shorten(row.label, 11, room), LEFT - 80, left + 4, 11, "ink-3", anchor="end"),
        words(row.code, LEFT - 36, left + 4, 11, "hue-fill", hue=hue, anchor="end", font_weight=700),
        words(_rank(row.before), LEFT - 10, left + 4, 11, "ink", anchor="end", font_weight=700),
        words(_rank(row.after), RIGHT + 10, right + 4, 11, "ink", font_weight=700),
        words(row.code, RIGHT + 36, right + 4, 11, "hue-fill", hue=hue, font_weight=700),
    ]
    if width == WIDE:
        shapes.append(words(shorten(row.label, 11, room), RIGHT + 80, right + 4, 11, "ink-3"))
    if row.before is not None and row.after is not None:
        thick = 2.5 if row.strong else 1.0
        path = f"M{number(LEFT)} {number(left)}L{number(RIGHT)} {number(right)}"
        shapes.append(draw("path", paint, hue=hue, d=path, stroke_width=thick))
        dot = "hue-fill" if row.strong else "ink-3"
        shapes.append(draw("circle", dot, hue=hue, cx=LEFT, cy=left, r=3 if row.strong else 2))
        shapes.append(draw("circle", dot, hue=hue, cx=RIGHT, cy=right, r=3 if row.strong else 2))
    said = _("%(code)s %(label)s, rang %(before)s puis %(after)s") % {
        "code": row.code,
        "label": row.label,
        "before": _rank(row.before),
        "after": _rank(row.after),
    }
    return mark(said, *shapes, href=row.href, class_=hue_class(hue))


def _rank(rank: int | None) -> str:
    return "–" if rank is None else str(rank)


def _table(rows: Sequence[SlopeRow], sides: tuple[str, str], title: str) -> DataTable:
    return DataTable(
        title,
        (_("Domaine d’action"), *sides, _("Ce qui change")),
        [(f"{row.code} {row.label}", _rank(row.before), _rank(row.after), row.note) for row in rows],
        frozenset({1, 2}),
    )

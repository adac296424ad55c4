"""Rank intervals: one row per domain, dot = rank, line = 5–95 % interval, verdict in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rse_portal.common.charts.svg import (
    Chart,
    DataTable,
    draw,
    el,
    hue_class,
    join,
    mark,
    number,
    picture,
    shorten,
    uid,
    words,
)
from rse_portal.common.charts.verdicts import verdict_code, verdict_word

ROW, HEAD, FOOT = 19.0, 34.0, 10.0
WIDTH, LEFT, RIGHT = 760.0, 392.0, 640.0  # the plot lies between LEFT (rank 1) and RIGHT (last rank)
INTERVAL: dict[str, Any] = {"stroke_width": 3.5, "stroke_linecap": "round", "stroke_opacity": 0.42}


@dataclass(frozen=True, slots=True)
class IntervalRow:
    """One domain. rank, low, high: 1..total, None when not ranked; low is the best rank (5th percentile).

    verdict: robust | probable | uncertain | out, anything else reads « non classé ».
    """

    code: str
    label: str
    subject: int
    rank: int | None = None
    low: int | None = None
    high: int | None = None
    verdict: str = ""
    href: str | None = None


@dataclass(frozen=True, slots=True)
class RankTableRow:
    """A row ready for components/rank_intervals.html: text, and its small picture."""

    code: str
    label: str
    subject: int
    rank: str
    interval: str
    bar: SafeString
    verdict: str
    href: str | None


@dataclass(frozen=True, slots=True)
class RankTable:
    rows: Sequence[RankTableRow]
    axis: SafeString
    summary: str


def rank_table(rows: Sequence[IntervalRow], *, total: int, summary: str = "", top: int = 10) -> RankTable:
    """The same picture as an HTML table, for pages: it wraps on a phone and prints 45 rows on one A4.

    total: number of ranked domains, the end of the axis. top: the priorities (shaded), 10 by default.
    """
    ready = [
        RankTableRow(
            code=row.code,
            label=row.label,
            subject=row.subject,
            rank=_rank(row),
            interval=_interval(row),
            bar=_bar(row, total, top),
            verdict=row.verdict,
            href=row.href,
        )
        for row in _ordered(rows)
    ]
    return RankTable(ready, _axis(total), summary)


def rank_intervals(
    rows: Sequence[IntervalRow], *, title: str, summary: str, total: int, top: int = 10
) -> Chart:
    """The picture as one SVG, for the PDF: ordered by rank, domains not ranked last, 19 units per row.

    total: number of ranked domains, the end of the axis. top: the priorities (shaded), 10 by default.
    """
    rows = _ordered(rows)
    bottom = HEAD + ROW * len(rows)
    ticks: list[SafeString] = []
    for tick in _ticks(total):
        x = _x(tick, total)
        ticks.append(draw("path", "grid", d=f"M{number(x)} {number(HEAD)}V{number(bottom)}"))
        ticks.append(words(str(tick), x, HEAD - 8, 10, anchor="middle"))
    left, right = _x(0.5, total), _x(min(top, total) + 0.5, total)
    zone = draw("rect", "zone", x=left, y=HEAD, width=max(right - left, 0), height=bottom - HEAD)
    svg = picture(
        "ranks",
        zone,
        el("g", *ticks, aria_hidden="true"),
        *(_line(row, HEAD + ROW * (i + 0.5), total) for i, row in enumerate(rows)),
        size=(WIDTH, bottom + FOOT),
        title=title,
        summary=summary,
        key=uid("ranks", title, summary, rows),
        links=any(row.href for row in rows),
    )
    return Chart(svg, title, summary, "ranks", _table(rows, title), wide=True)


def _line(row: IntervalRow, y: float, total: int) -> SafeString:
    hue = row.subject
    shapes = [
        draw("rect", "hit", x=0, y=y - ROW / 2, width=WIDTH, height=ROW),
        words(_rank(row), 22, y + 4, 12, "ink", anchor="end", font_weight=700),
        words(row.code, 34, y + 4, 11, "hue-fill", hue=hue, font_weight=700),
        words(shorten(row.label, 11, LEFT - 92), 78, y + 4, 11, "ink"),
        draw("path", "grid", d=f"M0 {number(y + ROW / 2)}H{number(WIDTH)}", stroke_width=0.5),
    ]
    if row.rank is not None:
        if row.low is not None and row.high is not None:
            line = f"M{number(_x(row.low, total))} {number(y)}H{number(_x(row.high, total))}"
            shapes.append(draw("path", "hue-stroke", hue=hue, d=line, **INTERVAL))
        shapes.append(draw("circle", "hue-fill", hue=hue, cx=_x(row.rank, total), cy=y, r=4.5))
    paint = f"verdict-{verdict_code(row.verdict)}"
    shapes.append(words(verdict_word(row.verdict), RIGHT + 20, y + 4, 11, paint))
    return mark(_name(row), *shapes, href=row.href, class_=hue_class(hue))


def _rank(row: IntervalRow) -> str:
    return "–" if row.rank is None else str(row.rank)


def _x(rank: float, total: int) -> float:
    return LEFT + (RIGHT - LEFT) * _share(rank, total)


def _ordered(rows: Sequence[IntervalRow]) -> list[IntervalRow]:
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0))


def _share(rank: float, total: int) -> float:
    return (rank - 1) / max(total - 1, 1)


def _ticks(total: int) -> list[int]:
    step = 1 if total <= 10 else 5 if total <= 25 else 10
    ticks = sorted({1, *range(step, total + 1, step)})
    return ticks if total - ticks[-1] < step / 2 or total == ticks[-1] else [*ticks, total]


def _percent(rank: float, total: int) -> str:
    """A rank on the width of a table cell, with room for half a dot on each side."""
    return f"{number(3 + 94 * min(max(_share(rank, total), -0.03), 1.03))}%"


def _bar(row: IntervalRow, total: int, top: int) -> SafeString:
    """Coordinates in percent: the cell decides the width, no script, no style attribute."""
    shapes = []
    if total > top:
        right = 3 + 94 * _share(top + 0.5, total)
        shapes.append(draw("rect", "zone", x="1%", y=0, width=f"{number(right - 1)}%", height="100%"))
    for tick in _ticks(total):
        x = _percent(tick, total)
        shapes.append(draw("line", "grid", x1=x, x2=x, y1=0, y2="100%"))
    if row.rank is not None:
        if row.low is not None and row.high is not None:
            ends = {"x1": _percent(row.low, total), "x2": _percent(row.high, total), "y1": "50%", "y2": "50%"}
            shapes.append(draw("line", "hue-stroke", hue=row.subject, **ends, **INTERVAL))
        x = _percent(row.rank, total)
        shapes.append(draw("circle", "hue-fill", hue=row.subject, cx=x, cy="50%", r=5))
    return el("svg", *shapes, class_="bar", width="100%", height=24, aria_hidden="true", focusable="false")


def _axis(total: int) -> SafeString:
    texts = join(words(str(tick), _percent(tick, total), 13, 11, anchor="middle") for tick in _ticks(total))
    return el("svg", texts, class_="bar axis", width="100%", height=16, aria_hidden="true", focusable="false")


def _interval(row: IntervalRow) -> str:
    if row.low is None or row.high is None or row.rank is None:
        return "–"
    return (
        str(row.rank) if row.low == row.high else _("%(low)s à %(high)s") % {"low": row.low, "high": row.high}
    )


def _name(row: IntervalRow) -> str:
    if row.rank is None:
        return f"{row.code} {row.label}, {verdict_word('none')}"
    place = _("rang %(rank)s, intervalle %(interval)s") % {"rank": row.rank, "interval": _interval(row)}
    return f"{row.code} {row.label}, {place}, {verdict_word(row.verdict)}"


def _table(rows: Sequence[IntervalRow], title: str) -> DataTable:
    head = (_("Domaine"), _("Rang"), _("Intervalle à 90\u202f%"), _("Verdict"))
    body = [
        (f"{r.code} {r.label}", "–" if r.rank is None else str(r.rank), _interval(r), verdict_word(r.verdict))
        for r in rows
    ]
    return DataTable(title, head, body, frozenset({1, 2}))

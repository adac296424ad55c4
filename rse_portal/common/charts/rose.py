"""« La rose des domaines »: every action domain on one picture, by core subject, clockwise from noon."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from rse_portal.common.charts import rose_words
from rse_portal.common.charts.svg import (
    SERIF,
    Chart,
    DataTable,
    draw,
    el,
    hue_class,
    join,
    mark,
    number,
    picture,
    uid,
    words,
)

SIZE, LEGEND = 720.0, 64.0  # the square of the flower, and the height of the legend under it
CENTRE = SIZE / 2
BASE, RIM = 98.0, 300.0  # radius where petals start (0) and end (100)
CODES = 329.0  # radius of the clause codes
TICKS = (64.0, 72.0, 80.0, 88.0)  # radius of the four marks of practice
LEVELS = (25, 50, 75, 100)
NOON_GAP, GAP = 7.0, 2.6  # degrees left free at noon, and between two subjects
SEAM = 0.9  # half the space between two petals, constant along their edge
HATCHED = {"insufficient", "not_evaluated"}


@dataclass(frozen=True, slots=True)
class Petal:
    """One action domain.

    subject: 1..7, gives the hue. value: significance 0..100, None when there is not enough data. low, high:
    5th and 95th percentile of the significance, 0..100. mark: practice level 0..4. status: evaluated |
    partial | critical | insufficient | not_evaluated | not_applicable. href: where the petal leads.
    """

    code: str
    label: str
    subject: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    mark: float | None = None
    status: str = "evaluated"
    href: str | None = None
    critical: bool = False
    name: str = ""  # what is read aloud, when the value is no significance

    @property
    def known(self) -> bool:
        return self.value is not None and self.status not in HATCHED


def rose(
    petals: Sequence[Petal], *, title: str, summary: str, centre: str = "", table: DataTable | None = None
) -> Chart:
    """Draw any number of domains; they keep their order and are grouped by runs of the same subject.

    Honest by area: the surface of a petal, not its length, grows with the significance (0..100), as in the
    roses of Florence Nightingale, because the eye compares surfaces; the rings 25, 50, 75 and 100 are spaced
    accordingly. A line marks the value, solid colour runs up to the 5th percentile, the light fringe ends at
    the 95th. The four marks at the foot are the practice level (0..4). Hatched over its whole length: not
    enough data, the petal could be anything. centre: one to three lines of text separated by newlines, the
    first one large. table: given for a rose of something else than significance, which then has no legend.
    """
    key = uid("rose", title, summary, petals)
    groups = [list(group) for _subject, group in groupby(petals, key=lambda petal: petal.subject)]
    step = (360.0 - NOON_GAP - GAP * max(len(groups) - 1, 0)) / max(len(petals), 1)
    marks: list[SafeString] = []
    arcs: list[SafeString] = []
    angle = NOON_GAP / 2
    for group in groups:
        first, subject = angle, group[0].subject
        for petal in group:
            marks.append(_petal(petal, angle, angle + step, key))
            angle += step
        arc = _arc(RIM + 5, first + 0.3, angle - 0.3)
        arcs.append(
            el(
                "g",
                draw("path", "hue-stroke", hue=subject, d=arc, stroke_width=2.5),
                class_=hue_class(subject),
            )
        )
        angle += GAP
    svg = picture(
        "rose",
        el("defs", *(_hatch(key, subject) for subject in sorted({petal.subject for petal in petals}))),
        _grid(),
        *arcs,
        *marks,
        _centre(centre),
        *(() if table else (rose_words.legend(SIZE + 30, SIZE),)),
        size=(SIZE, SIZE + (0 if table else LEGEND)),
        title=title,
        summary=summary,
        key=key,
        links=any(petal.href for petal in petals),
    )
    if table:
        return Chart(svg, title, summary, "rose", table)
    return Chart(svg, title, summary, "rose", rose_words.table(petals, title), key=rose_words.key())


def radius(value: float) -> float:
    """Radius of a significance (0..100) such that the area from the foot is proportional to it."""
    share = min(max(value, 0.0), 100.0) / 100
    return math.sqrt(BASE**2 + share * (RIM**2 - BASE**2))


def _at(r: float, degrees: float) -> tuple[float, float]:
    turn = math.radians(degrees - 90)
    return CENTRE + r * math.cos(turn), CENTRE + r * math.sin(turn)


def _xy(r: float, degrees: float) -> str:
    x, y = _at(r, degrees)
    return f"{number(x)} {number(y)}"


def _arc(r: float, start: float, end: float) -> str:
    large = 1 if end - start > 180 else 0
    return f"M{_xy(r, start)}A{number(r)} {number(r)} 0 {large} 1 {_xy(r, end)}"


def _seam(r: float) -> float:
    return math.degrees(SEAM / r)


def _shape(start: float, end: float, top: float) -> str:
    """A petal from the foot to the radius `top`: straight sides, rounded shoulders."""
    width = math.radians(min(end - start, 60.0)) * top - 2 * SEAM
    bend = max(min(width * 0.45, (top - BASE) * 0.6, 18.0), 0.0)
    left, right = start + _seam(top), end - _seam(top)
    shoulder = math.degrees(bend / top)
    wide = 1 if end - start > 180 else 0
    foot_left, foot_right = _xy(BASE, start + _seam(BASE)), _xy(BASE, end - _seam(BASE))
    return (
        f"M{foot_left}L{_xy(top - bend, left)}Q{_xy(top, left)} {_xy(top, left + shoulder)}"
        f"A{number(top)} {number(top)} 0 {wide} 1 {_xy(top, right - shoulder)}"
        f"Q{_xy(top, right)} {_xy(top - bend, right)}L{foot_right}"
        f"A{number(BASE)} {number(BASE)} 0 {wide} 0 {foot_left}Z"
    )


def _petal(petal: Petal, start: float, end: float, key: str) -> SafeString:
    whole, middle = _shape(start, end, RIM), (start + end) / 2
    if petal.status == "not_applicable":
        layers = [draw("path", "hit", d=whole)]
    elif petal.known:
        layers = _layers(petal, start, end)
    else:
        layers = [
            draw("path", "paper", d=whole),
            draw("path", "hatch", d=whole, fill=f"url(#{key}-h{petal.subject})"),
        ]
    if petal.status != "not_applicable":
        layers.extend(_practice(petal, start, end))
    if petal.critical:
        x, y = _at(RIM + 5, middle)
        layers.append(draw("path", "critical", d=f"M{number(x)} {number(y - 6)}l6 6l-6 6l-6 -6Z"))
    x, y = _at(CODES, middle)
    weight = 700 if petal.critical else 500
    code = words(
        petal.code,
        x,
        y + 4,
        12.5,
        "rose-code hue-fill",
        hue=petal.subject,
        anchor="middle",
        font_weight=weight,
    )
    return mark(
        petal.name or rose_words.name(petal), *layers, code, href=petal.href, class_=hue_class(petal.subject)
    )


def _layers(petal: Petal, start: float, end: float) -> list[SafeString]:
    """From the back: fringe up to `high`, body up to the value, sure part up to `low`, line of the value."""
    value = petal.value or 0.0
    low = value if petal.low is None else min(petal.low, value)
    high = value if petal.high is None else max(petal.high, value)
    layers = [
        draw("path", "hue-fill", hue=petal.subject, d=_shape(start, end, radius(top)), fill_opacity=opacity)
        for top, opacity in ((high, 0.2), (value, 0.45), (low, 1.0))
    ]
    if high > low:
        r = radius(value)
        line = _arc(r, start + _seam(r) * 3, end - _seam(r) * 3)
        dash = "3 2" if petal.status == "partial" else None
        layers.append(
            draw("path", "hue-stroke", hue=petal.subject, d=line, stroke_width=2, stroke_dasharray=dash)
        )
    return layers


def _practice(petal: Petal, start: float, end: float) -> list[SafeString]:
    if petal.mark is None:
        x, y = _at((TICKS[0] + TICKS[-1]) / 2, (start + end) / 2)
        return [draw("circle", "tick-none", cx=x, cy=y, r=1.8)]
    every, reached = "", ""
    for level, r in enumerate(TICKS, start=1):
        left, right = start + _seam(r) * 1.6, end - _seam(r) * 1.6
        every += _arc(r, left, right)
        share = min(max(petal.mark - level + 1, 0.0), 1.0)  # a median of 1.5 half-fills the second mark
        reached += _arc(r, left, left + (right - left) * share) if share else ""
    ticks = [draw("path", "tick-off", d=every)]
    if reached:
        ticks.append(draw("path", "hue-stroke", hue=petal.subject, d=reached, stroke_width=4))
    return ticks


def _grid() -> SafeString:
    """Rings 25, 50, 75, 100, with their values in the gap left at noon."""
    rings = [draw("circle", "grid", cx=CENTRE, cy=CENTRE, r=radius(level)) for level in LEVELS]
    foot = draw("circle", "grid", cx=CENTRE, cy=CENTRE, r=BASE - 3)
    values = [words(str(v), CENTRE, CENTRE - radius(v) + 3.5, 9.5, "scale", anchor="middle") for v in LEVELS]
    return el("g", *rings, foot, *values, aria_hidden="true")


def _centre(text: str) -> SafeString:
    if not text:
        return join(())
    head, *rest = text.split("\n")
    y = CENTRE + (4 if rest else 9)
    lines = [words(head, CENTRE, y, 30, "ink serif", anchor="middle", font_family=SERIF, font_weight=500)]
    lines += [
        words(line, CENTRE, CENTRE + 20 + 13 * i, 11, anchor="middle") for i, line in enumerate(rest[:2])
    ]
    return el("g", *lines, aria_hidden="true")


def _hatch(key: str, subject: int) -> SafeString:
    line = draw("path", "hue-stroke", hue=subject, d="M0 0V7", stroke_width=1.5, stroke_opacity=0.5)
    return el(
        "pattern",
        el("g", line, class_=hue_class(subject)),
        id=f"{key}-h{subject}",
        width=7,
        height=7,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )

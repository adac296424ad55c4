"""Our own SVG for the référentiel: the curve of an indicator, its sparkline, the calendar of the actions."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import ceil, floor, log10

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from commitments.queries.action import ActionLine
from commitments.queries.indicator import IndicatorLine
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
    text_width,
    uid,
    words,
)
from rse_portal.common.typography import jour, nombre, pourcent

WIDTH, HIGH, LEFT, RIGHT, TOP, FOOT = 760.0, 250.0, 64.0, 740.0, 18.0, 26.0
SPARK_WIDTH, SPARK_HIGH = 96.0, 24.0
ROW, HEAD, NAMES = 28.0, 34.0, 300.0


# --- the curve of an indicator


def curve(line: IndicatorLine) -> Chart:
    """Its samples, from its baseline, with its target as a dashed line. A table says the same."""
    points = list(line.points)
    if line.baseline is not None and line.baseline_on is not None:
        points = [(line.baseline_on, line.baseline), *(p for p in points if p[0] > line.baseline_on)]
    days = [on for on, _value in points] + ([line.target_on] if line.target_on else [])
    values = [float(value) for _on, value in points]
    values += [float(line.target)] if line.target is not None else []
    first, last = min(days), max(days)
    levels = _levels(values)
    low, high = levels[0], levels[-1]

    def x(on: date) -> float:
        span = max((last - first).days, 1)
        return LEFT + (RIGHT - LEFT) * (on - first).days / span

    def y(value: float) -> float:
        return TOP + (HIGH - TOP) * (high - value) / (high - low)

    shapes: list[SafeString] = []
    for level in levels:
        shapes.append(draw("path", "grid", d=f"M{number(LEFT)} {number(y(level))}H{number(RIGHT)}"))
        shapes.append(words(nombre(level), LEFT - 8, y(level) + 4, 11, anchor="end"))
    shapes.append(words(jour(first), LEFT, HIGH + FOOT - 6, 11))
    if last > first:
        shapes.append(words(jour(last), RIGHT, HIGH + FOOT - 6, 11, anchor="end"))
    if line.target is not None:
        at = y(float(line.target))
        dashed = draw(
            "path", "ink-stroke", d=f"M{number(LEFT)} {number(at)}H{number(RIGHT)}", stroke_dasharray="5 4"
        )
        below = at < TOP + 20
        shapes += [
            dashed,
            words(
                _("cible %s") % line.with_unit(line.target),
                RIGHT,
                at + (15 if below else -6),
                11,
                "ink",
                anchor="end",
                font_weight=600,
            ),
        ]
    path = "L".join(f"{number(x(on))} {number(y(float(value)))}" for on, value in points)
    shapes.append(
        draw("path", "hue-stroke", d=f"M{path}", hue=line.subject, stroke_width=2.5, stroke_linejoin="round")
    )
    for place, (on, value) in enumerate(points):
        start = place == 0 and on == line.baseline_on
        paint = "paper hue-stroke" if start else "hue-fill rim"
        named = f"{jour(on)}, {line.with_unit(value)}"
        dot = draw("circle", paint, cx=x(on), cy=y(float(value)), r=4.5 if start else 4, hue=line.subject)
        shapes.append(el("g", el("title", named), dot))
    title = line.label
    summary = _summary(line)
    svg = picture(
        "curve",
        el("g", *shapes, class_=hue_class(line.subject)),
        size=(WIDTH, HIGH + FOOT),
        title=title,
        summary=summary,
        key=uid("curve", line),
        links=False,
    )
    table = DataTable(
        _("%(label)s, relevé par relevé") % {"label": line.label},
        (_("Date"), _("Valeur")),
        [(jour(on), line.with_unit(value)) for on, value in reversed(points)],
        frozenset({1}),
    )
    return Chart(svg, title, summary, "curve", table, wide=True)


def _levels(values: Sequence[float]) -> list[float]:
    """Two to five round levels that hold every value; from zero where the values are not far from it."""
    low, high = min(values), max(values)
    if 0 <= low < 0.6 * high:
        low = 0.0
    span = high - low or abs(high) or 1.0
    unit = 10.0 ** floor(log10(span))
    step = next(unit * times for times in (0.2, 0.5, 1, 2, 5) if span / (unit * times) <= 4)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    last = max(last, first + 1)
    return [round(step * place, 6) for place in range(first, last + 1)]


def _summary(line: IndicatorLine) -> str:
    parts = [line.last_words]
    if line.tendency:
        parts.append(line.tendency_words)
    if line.target is not None:
        parts.append(_("cible %s") % line.target_words)
    if line.is_stale:
        parts.append(_("relevé ancien"))
    text = ", ".join(parts) + "."
    return text[0].upper() + text[1:]


def spark(line: IndicatorLine) -> SafeString:
    """The last samples as a stroke as high as a line of text; nothing with fewer than two. Drawn once per process."""
    return (
        _spark(line.points, line.subject, line.label, get_language())
        if len(line.points) > 1
        else SafeString("")
    )


@lru_cache(maxsize=2048)
def _spark(
    points: tuple[tuple[date, object], ...], subject: int, label: str, _language: str | None
) -> SafeString:
    values = [float(value) for _on, value in points]  # type: ignore[arg-type]
    low, high = min(values), max(values)
    first, last = points[0][0], points[-1][0]
    span, tall = max((last - first).days, 1), (high - low) or 1

    def at(on: date, value: float) -> tuple[float, float]:
        x = 3 + (SPARK_WIDTH - 6) * (on - first).days / span
        return x, 3 + (SPARK_HIGH - 6) * (high - value) / tall if high > low else SPARK_HIGH / 2

    places = [at(on, value) for (on, _value), value in zip(points, values, strict=True)]
    path = "L".join(f"{number(x)} {number(y)}" for x, y in places)
    end_x, end_y = places[-1]
    said = _("de %(first)s à %(last)s") % {"first": nombre(values[0]), "last": nombre(values[-1])}
    return picture(
        "spark",
        el(
            "g",
            draw("path", "hue-stroke", d=f"M{path}", hue=subject, stroke_width=1.5, stroke_linejoin="round"),
            draw("circle", "hue-fill", cx=end_x, cy=end_y, r=2.5, hue=subject),
            class_=hue_class(subject),
        ),
        size=(SPARK_WIDTH, SPARK_HIGH),
        title=label,
        summary=said,
        key=uid("spark", points, label),
        links=False,
    )


# --- the calendar of the actions


def calendar(lines: Sequence[ActionLine], today: date) -> Chart | None:
    """A bar per action from its start to its due date, filled as far as it is. None when none of them has a due date.

    One that does not say when it starts is a mark on its due date.
    """
    dated = sorted(
        (line for line in lines if line.due_on), key=lambda line: (line.starts_on or line.due_on, line.code)
    )
    if not dated:
        return None
    first = min([today, *(line.starts_on or line.due_on for line in dated)])  # type: ignore[type-var]
    last = max([today, *(line.due_on for line in dated)])  # type: ignore[type-var]
    assert first is not None and last is not None
    first, last = first - timedelta(7), last + timedelta(7)

    def x(on: date) -> float:
        return NAMES + (RIGHT - NAMES) * (on - first).days / max((last - first).days, 1)

    bottom = HEAD + ROW * len(dated)
    shapes = [*_quarters(first, last, bottom, x)]
    shapes += [_bar(line, HEAD + ROW * place, x) for place, line in enumerate(dated)]
    here = x(today)
    shapes.append(
        draw(
            "path", "ink-stroke", d=f"M{number(here)} {number(HEAD - 10)}V{number(bottom)}", stroke_width=1.5
        )
    )
    label = _("aujourd’hui")
    anchor = "end" if here + text_width(label, 11) > RIGHT else "middle"
    shapes.append(words(label, here, 11, 11, "ink", anchor=anchor, font_weight=600))
    late = sum(1 for line in dated if line.days_late)
    title = _("Calendrier des actions")
    summary = _("%(total)s actions datées, du %(first)s au %(last)s, dont %(late)s en retard.") % {
        "total": nombre(len(dated)),
        "first": jour(min(line.starts_on or line.due_on for line in dated)),  # type: ignore[type-var]
        "last": jour(max(line.due_on for line in dated)),  # type: ignore[type-var]
        "late": nombre(late),
    }
    svg = picture(
        "calendar",
        *shapes,
        size=(WIDTH, bottom + 6),
        title=title,
        summary=summary,
        key=uid("calendar", today, tuple(dated)),
        links=True,
    )
    table = DataTable(
        _("Dates et avancement des actions"),
        (_("Action"), _("Début"), _("Échéance"), _("État"), _("Avancement")),
        [
            (
                f"{line.code} {line.title}",
                jour(line.starts_on) if line.starts_on else "–",
                jour(line.due_on),
                line.late_words or line.state_words,
                pourcent(line.progress),
            )
            for line in dated
        ],
        frozenset({4}),
    )
    return Chart(svg, title, summary, "calendar", table, wide=True)


def _quarters(first: date, last: date, bottom: float, x: object) -> list[SafeString]:
    """A hairline at each start of a quarter, with its name when there is room."""
    shapes, on = [], date(first.year, (first.month - 1) // 3 * 3 + 1, 1)
    written = 0.0
    while on <= last:
        if on >= first:
            at = x(on)  # type: ignore[operator]
            shapes.append(draw("path", "grid", d=f"M{number(at)} {number(HEAD - 6)}V{number(bottom)}"))
            name = _("T%(quarter)s %(year)s") % {"quarter": (on.month - 1) // 3 + 1, "year": on.year}
            if at >= written and at + text_width(name, 11) < RIGHT:
                shapes.append(words(name, at, HEAD - 10, 11))
                written = at + text_width(name, 11) + 12
        on = date(on.year + (on.month > 9), (on.month + 2) % 12 + 1, 1)
    return shapes


def _bar(line: ActionLine, top: float, x: object) -> SafeString:
    assert line.due_on is not None
    end = x(line.due_on)  # type: ignore[operator]
    middle = top + ROW / 2
    shapes = [
        draw("rect", "hit", x=0, y=top, width=WIDTH, height=ROW),
        words(line.code, 2, middle + 4, 11, "hue-fill", hue=line.subject, font_weight=700),
        words(shorten(line.title, 11, NAMES - 66), 48, middle + 4, 11, "ink"),
        draw("path", "grid", d=f"M0 {number(top + ROW)}H{number(WIDTH)}", stroke_width=0.5),
    ]
    if line.starts_on is not None and line.starts_on < line.due_on:
        start = x(line.starts_on)  # type: ignore[operator]
        wide = max(end - start, 3.0)
        shapes.append(draw("rect", "strip-bar", x=start, y=middle - 5, width=wide, height=10, rx=2))
        if line.progress:
            filled = wide * line.progress / 100
            shapes.append(
                draw(
                    "rect", "hue-fill", x=start, y=middle - 5, width=filled, height=10, rx=2, hue=line.subject
                )
            )
    if line.days_late:
        shapes.append(draw("path", "critical", d=f"M{number(end)} {number(middle - 7)}l7 7l-7 7l-7-7Z"))
    elif line.starts_on is None:
        shapes.append(draw("circle", "hue-fill rim", cx=end, cy=middle, r=5, hue=line.subject))
    said = f"{line.code} {line.title}, {line.late_words or line.state_words}, {jour(line.due_on)}, {pourcent(line.progress)}"
    href = reverse("commitments:action-detail", args=[line.code])
    return mark(said, *shapes, href=href, class_=hue_class(line.subject))

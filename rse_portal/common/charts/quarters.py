"""One theme over time: a column per quarter, the last ones dark. Small multiples share their height by `most`."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from rse_portal.common.charts.svg import Chart, DataTable, draw, picture, uid, words
from rse_portal.common.typography import nombre

WIDTH, HIGH, HEAD, FOOT, GAP = 300.0, 64.0, 14.0, 16.0, 3.0


def quarters(
    counts: Sequence[tuple[str, int]], *, window: int, title: str, summary: str, most: int = 0
) -> Chart:
    """counts: (quarter, how many), in order; window: how many of the last ones are dark. most: the highest of all the
    pictures shown together, this one's own unless told."""
    most = max([most, 1, *(count for _label, count in counts)])
    step = WIDTH / max(len(counts), 1)
    dark = len(counts) - window
    shapes = []
    if 0 < dark < len(counts):
        shapes.append(draw("rect", "zone", x=step * dark, y=0, width=step * window, height=HEAD + HIGH))
    shapes.append(draw("path", "baseline", d=f"M0 {HEAD + HIGH:g}H{WIDTH:g}"))
    for place, (label, count) in enumerate(counts):
        left, now = step * place, place >= dark
        if count:
            height = max(HIGH * count / most, 2.0)
            top = HEAD + HIGH - height
            paint = "strip-median" if now else "strip-bar"
            shapes.append(
                draw("rect", paint, x=left + GAP / 2, y=top, width=step - GAP, height=height, rx=1.5)
            )
            paint, weight = ("accent", 700) if now else ("ink-3", 400)
            shapes.append(
                words(
                    nombre(count), left + step / 2, top - 4, 10.5, paint, anchor="middle", font_weight=weight
                )
            )
        if place in (0, dark) and (place == dark or dark > 2):
            shapes.append(words(label, left + GAP / 2, HEAD + HIGH + FOOT - 3, 10.5))
    key = uid("quarters", title, counts, window, most)
    svg = picture(
        "quarters",
        *shapes,
        size=(WIDTH, HEAD + HIGH + FOOT),
        title=title,
        summary=summary,
        key=key,
        links=False,
    )
    rows = [(label, nombre(count)) for label, count in counts]
    table = DataTable(title, (_("Trimestre"), _("Remontées")), rows, frozenset({1}))
    return Chart(svg, title, summary, "quarters", table)

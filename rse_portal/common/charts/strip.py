"""Distribution strip: how many answers on each level of a short scale, beside every median shown."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from rse_portal.common.charts.svg import Chart, DataTable, draw, picture, uid, words
from rse_portal.common.typography import nombre, pluriel

COLUMN, GAP, HIGH, FOOT = 20.0, 3.0, 26.0, 13.0


def strip(counts: Sequence[int], *, labels: Sequence[str], title: str) -> Chart:
    """One column per level (0–4 or 1–5), as high as its share of the most frequent; the median is dark.

    counts: answers per level, ≥ 0. labels: name of each level, same length. An even count may have two median
    levels.
    """
    total, most, medians = sum(counts), max(counts, default=0), median_levels(counts)
    width = max(len(counts) * (COLUMN + GAP) - GAP, COLUMN)
    shapes = [draw("path", "baseline", d=f"M0 {HIGH:g}H{width:g}")]
    for i, (count, label) in enumerate(zip(counts, labels, strict=True)):
        x, middle = i * (COLUMN + GAP), i in medians
        if count:
            height = max(HIGH * count / most, 2.0)
            paint = "strip-median" if middle else "strip-bar"
            shapes.append(draw("rect", paint, x=x, y=HIGH - height, width=COLUMN, height=height, rx=1.5))
        paint, weight = ("accent", 700) if middle else ("ink-3", 400)
        shapes.append(
            words(label, x + COLUMN / 2, HIGH + FOOT - 2, 10.5, paint, anchor="middle", font_weight=weight)
        )
    rows = [(label, nombre(count)) for label, count in zip(labels, counts, strict=True)]
    told = ", ".join(
        _("%(level)s\u00a0: %(count)s") % {"level": label, "count": count} for label, count in rows
    )
    answers = pluriel(total, _("réponse"), _("réponses"))
    summary = f"{answers} ({told})" if total else _("Aucune réponse")
    key = uid("strip", title, counts, labels)
    size = (width, HIGH + FOOT)
    svg = picture("strip", *shapes, size=size, title=title or summary, summary=summary, key=key, links=False)
    table = DataTable(title or summary, (_("Niveau"), _("Réponses")), rows, frozenset({1}))
    return Chart(svg, title, summary, "strip", table)


def median_levels(counts: Sequence[int]) -> set[int]:
    """Positions of the middle answer, or of the two middle ones; empty without answers."""
    total, seen, found = sum(counts), 0, set()
    wanted = {(total - 1) // 2, total // 2} if total else set()
    for position, count in enumerate(counts):
        found |= {position for answer in wanted if seen <= answer < seen + count}
        seen += count
    return found

"""What the rose says in words: its legend, the name of each petal, its table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rse_portal.common.charts.svg import DataTable, draw, el, number, text_width, words
from rse_portal.common.typography import nombre

if TYPE_CHECKING:
    from rse_portal.common.charts.rose import Petal


def key() -> str:
    """The legend as a sentence, for phones."""
    return _(
        "Surface\u00a0: significativité\u202f; couleur pleine jusqu’à 5\u202f%, frange jusqu’à 95\u202f%. "
        "Petites marques\u00a0: pratique de 0 à 4. Hachures\u00a0: données insuffisantes. "
        "Losange rouge\u00a0: impact critique."
    )


def legend(y: float, room: float) -> SafeString:
    """How to read a petal, in words beside a drawn one; in ink, as the hues already mean the subjects."""
    bar = [
        draw("rect", "ink", x=0, y=y - 8, width=width, height=16, rx=5, fill_opacity=opacity)
        for width, opacity in ((86, 0.2), (66, 0.25), (48, 1.0))
    ]
    bar.append(draw("path", "ink-stroke", d=f"M66 {number(y - 8)}v16", stroke_width=2))
    ticks = [
        draw(
            "path",
            "ink-stroke" if i < 2 else "tick-off",
            d=f"M{3 + 8 * i} {number(y - 6)}v12",
            stroke_width=4,
        )
        for i in range(4)
    ]
    lines = "".join(f"M{6 * i} {number(y + 8)}l10 -16" for i in range(5))
    hatch = [draw("path", "ink-stroke", d=lines, stroke_opacity=0.5, stroke_width=1.5)]
    diamond = [draw("path", "critical", d=f"M7 {number(y - 7)}l7 7l-7 7l-7 -7Z")]
    entries = (
        (86, bar, (_("significativité, et son"), _("intervalle de 5 à 95\u202f%"))),
        (30, ticks, (_("niveau de pratique"), _("de 0 à 4"))),
        (34, hatch, (_("données insuffisantes"), _("pour classer"))),
        (14, diamond, (_("impact"), _("critique"))),
    )
    widths = [wide + 10 + max(text_width(line, 11.5) for line in text) for wide, _shapes, text in entries]
    gap = max((room - sum(widths)) / len(entries), 8.0)
    groups, x = [], gap / 2
    for (wide, shapes, text), width in zip(entries, widths, strict=True):
        told = [words(line, wide + 10, y - 3 + 14 * i, 11.5) for i, line in enumerate(text)]
        groups.append(el("g", *shapes, *told, transform=f"translate({number(x)} 0)"))
        x += width + gap
    return el("g", *groups, class_="chart-legend", aria_hidden="true")


def state(status: str) -> str:
    return {
        "evaluated": _("évalué"),
        "partial": _("évalué en partie"),
        "critical": _("critique"),
        "insufficient": _("données insuffisantes"),
        "not_evaluated": _("non évalué"),
        "not_applicable": _("non applicable"),
    }.get(status, status)


def _state_of(petal: "Petal") -> str:
    return f"{state(petal.status)}, {state('critical')}" if petal.critical else state(petal.status)


def name(petal: "Petal") -> str:
    """« 6.3.7 Discrimination, significativité 47 sur 100, entre 40 et 52, pratique 1,5 sur 4 »."""
    parts = [f"{petal.code} {petal.label}"]
    if petal.known:
        parts.append(_("significativité %(value)s sur 100") % {"value": nombre(petal.value, 0)})
        if petal.low is not None and petal.high is not None:
            parts.append(
                _("entre %(low)s et %(high)s") % {"low": nombre(petal.low, 0), "high": nombre(petal.high, 0)}
            )
    if petal.mark is not None:
        parts.append(_("pratique %(level)s sur 4") % {"level": nombre(petal.mark)})
    if petal.critical:
        parts.append(state("critical"))
    if petal.status not in {"evaluated", "partial"}:
        parts.append(state(petal.status))
    elif not petal.known:
        parts.append(state("insufficient"))
    return ", ".join(parts)


def table(petals: Sequence["Petal"], title: str) -> DataTable:
    head = (
        _("Domaine"),
        _("Significativité (0–100)"),
        _("5\u202f%"),
        _("95\u202f%"),
        _("Pratique (0–4)"),
        _("État"),
    )
    rows = []
    for petal in petals:
        figures = (petal.value, petal.low, petal.high) if petal.known else (None, None, None)
        numbers = (nombre(figure, 1) for figure in figures)
        rows.append((f"{petal.code} {petal.label}", *numbers, nombre(petal.mark), _state_of(petal)))
    return DataTable(title, head, rows, frozenset({1, 2, 3, 4}))

"""The pictures of a ranking, each with its sentence and its table. Domains link to « Pourquoi ? »."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor
from statistics import median

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iso26000.models import Domain
from method.financial import THRESHOLD
from priorities.queries.comparison import Comparison
from priorities.queries.financial import Materiality, TwoViews
from priorities.queries.reading import KEPT, DomainReading, RankingReading
from rse_portal.common.charts import (
    Chart,
    DataTable,
    HeatCell,
    Heatmap,
    HeatRow,
    IntervalRow,
    MatrixPoint,
    Petal,
    RankTable,
    SlopeRow,
    ViewPoint,
    matrix,
    rank_table,
    rose,
    slope,
    views,
)
from rse_portal.common.typography import nombre

CROWD = 8  # points in a quarter of the matrix from which a zoom helps


@dataclass(frozen=True)
class RankList:
    """One of the two rankings: its first rows, and the others one click away."""

    first: RankTable
    others: RankTable | None
    others_count: int


def why_url(reading: RankingReading, domain: DomainReading) -> str:
    return reverse("priorities:ranking-why", args=[reading.run.pk, domain.code])


def why_urls(reading: RankingReading) -> dict[str, str]:
    return {domain.code: why_url(reading, domain) for domain in reading.domains}


@lru_cache(maxsize=KEPT)
def overview(reading: RankingReading) -> SafeString:
    """The first page of a run: the rose, what it calls for, both lists."""
    context: dict[str, object] = {"reading": reading}
    if reading.significance:
        context |= {
            "rose": rose_of(reading),
            "significance": rank_list(reading, "significance"),
            "priority": rank_list(reading, "priority"),
        }
    return render_to_string("priorities/_ranking.html", context)


@lru_cache(maxsize=KEPT)
def rose_of(reading: RankingReading) -> Chart:
    petals = [
        Petal(
            code=domain.code,
            label=domain.label,
            subject=domain.subject,
            value=domain.figures["significance"],
            low=domain.significance_robustness.get("value_low"),
            high=domain.significance_robustness.get("value_high"),
            mark=domain.figures["maturity"],
            status=domain.figures["status"],
            critical=domain.figures["critical"],
            href=why_url(reading, domain),
        )
        for domain in reading.domains
    ]
    count = len(reading.significance)
    total = len(reading.domains)
    first = reading.significance[0] if reading.significance else None
    summary = ngettext(
        "%(count)s domaine classé sur %(total)s", "%(count)s domaines classés sur %(total)s", count
    ) % {
        "count": count,
        "total": total,
    }
    if first:
        summary += _(" ; le plus significatif est « %(label)s » (%(code)s).") % {
            "label": first.label,
            "code": first.code,
        }
    return rose(
        petals,
        title=_("La rose des domaines"),
        summary=summary,
        centre=f"{count}\n" + _("classés sur %s") % total,
    )


def interval_rows(reading: RankingReading, ranking: str) -> list[IntervalRow]:
    domains = reading.significance if ranking == "significance" else reading.priority
    return [
        IntervalRow(
            code=domain.code,
            label=domain.label,
            subject=domain.subject,
            rank=domain.figures[f"{ranking}_rank"],
            low=domain.robustness(ranking).get("rank_low"),
            high=domain.robustness(ranking).get("rank_high"),
            verdict=domain.robustness(ranking).get("verdict", ""),
            href=why_url(reading, domain),
        )
        for domain in domains
    ]


def rank_list(reading: RankingReading, ranking: str) -> RankList:
    """The rows of « significance » or « priority » with their intervals drawn. A tie is never cut in two."""
    rows, total, top = interval_rows(reading, ranking), len(reading.significance), reading.top
    first = [row for row in rows if (row.rank or 0) <= top]
    others = rows[len(first) :]
    return RankList(
        first=rank_table(first, total=total, top=top),
        others=rank_table(others, total=total, top=top) if others else None,
        others_count=len(others),
    )


@lru_cache(maxsize=KEPT)
def matrix_of(reading: RankingReading) -> Chart:
    """Every ranked domain. The axes stop where the domains do; the quadrants meet at the medians."""
    points, middle = _points(reading), _middle(reading)
    both = sum(point.x >= middle[0] and point.y >= middle[1] for point in points)
    summary = ngettext(
        "%(count)s domaine est dans la moitié haute à la fois pour l’impact et pour l’importance.",
        "%(count)s domaines sont dans la moitié haute à la fois pour l’impact et pour l’importance.",
        both,
    ) % {"count": both}
    return matrix(
        points,
        title=_("Impacts et importance"),
        summary=summary,
        x_range=_extent([point.x for point in points], highest=5),
        y_range=_extent([point.y for point in points], highest=4),
        middle=middle,
    )


@lru_cache(maxsize=KEPT)
def crowd_of(reading: RankingReading) -> Chart | None:
    """The most crowded quarter of the matrix, enlarged, if there is a crowd."""
    points = _points(reading)
    x_range = _extent([point.x for point in points], highest=5)
    y_range = _extent([point.y for point in points], highest=4)
    windows = [(wx, wy) for wx in _windows(x_range) for wy in _windows(y_range)]
    counts = [sum(wx[0] <= p.x <= wx[1] and wy[0] <= p.y <= wy[1] for p in points) for wx, wy in windows]
    most = max(counts, default=0)
    if most < CROWD:
        return None
    (x_range, y_range) = windows[counts.index(most)]
    return matrix(
        points,
        title=_("Le coin le plus dense, agrandi"),
        summary=ngettext("%(count)s domaine s’y trouve.", "%(count)s domaines s’y trouvent.", most)
        % {"count": most},
        x_range=x_range,
        y_range=y_range,
        middle=_middle(reading),
    )


def _points(reading: RankingReading) -> list[MatrixPoint]:
    return [
        MatrixPoint(
            code=domain.code,
            label=domain.label,
            subject=domain.subject,
            x=domain.figures["impact"],
            y=domain.figures["importance"],
            gap=domain.figures["gap"],
            critical=domain.figures["critical"],
            href=why_url(reading, domain),
        )
        for domain in reading.significance
    ]


def _middle(reading: RankingReading) -> tuple[float, float]:
    figures = [domain.figures for domain in reading.significance]
    return median(row["impact"] for row in figures), median(row["importance"] for row in figures)


def _extent(values: list[float], *, highest: float) -> tuple[float, float]:
    """Half units that hold all the values with a margin, within 0..highest."""
    low = floor(2 * (min(values, default=0) - 0.1)) / 2
    high = ceil(2 * (max(values, default=highest) + 0.1)) / 2
    return max(0.0, low), min(highest, high)


def _windows(extent: tuple[float, float]) -> list[tuple[float, float]]:
    """Halves of an extent: left, middle and right."""
    low, high = extent
    quarter = (high - low) / 4
    return [(low + step * quarter, low + (step + 2) * quarter) for step in range(3)]


def groups_of(reading: RankingReading) -> Heatmap:
    """Negative and positive impact of each group on each domain, side by side, before any weight."""
    groups = reading.groups()
    return Heatmap(
        caption=_("Impact sur chaque partie prenante, avant toute pondération"),
        corner=_("Domaine d’action"),
        columns=[group.label for group in groups],
        rows=[
            HeatRow(
                code=domain.code,
                label=domain.label,
                subject=domain.subject,
                cells=[_cell(domain, group.code) for group in groups],
                href=why_url(reading, domain),
            )
            for domain in reading.domains
        ],
        split=True,
    )


def _cell(domain: DomainReading, code: str) -> HeatCell:
    for group in domain.figures["groups"]:
        if group["code"] == code and group["scored"]:
            return HeatCell(positive=group["positive"], negative=group["negative"], decimals=1)
    return HeatCell()


def slope_of(comparison: Comparison, *, narrow: bool = False) -> Chart:
    """The domains that one side at least ranks. In colour: what crosses the line, or goes beyond the uncertainty."""
    notable = {move.code for move in comparison.notable}
    rows = [
        SlopeRow(
            code=move.code,
            label=move.label,
            subject=move.subject,
            before=move.before.rank,
            after=move.after.rank,
            strong=move.code in notable,
            note=move.why,
            href=move.href or None,
        )
        for move in comparison.ranked
    ]
    return slope(
        rows,
        sides=(comparison.before.label, comparison.after.label),
        title=_("Rangs côte à côte"),
        summary=comparison.sentence,
        top=comparison.top,
        narrow=narrow,
    )


def importance_of(reading: RankingReading) -> Heatmap:
    """The importance that each group gives to each domain: the median of its votes, before any weight."""
    groups = reading.groups()
    rows = []
    for domain in reading.domains:
        said = {row["code"]: row["importance"] for row in domain.figures["groups"]}
        rows.append(
            HeatRow(
                code=domain.code,
                label=domain.label,
                subject=domain.subject,
                cells=[HeatCell(positive=said.get(group.code), scale=4, decimals=1) for group in groups],
                href=why_url(reading, domain),
            )
        )
    return Heatmap(
        caption=_("Importance donnée par chaque partie prenante, sur 4"),
        corner=_("Domaine d’action"),
        columns=[group.label for group in groups],
        rows=rows,
        split=False,
    )


def materiality_picture(found: Materiality, link: Callable[[Domain], str] | None = None) -> Chart:
    """Impacts across, finances up, each with its threshold; a domain that lacks one of them stands in the table alone."""
    points = [
        ViewPoint(
            row.domain.code,
            row.domain.label,
            row.domain.core_subject.order,
            row.impact,
            row.financial,
            row.critical,
            link(row.domain) if link else None,
        )
        for row in found.rows
        if row.impact is not None and row.financial is not None
    ]
    title = _("Impacts et finances")
    table = DataTable(
        title,
        (_("Domaine"), _("Impact (0–5)"), _("Finances (0–5)"), _("Lecture")),
        [materiality_cells(row) for row in found.rows],
        frozenset({1, 2}),
    )
    return views(
        points,
        threshold=THRESHOLD,
        names=(_("Impact (0–5)"), _("Finances (0–5)")),
        title=title,
        summary=found.sentence,
        table=table,
    )


def materiality_cells(row: TwoViews) -> tuple[str, str, str, str]:
    """One domain in words and figures, the same on the screen and in the report."""
    return (
        f"{row.domain.code} {row.domain.label}",
        nombre(row.impact, 2),
        nombre(row.financial, 1),
        row.words,
    )

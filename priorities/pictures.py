"""The pictures of a ranking, each with its sentence and its table. Domains link to « Pourquoi ? »."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from priorities.queries.reading import DomainReading, RankingReading
from rse_portal.common.charts import (
    Chart,
    HeatCell,
    Heatmap,
    HeatRow,
    IntervalRow,
    MatrixPoint,
    Petal,
    RankTable,
    matrix,
    rank_table,
    rose,
)

CORNER = (2.0, 1.6)  # where the crowded corner of the matrix begins: impact, importance
CROWD = 4  # points in the corner from which a zoom helps


@dataclass(frozen=True)
class Pictures:
    rose: Chart
    significance: RankTable
    priority: RankTable
    matrix: Chart
    corner: Chart | None
    groups: Heatmap


def of(reading: RankingReading) -> Pictures:
    """All the pictures of the page « Priorités »."""
    corner = [d for d in reading.significance if _x(d) >= CORNER[0] and _y(d) >= CORNER[1]]
    return Pictures(
        rose=rose_of(reading),
        significance=interval_table(reading, "significance"),
        priority=interval_table(reading, "priority"),
        matrix=matrix_of(reading),
        corner=matrix_of(reading, corner=True) if len(corner) >= CROWD else None,
        groups=groups_of(reading),
    )


def why_url(reading: RankingReading, domain: DomainReading) -> str:
    return reverse("priorities:ranking-why", args=[reading.run.pk, domain.code])


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
            href=why_url(reading, domain),
        )
        for domain in reading.domains
    ]
    count = len(reading.significance)
    total = len(reading.domains)
    first = reading.significance[0] if reading.significance else None
    summary = ngettext("%(count)s domaine classé sur %(total)s", "%(count)s domaines classés sur %(total)s", count) % {
        "count": count,
        "total": total,
    }
    if first:
        summary += _(" ; le plus significatif est « %(label)s » (%(code)s).") % {
            "label": first.label,
            "code": first.code,
        }
    return rose(
        petals, title=_("La rose des domaines"), summary=summary, centre=f"{count}\n" + _("classés sur %s") % total
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


def interval_table(reading: RankingReading, ranking: str) -> RankTable:
    return rank_table(interval_rows(reading, ranking), total=len(reading.significance), top=reading.top)


def matrix_of(reading: RankingReading, *, corner: bool = False) -> Chart:
    points = [
        MatrixPoint(
            code=domain.code,
            label=domain.label,
            subject=domain.subject,
            x=_x(domain),
            y=_y(domain),
            gap=domain.figures["gap"],
            critical=domain.figures["critical"],
            href=why_url(reading, domain),
        )
        for domain in reading.significance
    ]
    both = sum(point.x >= 2.5 and point.y >= 2 for point in points)
    summary = ngettext(
        "%(count)s domaine est à la fois lourd d’impacts et important pour les parties prenantes.",
        "%(count)s domaines sont à la fois lourds d’impacts et importants pour les parties prenantes.",
        both,
    ) % {"count": both}
    if corner:
        return matrix(
            points,
            title=_("Le coin le plus dense, agrandi"),
            summary=summary,
            x_range=(CORNER[0], 5.0),
            y_range=(CORNER[1], 4.0),
        )
    return matrix(points, title=_("Impacts et importance"), summary=summary)


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


def _x(domain: DomainReading) -> float:
    return domain.figures["impact"]


def _y(domain: DomainReading) -> float:
    return domain.figures["importance"]

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
class RankList:
    """One of the two rankings: its first rows, and the others one click away."""

    first: RankTable
    others: RankTable | None
    others_count: int


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


def corner_of(reading: RankingReading) -> Chart | None:
    """The crowded corner of the matrix, if it is crowded."""
    crowd = [d for d in reading.significance if _x(d) >= CORNER[0] and _y(d) >= CORNER[1]]
    return matrix_of(reading, corner=True) if len(crowd) >= CROWD else None


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

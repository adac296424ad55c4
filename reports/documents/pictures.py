"""The pictures of the report: those of the page « Priorités », on white paper and without links."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from priorities import pictures
from priorities.queries.financial import Materiality
from priorities.queries.reading import RankingReading
from rse_portal.common.charts import Chart, rank_intervals
from rse_portal.common.charts.svg import PAPER

_LINK = re.compile(r'<a (?P<attributes>[^>]*?)\s*href="[^"]*"')
_SIZE = re.compile(r'viewBox="0 0 (?P<width>[\d.]+) (?P<height>[\d.]+)"')


@dataclass(frozen=True)
class Plates:
    """None: the next four when no domain is ranked, crowd also when there is no crowd, views unless the cycle asks."""

    rose: Chart
    significance: Chart | None = None
    priority: Chart | None = None
    matrix: Chart | None = None
    crowd: Chart | None = None
    views: Chart | None = None

    def files(self) -> dict[str, str]:
        """File name → SVG for paper."""
        charts = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {f"{name}.svg": on_paper(chart.svg) for name, chart in charts.items() if chart is not None}


def draw(ranking: RankingReading, materiality: Materiality | None = None) -> Plates:
    rose = pictures.rose_of(ranking)
    views = pictures.materiality_picture(materiality) if materiality and materiality.given else None
    if not ranking.significance:
        return Plates(rose, views=views)
    return Plates(
        rose=rose,
        significance=_intervals(ranking, "significance", _("Domaines prioritaires : rangs et intervalles")),
        priority=_intervals(ranking, "priority", _("Axes d’amélioration : rangs et intervalles")),
        matrix=pictures.matrix_of(ranking),
        crowd=pictures.crowd_of(ranking),
        views=views,
    )


def _intervals(ranking: RankingReading, name: str, title: str) -> Chart:
    rows = pictures.interval_rows(ranking, name)
    summary = _("%(count)s domaines du premier au dernier rang ; le premier est « %(label)s ».") % {
        "count": len(rows),
        "label": rows[0].label,
    }
    return rank_intervals(rows, title=title, summary=summary, total=len(rows), top=ranking.top)


def on_paper(svg: str) -> str:
    """The paper of the screen becomes white; links, which lead nowhere on paper, become groups."""
    return _LINK.sub(r"<g \g<attributes>", svg).replace("</a>", "</g>").replace(PAPER, "#FFFFFF")


def plate(chart: Chart | None) -> dict[str, Any] | None:
    """What the template needs to place a picture. tall: height over width; alt: read in its place."""
    if chart is None:
        return None
    size = _SIZE.search(chart.svg)
    assert size is not None  # every picture has its viewBox
    tall = float(size["height"]) / float(size["width"])
    return {"title": chart.title, "alt": f"{chart.title}. {chart.summary}", "tall": tall}

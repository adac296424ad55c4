"""Our pictures: pure functions from small dataclasses to inline SVG, with their sentence and their table.

No library, no JavaScript: marks are links with a keyboard focus, charts.css gives them the theme, and the
very same SVG goes into the PDF, because each mark also carries its light colours as attributes.
"""

from rse_portal.common.charts.heat import HeatCell, Heatmap, HeatRow
from rse_portal.common.charts.intervals import (
    IntervalRow,
    RankTable,
    rank_intervals,
    rank_table,
)
from rse_portal.common.charts.looks import LookRow, looks
from rse_portal.common.charts.matrix import MatrixPoint, matrix
from rse_portal.common.charts.quadrants import (
    QuadrantPoint,
    QuadrantWords,
    quadrants,
)
from rse_portal.common.charts.quarters import quarters
from rse_portal.common.charts.rose import Petal, rose
from rse_portal.common.charts.slope import SlopeRow, slope
from rse_portal.common.charts.strip import strip
from rse_portal.common.charts.svg import Chart, DataTable
from rse_portal.common.charts.views import ViewPoint, views

__all__ = [
    "Chart",
    "DataTable",
    "HeatCell",
    "HeatRow",
    "Heatmap",
    "IntervalRow",
    "LookRow",
    "MatrixPoint",
    "Petal",
    "QuadrantPoint",
    "QuadrantWords",
    "RankTable",
    "SlopeRow",
    "ViewPoint",
    "looks",
    "matrix",
    "quadrants",
    "quarters",
    "rank_intervals",
    "rank_table",
    "rose",
    "slope",
    "strip",
    "views",
]

"""Heat map domain × stakeholder, an HTML table (components/heatmap.html): colour helps, the number says."""

from collections.abc import Sequence
from dataclasses import dataclass

from rse_portal.common.typography import nombre

LEVELS = 5


@dataclass(frozen=True, slots=True)
class HeatCell:
    """negative, positive: means from 0 to `scale` (impacts 5, votes 4, coverage 100); None: nothing rated.

    A map that is not split (votes, coverage) uses `positive` alone. note: why an empty cell is empty, when that is known.
    """

    positive: float | None = None
    negative: float | None = None
    scale: float = 5.0
    decimals: int = 0
    note: str = ""

    @property
    def empty(self) -> bool:
        return self.positive is None and self.negative is None

    @property
    def positive_level(self) -> int:
        return _level(self.positive, self.scale)

    @property
    def negative_level(self) -> int:
        return _level(self.negative, self.scale)

    @property
    def positive_text(self) -> str:
        return _text(self.positive, self.decimals)

    @property
    def negative_text(self) -> str:
        return _text(self.negative, self.decimals)


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A domain (subject 1..7) and its cells, one per column."""

    code: str
    label: str
    subject: int
    cells: Sequence[HeatCell]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Heatmap:
    """split: negative on the left, positive on the right of each cell, never summed."""

    caption: str
    corner: str
    columns: Sequence[str]
    rows: Sequence[HeatRow]
    split: bool = False


def _text(value: float | None, decimals: int) -> str:
    """A zero is an answer, but a quiet one: « 0 » rather than « 0,0 »."""
    return "–" if value is None else nombre(value, decimals if value else 0)


def _level(value: float | None, scale: float) -> int:
    """Colour 0..5: 0 only for a zero, so that the least impact is seen."""
    if not value:
        return 0
    return min(max(round(value / scale * LEVELS), 1), LEVELS)

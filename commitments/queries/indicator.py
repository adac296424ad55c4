"""Indicators with what was measured, in plain values."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from commitments.enums import Direction
from commitments.models import Indicator, Sample
from rse_portal.common.typography import jour, nombre

RELATED = ("definition", "commitment__core_subject", "axis__domain", "owner")
SPARK = 24  # last samples of a sparkline
Point = tuple[date, Decimal]


@dataclass(frozen=True)
class IndicatorLine:
    """One indicator and its samples, oldest first. change: of the last value since the one before."""

    code: str
    label: str
    unit: str
    direction: str
    commitment: str
    subject: int
    domain: str
    owner: str
    baseline: Decimal | None
    baseline_on: date | None
    target: Decimal | None
    target_on: date | None
    points: tuple[Point, ...]
    is_stale: bool
    reached: bool | None

    @property
    def last(self) -> Point | None:
        return self.points[-1] if self.points else None

    @property
    def change(self) -> Decimal | None:
        return self.points[-1][1] - self.points[-2][1] if len(self.points) > 1 else None

    @property
    def tendency(self) -> str:
        """« better », « worse », « same », or nothing without two values."""
        change = self.change
        if change is None:
            return ""
        if not change:
            return "same"
        return "better" if (change > 0) == (self.direction == Direction.UP) else "worse"

    @property
    def tendency_words(self) -> str:
        return {"better": _("s’améliore"), "worse": _("recule"), "same": _("stable")}.get(self.tendency, "")

    @property
    def last_words(self) -> str:
        """« 12,5 % au 31 mars 2026 », « jamais relevé »."""
        if self.last is None:
            return _("jamais relevé")
        on, value = self.last
        return _("%(value)s au %(day)s") % {"value": self.with_unit(value), "day": jour(on)}

    @property
    def target_words(self) -> str:
        if self.target is None or self.target_on is None:
            return ""
        return _("%(value)s d’ici au %(day)s") % {
            "value": self.with_unit(self.target),
            "day": jour(self.target_on),
        }

    @property
    def state_words(self) -> str:
        if self.reached is None:
            return _("sans cible") if self.target is None else _("à relever")
        return _("cible atteinte") if self.reached else _("cible non atteinte")

    @property
    def path_percent(self) -> float | None:
        """How much of the way from the baseline to the target is done, in percent; may be negative, or over 100."""
        if self.last is None or self.baseline is None or self.target is None or self.baseline == self.target:
            return None
        return float(100 * (self.last[1] - self.baseline) / (self.target - self.baseline))

    def with_unit(self, value: Decimal) -> str:
        return f"{nombre(value)}\u00a0{self.unit}" if self.unit else nombre(value)


def indicator_lines(indicators: Any, today: date, *, last: int | None = None) -> list[IndicatorLine]:
    """indicators: a queryset. last: of the samples kept of each, all unless told. 2 queries."""
    rows: list[Indicator] = list(indicators.select_related(*RELATED))
    points = _points(row.pk for row in rows)
    return [line_of(row, points[row.pk][-last:] if last else points[row.pk], today) for row in rows]


def _points(keys: Iterable[int]) -> defaultdict[int, list[Point]]:
    found: defaultdict[int, list[Point]] = defaultdict(list)
    samples = Sample.objects.filter(indicator__in=list(keys)).order_by("indicator", "on")
    for indicator, on, value in samples.values_list("indicator", "on", "value"):
        found[indicator].append((on, value))
    return found


def line_of(row: Indicator, points: Iterable[Point], today: date) -> IndicatorLine:
    """row: with RELATED. No query."""
    points = tuple(points)
    on, value = points[-1] if points else (None, None)
    return IndicatorLine(
        code=row.definition.code,
        label=row.definition.label,
        unit=row.definition.unit,
        direction=row.definition.direction,
        commitment=row.commitment.code,
        subject=row.commitment.core_subject.order,
        domain=row.axis.domain.code if row.axis else "",
        owner=str(row.owner) if row.owner else "",
        baseline=row.baseline,
        baseline_on=row.baseline_on,
        target=row.target,
        target_on=row.target_on,
        points=points,
        is_stale=row.is_stale(on, today),
        reached=row.reaches(value),
    )

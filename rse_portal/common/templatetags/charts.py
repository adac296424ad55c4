"""{% load charts %}: small pictures straight from a template."""

from collections.abc import Sequence

from django import template

from rse_portal.common import charts
from rse_portal.common.charts import Chart

register = template.Library()


@register.simple_tag
def distribution(counts: Sequence[int], first: int = 0, title: str = "") -> Chart:
    """{% distribution counts 1 as c %}{{ c.svg }}: answers per level, from the level `first` (0 or 1)."""
    return charts.strip(counts, labels=[str(first + i) for i in range(len(counts))], title=str(title))

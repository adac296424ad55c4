"""{% load charts %}: small pictures straight from a template."""

from collections.abc import Sequence
from functools import lru_cache

from django import template
from django.utils.translation import get_language

from rse_portal.common import charts
from rse_portal.common.charts import Chart

register = template.Library()


@register.simple_tag
def distribution(counts: Sequence[int], first: int = 0, title: str = "") -> Chart:
    """{% distribution counts 1 as c %}{{ c.svg }}: answers per level, from the level `first` (0 or 1)."""
    return _strip(tuple(counts), first, str(title), get_language())


@lru_cache(maxsize=4096)
def _strip(counts: tuple[int, ...], first: int, title: str, _language: str | None) -> Chart:
    """A page holds dozens of them and the same few distributions come back: a strip is drawn once per process."""
    return charts.strip(counts, labels=[str(first + i) for i in range(len(counts))], title=title)

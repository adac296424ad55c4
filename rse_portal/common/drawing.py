"""Fragments drawn once for the same values: most of a page's time is templates that print what they printed before.

    {% load components %}{% drawn "stakeholders/_stakeholder_row.html" row=row may_change=may_change %}

The template sees these values and nothing else – no request, no user, no clock –, so what it prints depends on nothing
else: it may be kept. Kept by process, the least recently asked for leave first. What may change says so in its values.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.template import Context
from django.template.loader import get_template
from django.utils.functional import Promise
from django.utils.safestring import SafeData, SafeString
from django.utils.translation import get_language

KEPT = 4096  # fragments of 1 to 5 kB
PLAIN = (str, int, float, Decimal, date, time, UUID, Promise, type(None))


def draw(template: str, values: Mapping[str, Any]) -> SafeString:
    """The template with these values. Raises TypeError for a value that could change under the same name: whatever is not
    a plain value, a tuple or a frozen dataclass of them – a row of the database, a list, a form."""
    return _drawn(template, get_language(), tuple(values), *values.values())


@lru_cache(maxsize=KEPT, typed=True)  # typed: markup is not the text that reads the same
def _drawn(template: str, language: str | None, names: tuple[str, ...], *values: Any) -> SafeString:
    for value in values:
        _check(value, inside=False)
    return get_template(template).template.render(Context(dict(zip(names, values, strict=True))))  # type: ignore[attr-defined,no-any-return]


def _check(value: Any, *, inside: bool) -> None:
    if isinstance(value, SafeData) and inside:
        # Equal to the same text unescaped, and found under its key.
        raise TypeError(f"Markup inside a value of a drawn fragment: {value!r}")
    if isinstance(value, tuple):
        for item in value:
            _check(item, inside=True)
    elif is_dataclass(value) and value.__dataclass_params__.frozen:  # type: ignore[union-attr]
        for part in fields(value):
            _check(getattr(value, part.name), inside=True)
    elif not isinstance(value, PLAIN):
        raise TypeError(f"A drawn fragment cannot depend on {type(value).__name__}")

"""{% load typography %}: rse_portal.common.typography as filters. Times become local first."""

import datetime as dt
from collections.abc import Iterable

from django import template

from rse_portal.common import typography
from rse_portal.common.typography import Number

register = template.Library()


@register.filter
def nombre(value: Number | None, decimals: int | None = None) -> str:
    """{{ score|nombre:1 }} → « 1 234,5 »; None → « n. c. »."""
    return typography.nombre(_number(value), decimals)


@register.filter
def pourcent(value: Number | None, decimals: int = 0) -> str:
    """{{ share|pourcent }}: 12 → « 12 % »."""
    return typography.pourcent(_number(value), decimals)


@register.filter
def jour(value: dt.date | str | None, form: str = "") -> str:
    """{{ held_on|jour }} → « 12 mars 2026 »; |jour:"court" → « 12 mars ». ISO text is read too."""
    if isinstance(value, str):
        value = dt.date.fromisoformat(value) if value else None
    return typography.jour(value or None, year=form != "court")


@register.filter
def heure(value: dt.datetime | dt.time | None) -> str:
    """{{ starts_at|heure }} → « 18 h 30 »."""
    return typography.heure(value or None)


@register.filter
def moment(value: dt.datetime | None) -> str:
    """{{ received_at|moment }} → « 1er mars 2026 à 18 h 30 »."""
    return typography.moment(value or None)


@register.filter
def taille(value: int | None) -> str:
    """{{ file.size|taille }} → « 2,4 Mo »."""
    return typography.taille(value)


@register.filter
def typo(value: object) -> str:
    """{{ sentence|typo }}: French spaces and apostrophes, on plain text (escaped afterwards as usual)."""
    return typography.typo("" if value is None else str(value))


@register.filter
def liste(parts: Iterable[object]) -> str:
    """{{ groups|liste }} → « a ; b ; c »."""
    return typography.joined(map(str, parts))


@register.filter
def pluriel(value: Number | None, words: str) -> str:
    """{{ n|pluriel:_("retour,retours") }} → « 0 retour », « 2 retours »; without plural, adds s."""
    if value is None:
        return typography.absent()
    singular, _, plural = str(words).partition(",")
    return typography.pluriel(value, singular, plural)


def _number(value: Number | str | None) -> Number | None:
    if isinstance(value, str):
        return float(value) if value.strip() else None
    return value

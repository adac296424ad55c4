"""{% load referential %}: the words of what a version holds as codes."""

from typing import Any

from django import template

from commitments.enums import ActionState, VersionState
from commitments.queries.action import TONES
from rse_portal.common.typography import nombre

register = template.Library()
VERSION_TONES = {"draft": "neutral", "submitted": "amber", "adopted": "accent", "published": "accent"}


@register.filter
def action_state(state: str) -> str:
    return str(ActionState(state).label)


@register.filter
def action_tone(state: str) -> str:
    return TONES.get(state, "neutral")


@register.filter
def version_state(state: str) -> str:
    return str(VersionState(state).label)


@register.filter
def version_tone(state: str) -> str:
    return VERSION_TONES[state]


@register.filter
def in_unit(value: Any, unit: str) -> str:
    """« 12,5 % »: a value with the unit of its indicator."""
    return f"{nombre(value)}\u00a0{unit}" if unit and value is not None else nombre(value)

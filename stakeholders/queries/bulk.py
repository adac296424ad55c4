"""What a change of many stakeholders would do, row by row, before anybody confirms it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.actions.history import values_of
from accounts.queries.history import Line, Words
from stakeholders.models import Stakeholder


@dataclass(frozen=True)
class Before:
    stakeholder: Stakeholder
    lines: Sequence[Line]


@dataclass(frozen=True)
class Preview:
    """rows: those that would change, in the order of their codes. same: how many hold these values already."""

    rows: Sequence[Before]
    same: int


def preview_of(stakeholders: Sequence[Stakeholder], values: Mapping[str, Any]) -> Preview:
    """values: field → new value, as change_stakeholders takes them. At most 2 queries: names of people and groups."""
    new = {
        name: stored
        for name, stored in values_of(Stakeholder(**values)).items()
        if name in {Stakeholder._meta.get_field(field).attname for field in values}  # type: ignore[union-attr]
    }
    olds = [values_of(row) for row in stakeholders]
    words = Words(Stakeholder, [new, *({name: old[name] for name in new} for old in olds)])
    rows = []
    for row, old in zip(stakeholders, olds, strict=True):
        lines = [
            Line(words.label(name), words.of(name, old[name]), words.of(name, value))
            for name, value in new.items()
            if old[name] != value
        ]
        if lines:
            rows.append(Before(row, lines))
    return Preview(rows, len(stakeholders) - len(rows))

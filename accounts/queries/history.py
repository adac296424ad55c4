"""The history of a row in words, and the meeting of two people who wrote the same row."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.history import restored, values_of
from accounts.models import Change, ChangeKind, Tracked, User
from accounts.rights import TRACKED
from rse_portal.common.typography import jour, moment

SHOWN = 100  # changes of one row on a page


@dataclass(frozen=True)
class Line:
    """One column: its name and its two values, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    change: Change
    lines: list[Line]


def history_of(model: type[Tracked], pk: str) -> list[Entry]:
    """The last changes of a row, newest first. 1 query, and 1 per model that the changed columns refer to."""
    changes = list(
        Change.objects.filter(target_type=model._meta.label_lower, target_id=pk)
        .select_related("by")
        .order_by("-pk")[:SHOWN]
    )
    words = Words(model, (values for told in changes for values in (told.before, told.after)))
    return [Entry(told, list(_lines(words, told))) for told in changes]


def _lines(words: "Words", told: Change) -> Iterable[Line]:
    for name in told.after or told.before:
        if name in words.fields:
            before, after = (words.of(name, values.get(name)) for values in (told.before, told.after))
            if before or after:
                yield Line(words.label(name), before, after)


class Words:
    """Values of the columns of a model as one reads them; rows referred to are named, one query per model."""

    def __init__(self, model: type[Tracked], values: Iterable[Mapping[str, Any]]) -> None:
        self.fields = {field.attname: field for field in model.tracked_fields()}
        wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
        for row in values:
            for name, value in row.items():
                field = self.fields.get(name)
                if field is not None and field.is_relation and value is not None:
                    wanted[field.related_model].add(value)  # type: ignore[index]
        self.names = {
            related: {row.pk: str(row) for row in related._default_manager.filter(pk__in=keys)}
            for related, keys in wanted.items()
        }

    def label(self, name: str) -> str:
        return str(self.fields[name].verbose_name)

    def of(self, name: str, value: Any) -> str:
        """Empty for a missing value."""
        field = self.fields[name]
        if value is None or value == "":
            return ""
        if field.is_relation:
            return self.names.get(field.related_model, {}).get(value, str(value))  # type: ignore[arg-type]
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))  # type: ignore[attr-defined]
        if isinstance(value, bool):
            return _("oui") if value else _("non")
        value = field.to_python(value)
        if isinstance(value, datetime):
            return moment(value)
        return jour(value) if isinstance(value, date) else str(value)


def may_undo(user: User, operation: Any) -> bool:
    """Whether this person may put back an act: they may still change each row it touched. 1 query, and 1 per model."""
    changes = list(Change.objects.filter(operation=operation))
    by_model: dict[str, dict[str, Tracked]] = {}
    for label in {told.target_type for told in changes}:
        keys = [told.target_id for told in changes if told.target_type == label]
        rows = apps.get_model(label)._default_manager.in_bulk(keys)
        by_model[label] = {str(pk): row for pk, row in rows.items()}
    return bool(changes) and all(
        _may(user, told, by_model[told.target_type].get(told.target_id) or _as_deleted(told), "change")
        for told in changes
    )


def may(user: User, told: Change, what: str) -> bool:
    """Whether this person may `view` or `change` the row that a change tells about, there or gone."""
    return _may(user, told, row_of(told), what)


def _may(user: User, told: Change, row: Tracked | None, what: str) -> bool:
    rights = TRACKED.get(told.target_type)
    return rights is not None and row is not None and user.has_perm(getattr(rights, what), row)


def row_of(told: Change) -> Tracked | None:
    """The row as it stands, or as it was when it was deleted, for the rules to look at."""
    model = apps.get_model(told.target_type)
    return model._default_manager.filter(pk=told.target_id).first() or _as_deleted(told)


def _as_deleted(told: Change) -> Tracked | None:
    if told.kind != ChangeKind.DELETED:
        return None
    model = apps.get_model(told.target_type)
    return model(pk=told.target_id, **restored(model, told.before))


# --- two writers


@dataclass(frozen=True)
class Encounter:
    """A column that somebody changed meanwhile. `clash`: both changed it, to different things."""

    label: str
    mine: str
    theirs: str
    clash: bool


@dataclass(frozen=True)
class Meeting:
    """What two people did to one row. merged: column → value to propose: mine where I wrote, else theirs."""

    by: User | None
    at: datetime
    encounters: Sequence[Encounter]
    merged: Mapping[str, Any]

    @property
    def clashes(self) -> int:
        return sum(encounter.clash for encounter in self.encounters)


def meet(row: Tracked, read: int, mine: Mapping[str, Any]) -> Meeting:
    """`row` as it stands now, the version that was read, and the columns as I would save them. 1 query and a few."""
    later = list(Change.objects.of(row).filter(version__gt=read).select_related("by"))
    now = values_of(row)
    base = dict(now)
    for told in later:  # newest first: each takes one step back; before its creation a row is blank
        base |= values_of(type(row)()) if told.kind == ChangeKind.CREATED else told.before
    wanted = type(row)(**mine)
    stored = values_of(wanted)
    words = Words(type(row), (now, stored))
    encounters, merged = [], {}
    for name in mine:
        wrote = stored[name] != base[name]
        merged[name] = mine[name] if wrote else getattr(row, name)
        if now[name] != base[name] and now[name] != stored[name]:
            encounters.append(
                Encounter(words.label(name), words.of(name, stored[name]), words.of(name, now[name]), wrote)
            )
    newest = later[0] if later else None
    return Meeting(newest.by if newest else None, newest.at if newest else timezone.now(), encounters, merged)

"""What can be looked for. An app declares its sources in `<app>/search_sources.py`, which this app discovers:

    add_source(
        Source(
            kind="minutes",
            place=20,
            label=_("Comptes rendus"),
            model=Minutes,
            body=("text",),
            permission="dialogue.view_session",
            related=("session__assembly",),
            show=lambda row: Shown(title=str(row.session), text=row.text, url=row.get_absolute_url()),
        )
    )

Nothing else is needed: the triggers that watch its table come at the next `migrate`, `rebuild_search` reads what is there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from accounts.models import User


@dataclass(frozen=True)
class Shown:
    """A row as a result: title and text are searched words in context; meta: who, where, when, in one line."""

    title: str = ""
    text: str = ""
    meta: str = ""
    url: str = ""


@dataclass(frozen=True)
class Source:
    """kind: as in the addresses. place: among the kinds, the smallest first. title, body: columns of the model, a word of
    the title weighs more. related: what `show` reads. visible: which rows exist for a person, `model.objects.visible_to`
    unless told."""

    kind: str
    place: int
    label: Any
    model: type[Model]
    permission: str
    show: Callable[[Any], Shown]
    title: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    visible: Callable[[User], "QuerySet[Any]"] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.title, *self.body)

    def rows_of(self, user: User) -> "QuerySet[Any]":
        if self.visible is not None:
            return self.visible(user)
        return self.model.objects.visible_to(user)  # type: ignore[attr-defined,no-any-return]


SOURCES: dict[str, Source] = {}


def add_source(source: Source) -> None:
    """Raises ValueError if the kind is declared twice, or is no single word of small letters: it is in the index."""
    if not (source.kind.isascii() and source.kind.isalpha() and source.kind.islower()):
        raise ValueError(f"{source.kind} is no single word")
    if source.kind in SOURCES:
        raise ValueError(f"{source.kind} is declared twice")
    SOURCES[source.kind] = source


def sources_of(user: User) -> list[Source]:
    """Those that this person may look into, in their order."""
    found = [source for source in SOURCES.values() if user.has_perm(source.permission)]
    return sorted(found, key=lambda source: source.place)

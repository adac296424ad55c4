"""What one version changes to another, in words that one reads: part by part, before and after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.enums import ActionState, Direction
from commitments.queries.content import Document
from rse_portal.common.diff import Row, compare
from rse_portal.common.typography import jour, nombre, pourcent

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
KIND_WORDS = {
    ADDED: gettext_lazy("ajouté"),
    REMOVED: gettext_lazy("retiré"),
    CHANGED: gettext_lazy("modifié"),
}
# Of each part: its columns in the content, with their names.
AXIS = {
    "title": gettext_lazy("axe d’amélioration"),
    "aim": gettext_lazy("ce que nous voulons améliorer"),
    "rank": gettext_lazy("rang de la priorité"),
    "reason": gettext_lazy("motif"),
}
ACTION = {
    "title": gettext_lazy("action"),
    "starts_on": gettext_lazy("commence le"),
    "due_on": gettext_lazy("échéance"),
    "state": gettext_lazy("état"),
    "progress": gettext_lazy("avancement"),
    "partners": gettext_lazy("parties prenantes"),
}
INDICATOR = {
    "label": gettext_lazy("indicateur"),
    "unit": gettext_lazy("unité"),
    "direction": gettext_lazy("sens"),
    "baseline": gettext_lazy("valeur de départ"),
    "baseline_on": gettext_lazy("valeur de départ au"),
    "target": gettext_lazy("cible"),
    "target_on": gettext_lazy("cible à atteindre le"),
    "value": gettext_lazy("dernière valeur"),
    "value_on": gettext_lazy("relevée le"),
}
PRACTICE = {
    "text": gettext_lazy("texte"),
    "origin": gettext_lazy("d’où elle vient"),
    "shared_with": gettext_lazy("parties prenantes"),
}
MOVING = {"state", "progress", "value", "value_on"}
DAYS = {"starts_on", "due_on", "baseline_on", "target_on", "value_on"}


@dataclass(frozen=True)
class Difference:
    """One part that is not the same. columns: (name, before, after) of a changed one. only_moved: what it promises is the
    same, it went on."""

    kind: str
    what: str
    name: str
    columns: Sequence[tuple[str, str, str]] = ()
    only_moved: bool = False

    @property
    def kind_words(self) -> str:
        return str(KIND_WORDS[self.kind])


@dataclass(frozen=True)
class CommitmentDifference:
    """label: as it is now. words: the two statements facing each other, none when they are the same."""

    code: str
    label: str
    subject: int
    kind: str = ""
    words: Sequence[Row] = ()
    parts: Sequence[Difference] = field(default_factory=list)

    @property
    def kind_words(self) -> str:
        return str(KIND_WORDS[self.kind]) if self.kind else ""

    @property
    def rewritten(self) -> list[Difference]:
        return [part for part in self.parts if not part.only_moved]

    @property
    def moved(self) -> list[Difference]:
        """What went on as it was promised: states, progress, values."""
        return [part for part in self.parts if part.only_moved]

    @property
    def differs(self) -> bool:
        return bool(self.kind or self.words or self.parts)


def difference(before: Document, after: Document) -> list[CommitmentDifference]:
    """The commitments that differ, in order; what is the same is left out. No query."""
    old = {row["code"]: row for row in before["commitments"]}
    new = {row["code"]: row for row in after["commitments"]}
    codes = [row["code"] for row in after["commitments"]]
    codes += [code for code in old if code not in new]
    found = [_commitment(code, old.get(code), new.get(code)) for code in codes]
    return [row for row in found if row.differs]


def _commitment(code: str, old: Document | None, new: Document | None) -> CommitmentDifference:
    said = new or old
    assert said is not None
    named = code, said["label"], said["subject"]["order"]
    if old is None or new is None:
        return CommitmentDifference(*named, kind=REMOVED if new is None else ADDED)
    one, other = _text(old), _text(new)
    return CommitmentDifference(
        *named, words=compare(one, other) if one != other else (), parts=list(_parts(old, new))
    )


def _text(row: Document) -> str:
    return f"{row['label']}\n\n{row['statement']}"


def _parts(old: Document, new: Document) -> Iterator[Difference]:
    yield from _listed(_("Axe"), old["axes"], new["axes"], AXIS, "code", "title")
    for what, name, columns in (
        (_("Action"), "actions", ACTION),
        (_("Indicateur"), "indicators", INDICATOR),
    ):
        yield from _listed(
            what, _everything(old, name), _everything(new, name), columns, "code", _title(name)
        )
    yield from _listed(_("Bonne pratique"), old["practices"], new["practices"], PRACTICE, "title", "title")


def _title(name: str) -> str:
    return "label" if name == "indicators" else "title"


def _everything(row: Document, name: str) -> list[Document]:
    """The actions, or indicators, of a commitment and of its axes."""
    return [part for holder in (row, *row["axes"]) for part in holder.get(name, ())]


def _listed(
    what: str,
    old: list[Document],
    new: list[Document],
    columns: dict[str, Any],
    key: str,
    title: str,
) -> Iterator[Difference]:
    before, after = {row[key]: row for row in old}, {row[key]: row for row in new}
    for code, row in after.items():
        name = row[title] if key == title else f"{code} {row[title]}"
        if code not in before:
            yield Difference(ADDED, what, name)
            continue
        changed = [column for column in columns if before[code][column] != row[column]]
        if changed:
            told = [
                (str(columns[column]), _words(column, before[code]), _words(column, row))
                for column in changed
            ]
            yield Difference(CHANGED, what, name, told, only_moved=set(changed) <= MOVING)
    for code, row in before.items():
        if code not in after:
            yield Difference(REMOVED, what, row[title] if key == title else f"{code} {row[title]}")


def _words(column: str, row: Document) -> str:
    value = row[column]
    if value is None or value in ("", []):
        return "–"
    if column in DAYS:
        return jour(date.fromisoformat(value))
    if column == "state":
        return str(ActionState(value).label)
    if column == "direction":
        return str(Direction(value).label)
    if column == "progress":
        return pourcent(value)
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, int | float):
        unit = row.get("unit", "")
        return f"{nombre(value)}\u00a0{unit}" if unit else nombre(value)
    return str(value)

"""What an import changes, as it goes: the Change rows to keep (ADR 0012), and what a preview tells of them."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from accounts.actions.history import keep_changes, new_operation
from accounts.models import Change, ChangeKind, User

CREATED_KEPT = 10_000  # rows created in one file: beyond, the journal alone tells that they came in
AT_ONCE = 5_000  # changes held in memory before they are written


@dataclass(frozen=True)
class Told:
    """One change and the row of the file that made it. index: of the row among the checked rows of the file.

    key: the columns by which the row is known, which go without saying.
    """

    file: str
    index: int
    change: Change
    key: tuple[str, ...]


@dataclass
class Trail:
    """One per import: all that it changes shares `operation`. Memory stays flat: changes are written as they come.

    shown: how many changes to remember, in order; watched: file → indexes whose changes are remembered whatever their
    number. complete: every written row left a Change, so that undoing the operation undoes the import.
    """

    by: User | None
    operation: UUID = field(default_factory=new_operation)
    shown: int = 0
    watched: Mapping[str, Collection[int]] = field(default_factory=dict)
    file: str = ""
    key: tuple[str, ...] = ()
    told: list[Told] = field(default_factory=list)
    met: list[Told] = field(default_factory=list)
    complete: bool = True
    _waiting: list[Change] = field(default_factory=list)
    _digest: Any = field(default_factory=hashlib.sha256)

    def tell(
        self,
        kind: ChangeKind,
        model: type[Any],
        pk: Any,
        version: int,
        before: dict[str, Any],
        after: dict[str, Any],
        index: int,
    ) -> None:
        """A tracked row was written. before, after: column → JSON value, as in Change."""
        change = Change(
            operation=self.operation,
            by=self.by,
            kind=kind,
            target_type=model._meta.label_lower,
            target_id=str(pk),
            version=version,
            before=before,
            after=after,
        )
        if index in self.watched.get(self.file, ()):
            self.met.append(Told(self.file, index, change, self.key))
        elif len(self.told) < self.shown:
            self.told.append(Told(self.file, index, change, self.key))
        self._waiting.append(change)
        if len(self._waiting) >= AT_ONCE:
            self.keep()

    def saw(self, model: type[Any], created: Iterable[int], updated: Iterable[Any]) -> None:
        """What is about to be written, told without the keys that the database gives: they differ at each try."""
        self._digest.update(repr((self.file, model._meta.label, list(created), list(updated))).encode())

    def keep(self) -> None:
        """Write the changes told so far. Call it at the end of the import, in its transaction."""
        keep_changes(self._waiting)
        self._waiting = []

    @property
    def digest(self) -> str:
        """The same for two imports that would write the same over the same: sha256, in hexadecimal."""
        return self._digest.hexdigest()

"""Two rows for one body or one person become one, in one act that undo puts back whole (ADR 0012)."""

import uuid
from collections import Counter
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from rse_portal.common.errors import Conflict, Unprocessable
from stakeholders.models import Contact, Stakeholder
from stakeholders.queries.merge import Mergeable, completed, references
from stakeholders.queries.tree import branch_of, parents_of_all

M = TypeVar("M", Stakeholder, Contact)


class AlreadyMerged(Conflict):
    default = _("L’une de ces fiches a déjà été fusionnée.")


class CannotMerge(Unprocessable):
    default = _("Ces deux fiches ne peuvent pas être fusionnées.")


class KeptIsBelow(CannotMerge):
    default = _("La fiche gardée dépend de l’autre : gardez plutôt le groupe, et fusionnez-y le sous-groupe.")


class NotBothStakeholders(CannotMerge):
    default = _(
        "L’une est une partie prenante, l’autre une ressource interne, qui n’est ni pondérée ni cotée."
        " Corrigez d’abord celle des deux qui se trompe."
    )


@transaction.atomic
def merge_stakeholders(
    *, kept: Stakeholder, merged: Stakeholder, by: User, version: int | None = None
) -> uuid.UUID:
    """Merge one stakeholder into another. Returns the operation.

    What refers to `merged` moves, open cycles only; where both had a row that can be but once, that of `kept` stays and
    the other is removed. `merged` stays in the database with `merged_into` set: closed cycles, which are published, go on
    referring to it. A row that had been merged into `merged` is now merged into `kept`: lineage is one step deep.

    version: that of `merged` when its preview was read. Raises Stale, AlreadyMerged, CannotMerge. About 4 queries per kind
    of row, and 2 more for each 500 that move.
    """
    kept, merged = _locked(Stakeholder, kept, merged)
    check_mergeable(kept=kept, merged=merged)
    operation = history.new_operation()
    counts = _move(kept, merged, by, operation)
    history.change(merged, by=by, version=version, operation=operation, merged_into=kept)
    record(action="stakeholder.merged", by=by, target=kept, kept=kept.code, merged=merged.code, **counts)
    return operation


def check_mergeable(*, kept: Stakeholder, merged: Stakeholder) -> None:
    """Raises AlreadyMerged or CannotMerge. 1 query."""
    if kept.merged_into_id is not None or merged.merged_into_id is not None:
        raise AlreadyMerged
    if kept.pk == merged.pk:
        raise CannotMerge
    if kept.is_stakeholder != merged.is_stakeholder:
        raise NotBothStakeholders
    if merged.pk in branch_of(kept.pk, parents_of_all()):
        raise KeptIsBelow


@transaction.atomic
def merge_contacts(*, kept: Contact, merged: Contact, by: User, version: int | None = None) -> uuid.UUID:
    """Merge one contact into another, and delete it: we hold a person's data once. Returns the operation.

    Roles and acquaintances move; `kept` takes what it lacks (queries.merge.completed), the rest is in the history.
    version: that of `merged` when its preview was read. Raises Stale, CannotMerge.
    """
    if kept.pk == merged.pk:
        raise CannotMerge
    kept, merged = _locked(Contact, kept, merged)
    if version is not None and version != merged.version:
        raise history.Stale(merged)
    operation = history.new_operation()
    counts = _move(kept, merged, by, operation)
    history.change(kept, by=by, operation=operation, **completed(kept=kept, merged=merged))
    history.delete(merged, by=by, operation=operation)
    record(action="contact.merged", by=by, target=kept, kept=kept.pk, merged=merged.pk, **counts)
    return operation


def _locked(model: type[M], *rows: M) -> list[M]:
    """The rows as they stand, nobody else writing them. In the order of their keys: two merges never wait for each other."""
    keys = {row.pk for row in rows}
    locked = model._default_manager.select_for_update().filter(pk__in=keys).order_by("pk")
    found = {row.pk: row for row in locked}
    if len(found) < len(keys):
        raise AlreadyMerged
    return [found[row.pk] for row in rows]


def _move(kept: Mergeable, merged: Mergeable, by: User, operation: uuid.UUID) -> dict[str, int]:
    """Move what may, remove what clashes. Returns how many rows of each kind, for the journal."""
    counts: Counter[str] = Counter()
    for reference in references(type(merged)):
        if not reference.moves:
            continue
        name = reference.field.name
        for row in reference.clashing(merged, kept).order_by("pk").select_for_update():
            history.delete(row, by=by, operation=operation)
            counts["removed"] += 1
        rows = list(reference.moving(merged, kept).order_by("pk").select_for_update())
        history.change_many(((row, {name: kept}) for row in rows), by=by, operation=operation)
        counts[f"{reference.model._meta.model_name}_{name}"] += len(rows)
    return {kind: count for kind, count in counts.items() if count}

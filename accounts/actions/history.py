"""The one way to write a tracked row: the change is kept, two writers meet, an act is undone as a whole (ADR 0012).

    create(Impact, by=user, cycle=cycle, code="I-0001", …)
    change(impact, by=user, version=3, description="…")     Stale if somebody saved meanwhile
    delete(impact, by=user)
    undo(operation, by=user)                                puts back what the act changed

Each takes `operation`, to make one act of several writings: `operation = new_operation()`.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.change import Change, ChangeKind, Tracked
from rse_portal.common.errors import Conflict

T = TypeVar("T", bound=Tracked)
AT_ONCE = 500  # rows per statement
FEW = 50  # changes put back one by one, with the words of each check; beyond, by AT_ONCE


class Stale(Conflict):
    """Somebody saved the row since it was read. `row` is the row as it stands now."""

    default = _("Cette fiche a été modifiée entre-temps.")

    def __init__(self, row: Tracked) -> None:
        self.row = row
        super().__init__()


class StillNeeded(Conflict):
    default = _("D’autres données en dépendent encore.")


class CannotUndo(Conflict):
    default = _("Ce qui a été fait depuis empêche d’annuler : consultez l’historique.")


def new_operation() -> uuid.UUID:
    return uuid.uuid4()


def values_of(row: Tracked) -> dict[str, Any]:
    """Column → JSON value of every tracked column."""
    return {field.attname: stored(field, getattr(row, field.attname)) for field in row.tracked_fields()}


def stored(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A value as a Change holds it: null, booleans, numbers, texts and JSON as they are; days, moments and
    identifiers as text."""
    if isinstance(value, Decimal) and isinstance(field, models.DecimalField):
        # « 12 » that was typed and « 12.000 » that is kept are the same.
        value = round(value, field.decimal_places)
    plain = value is None or isinstance(value, bool | int | float | str | list | dict)
    return value if plain else field.value_to_string(_Holder(field.attname, value))  # type: ignore[arg-type]


class _Holder:
    """What `value_to_string` reads a value from."""

    def __init__(self, name: str, value: Any) -> None:
        setattr(self, name, value)


def restored(model: type[Tracked], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a Change as the model's attributes hold them. A column that is gone is left out."""
    fields = {field.attname: field for field in model.tracked_fields()}
    return {name: fields[name].to_python(value) for name, value in values.items() if name in fields}


def _check(row: Tracked, *, right: set[str]) -> None:
    """What full_clean checks, but for the columns known to be right; they still count in what must be unique."""
    row.clean_fields(exclude=right)
    row.clean()
    row.validate_unique()
    row.validate_constraints()


def _is_whole(row: Tracked, field: Any) -> bool:
    return bool(field.is_relation) and field.is_cached(row) and getattr(row, field.name) is not None


@transaction.atomic
def create(model: type[T], *, by: User | None, operation: uuid.UUID | None = None, **values: Any) -> T:
    """Insert a row that passed its checks. Raises ValidationError, with the fields. 2 queries, plus the checks."""
    row = model(**values)
    # A row handed over whole was read already, and the database holds its key: looking it up again costs a query each.
    _check(row, right={field.name for field in model.tracked_fields() if _is_whole(row, field)})
    row.save(force_insert=True)
    keep_changes([_told(row, ChangeKind.CREATED, {}, values_of(row), by, operation)])
    return row


@transaction.atomic
def change(
    row: Tracked,
    *,
    by: User | None,
    version: int | None = None,
    operation: uuid.UUID | None = None,
    **values: Any,
) -> bool:
    """Give the row these values; False when it holds them already (nothing is written). Checks, then 2 queries.

    version: the one that was read, the row's own unless told. Raises Stale if it is no longer the current one,
    ValidationError if the row would break a rule; the row in memory is left as it was then.
    """
    read = row.version if version is None else version
    before = values_of(row)
    previous = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    after = values_of(row)
    changed = [name for name in after if after[name] != before[name]]
    if not changed and read == row.version:
        return False
    try:
        # Columns that did not change are right already: a foreign key costs a query to check.
        _check(row, right={field.name for field in row.tracked_fields() if field.attname not in changed})
    except ValidationError:
        for name, value in previous.items():
            setattr(row, name, value)
        raise
    columns = {name: getattr(row, name) for name in changed}
    won = (
        type(row)._default_manager.filter(pk=row.pk, version=read).update(**columns, version=F("version") + 1)
    )
    if not won:
        raise Stale(type(row)._default_manager.get(pk=row.pk))
    row.version = read + 1
    keep_changes([_updated(row, before, after, changed, by, operation)])
    return True


@transaction.atomic
def change_many(
    rows: Iterable[tuple[T, Mapping[str, Any]]], *, by: User | None, operation: uuid.UUID
) -> list[T]:
    """The same for many rows of one model, already checked and locked by the caller: 2 queries per 500 rows.

    Returns the rows that changed.
    """
    told, changed_rows, names = [], [], set()
    for row, values in rows:
        before = values_of(row)
        for name, value in values.items():
            setattr(row, name, value)
        after = values_of(row)
        changed = [name for name in after if after[name] != before[name]]
        if changed:
            row.version += 1
            names |= set(changed)
            changed_rows.append(row)
            told.append(_updated(row, before, after, changed, by, operation))
    if changed_rows:
        type(changed_rows[0])._default_manager.bulk_update(
            changed_rows, [*names, "version"], batch_size=AT_ONCE
        )
    keep_changes(told)
    return changed_rows


@transaction.atomic
def create_many(rows: Sequence[T], *, by: User | None, operation: uuid.UUID) -> None:
    """Insert rows of one model, already checked by the caller: 2 queries per 500 rows. Raises IntegrityError."""
    if rows:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=AT_ONCE)
        keep_changes([_told(row, ChangeKind.CREATED, {}, values_of(row), by, operation) for row in rows])


@transaction.atomic
def delete(row: Tracked, *, by: User | None, operation: uuid.UUID | None = None) -> None:
    """Delete the row. What depends on it is deleted by its own action, before, in the same operation.

    Raises StillNeeded if that was not done: nothing goes without a trace.
    """
    delete_many([row], by=by, operation=operation or new_operation())


@transaction.atomic
def delete_many(rows: Sequence[Tracked], *, by: User | None, operation: uuid.UUID) -> None:
    """The same for many rows of one model: 2 queries per 500 rows, and 1 per kind of rows that could depend on them."""
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        model, keys = type(some[0]), [row.pk for row in some]
        for relation in model._meta.related_objects:
            if relation.on_delete is models.CASCADE:
                dependent = relation.related_model._default_manager.filter(
                    **{f"{relation.field.name}__in": keys}
                )
                if dependent.exists():
                    raise StillNeeded
        told = [_told(row, ChangeKind.DELETED, values_of(row), {}, by, operation) for row in some]
        model._default_manager.filter(pk__in=keys).delete()
        keep_changes(told)


def _told(
    row: Tracked,
    kind: ChangeKind,
    before: dict[str, Any],
    after: dict[str, Any],
    by: User | None,
    operation: uuid.UUID | None,
) -> Change:
    return Change(
        operation=operation or new_operation(),
        by=by,
        kind=kind,
        target_type=row._meta.label_lower,
        target_id=str(row.pk),
        version=row.version,
        before=before,
        after=after,
    )


def _updated(
    row: Tracked,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    names: Sequence[str],
    by: User | None,
    operation: uuid.UUID | None,
) -> Change:
    """names: the columns that changed."""
    old, new = ({name: values[name] for name in names} for values in (before, after))
    return _told(row, ChangeKind.UPDATED, old, new, by, operation)


def keep_changes(changes: Sequence[Change]) -> None:
    """Writings that speak SQL themselves (imports) call it too: the rows are written, this keeps what they changed."""
    Change.objects.bulk_create(changes, batch_size=AT_ONCE)


@transaction.atomic
def redact(
    row: Tracked,
    *,
    by: User | None,
    operation: uuid.UUID,
    scrub: Callable[[str], str],
    columns: Collection[str],
    version: int | None = None,
    **values: Any,
) -> None:
    """Take words out of the row and of its whole history: nothing brings them back (ADR 0021).

    scrub: what a text of `columns` becomes, in the row and in each of its changes. values: other columns that follow
    from it. The trace that stays says that the row changed and who did it, without its columns. Raises Stale, and
    CannotUndo is what any later undo of it gives. 3 queries, 1 more per 500 changes.
    """
    read = row.version if version is None else version
    for name in columns:
        setattr(row, name, scrub(getattr(row, name)))
    for name, value in values.items():
        setattr(row, name, value)
    written = {name: getattr(row, name) for name in (*columns, *values)}
    won = (
        type(row)._default_manager.filter(pk=row.pk, version=read).update(**written, version=F("version") + 1)
    )
    if not won:
        raise Stale(type(row)._default_manager.get(pk=row.pk))
    row.version = read + 1
    scrubbed = []
    for told in Change.objects.of(row):
        held = [side for side in (told.before, told.after) if any(side.get(name) for name in columns)]
        for side in held:
            side.update({name: scrub(side[name]) for name in columns if side.get(name)})
        if held:
            scrubbed.append(told)
    Change.objects.bulk_update(scrubbed, ["before", "after"], batch_size=AT_ONCE)
    keep_changes([_told(row, ChangeKind.UPDATED, {}, {}, by, operation)])


def undo(operation: uuid.UUID, *, by: User | None) -> uuid.UUID:
    """Put back all that this act changed, newest first, as a new act whose identifier is returned.

    Raises CannotUndo when a row was changed since by another act, when what it needs is gone, or when there is no
    such act: nothing is put back then. Rights are the caller's to check (accounts.queries.history.may_undo). 3 queries
    for each run of changes of one kind to one model, however many rows.
    """
    again = new_operation()
    try:
        with transaction.atomic():
            changes = list(Change.objects.filter(operation=operation).order_by("-pk"))
            if not changes or any(not told.before and not told.after for told in changes):
                raise CannotUndo  # nothing to put back: an unknown act, or words taken out for good
            for run in _runs(changes):
                _put_back(run, by, again)
    except (ValidationError, IntegrityError, models.ProtectedError, StillNeeded) as problem:
        raise CannotUndo from problem
    return again


def _runs(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Neighbours of one kind to one model, each row once: they are put back together."""
    run: list[Change] = []
    seen: set[str] = set()
    for told in changes:
        alike = run and (told.target_type, told.kind) == (run[0].target_type, run[0].kind)
        if run and (not alike or told.target_id in seen or len(run) == _at_once(run[0])):
            yield run
            run, seen = [], set()
        run.append(told)
        seen.add(told.target_id)
    yield run


def _at_once(told: Change) -> int:
    """Rows that refer to their own kind go one by one, the part before the whole."""
    model = apps.get_model(told.target_type)
    nested = any(field.related_model is model for field in model.tracked_fields())
    return 1 if nested and told.kind == ChangeKind.CREATED else AT_ONCE


def _put_back(run: Sequence[Change], by: User | None, operation: uuid.UUID) -> None:
    model, kind = apps.get_model(run[0].target_type), run[0].kind
    found = model._default_manager.select_for_update().in_bulk([told.target_id for told in run])
    rows = {str(key): row for key, row in found.items()}
    if kind == ChangeKind.DELETED:
        if rows:
            raise CannotUndo
        key = model._meta.pk.to_python
        back = [
            model(pk=key(told.target_id), version=told.version + 1, **restored(model, told.before))
            for told in run
        ]
        _check_relations(model, back)
        create_many(back, by=by, operation=operation)
        return
    for told in run:
        row = rows.get(told.target_id)
        if row is None or any(values_of(row).get(name) != value for name, value in told.after.items()):
            raise CannotUndo
    if kind == ChangeKind.CREATED:
        delete_many(list(rows.values()), by=by, operation=operation)
    else:
        changed = change_many(
            ((rows[told.target_id], restored(model, told.before)) for told in run), by=by, operation=operation
        )
        _check_relations(model, changed)


def _check_relations(model: type[Tracked], rows: Sequence[Tracked]) -> None:
    """What the rows refer to is there, or among them: a database would only say so at the very end.

    One query per relation.
    """
    for field in model.tracked_fields():
        if field.is_relation:
            related: Any = field.related_model
            wanted = {getattr(row, field.attname) for row in rows} - {None}
            if related is model:
                wanted -= {row.pk for row in rows}
            if wanted and related._base_manager.filter(pk__in=wanted).count() < len(wanted):
                raise CannotUndo


def restore_version(row: T, told: Change, *, by: User | None, version: int) -> bool:
    """Give the row the values it had right after `told`; False if it has them already. Raises Stale, ValidationError."""
    wanted = values_of(row)
    for later in Change.objects.of(row).filter(pk__gt=told.pk):  # newest first: each takes one step back
        wanted |= later.before
    return change(row, by=by, version=version, **restored(type(row), wanted))

"""Writing the stems of what was written since: by the worker at each of its rounds, or all of them by a command."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from psycopg2.extras import execute_values

from rse_portal.common.stems import stems
from search.models import SearchEntry
from search.registry import SOURCES, Source
from search.triggers import reconcile

AT_ONCE = 500  # rows of one transaction: some 50 ms, so that no writer waits for longer

Written = tuple[int, str, str]  # entry, stems of its title, stems of its body


def index_waiting(*, seconds: float | None = None) -> int:
    """Write the stems of the entries that wait for them; how many. seconds: leaves the rest for the next round then.

    4 queries for AT_ONCE rows of a kind. Two workers share the work, whoever writes a row meanwhile makes it wait again.
    """
    start, total = time.monotonic(), 0
    while written := _index_some():
        total += written
        if seconds is not None and time.monotonic() - start > seconds:
            break
    return total


def rebuild_index() -> int:
    """One entry for each row, with its stems, whatever the index held before; how many."""
    with transaction.atomic():
        SearchEntry.objects.exclude(kind__in=SOURCES).delete()
        for source in SOURCES.values():
            reconcile(source, connection.alias)
        SearchEntry.objects.update(stemmed=False)
    return index_waiting()


@transaction.atomic
def _index_some() -> int:
    # Taken before the rows are read: a row written meanwhile waits for us, then marks its entry again.
    some = SearchEntry.objects.waiting().order_by("pk").select_for_update(skip_locked=True)
    entries: dict[str, dict[Any, int]] = defaultdict(dict)
    lost: list[int] = []
    for pk, kind, key in some.values_list("pk", "kind", "key")[:AT_ONCE]:
        if kind in SOURCES:
            entries[kind][SOURCES[kind].model._meta.pk.to_python(key)] = pk
        else:  # of a newer version of the portal, or of one that no longer looks there
            lost.append(pk)
    written: list[Written] = [(pk, "", "") for pk in lost]
    for kind, keys in entries.items():
        written += _stemmed(SOURCES[kind], keys)
    _write(written)
    return len(written)


def _stemmed(source: Source, keys: dict[Any, int]) -> Iterable[Written]:
    rows = source.model._default_manager.filter(pk__in=keys).order_by()
    found = {pk: texts for pk, *texts in rows.values_list("pk", *source.columns)}
    width = len(source.title)
    for key, entry in keys.items():
        texts: Sequence[str] = found.get(key, ())
        title, body = (
            " ".join(stem for text in part for stem in stems(text or ""))
            for part in (texts[:width], texts[width:])
        )
        yield entry, title, body


def _write(rows: Sequence[Written]) -> None:
    """In one statement on PostgreSQL; row by row on SQLite, which is as fast."""
    if not rows:
        return
    table = connection.ops.quote_name(SearchEntry._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            update = (
                f"UPDATE {table} SET title = new.title, body = new.body, stemmed = true "  # noqa: S608
                f"FROM (VALUES %s) AS new (id, title, body) WHERE {table}.id = new.id"
            )
            with connection.wrap_database_errors:
                execute_values(cursor.cursor, update, rows, page_size=AT_ONCE)
        else:
            update = f"UPDATE {table} SET title = %s, body = %s, stemmed = 1 WHERE id = %s"  # noqa: S608
            cursor.executemany(update, [(title, body, pk) for pk, title, body in rows])

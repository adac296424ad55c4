"""Triggers that keep one entry of the index per row of a source, on both databases.

They know nothing of French: a row that is written empties its entry, so that no old word finds it any more, and marks it
as waiting for its stems.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections

from search.models import SearchEntry
from search.registry import SOURCES, Source

EMPTY = "title = '', body = '', stemmed = "


def watch_sources(using: str) -> None:
    """Put its triggers on the table of every source, and make the entries agree with the rows that are there already."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if SearchEntry._meta.db_table not in tables:
        return
    statements = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        for source in SOURCES.values():
            if source.model._meta.db_table in tables:
                for statement in statements(source, connection.ops.quote_name):
                    cursor.execute(statement)
                reconcile(source, using)


def reconcile(source: Source, using: str) -> None:
    """An entry, waiting for its stems, for each row that has none; none for rows that are gone. 2 queries."""
    connection = connections[using]
    entries, table, pk, _columns = _parts(source, connection.ops.quote_name)
    of_kind = f"kind = '{source.kind}'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {entries} (kind, key, title, body, stemmed) "  # noqa: S608
            f"SELECT '{source.kind}', CAST({pk} AS TEXT), '', '', %s FROM {table} "
            f"WHERE CAST({pk} AS TEXT) NOT IN (SELECT key FROM {entries} WHERE {of_kind})",
            [False],
        )
        cursor.execute(
            f"DELETE FROM {entries} WHERE {of_kind} "  # noqa: S608
            f"AND key NOT IN (SELECT CAST({pk} AS TEXT) FROM {table})"
        )


# Tables, columns and kinds are written in our own code: no value of anybody enters these statements.


def _parts(source: Source, quote: Any) -> tuple[str, str, str, list[str]]:
    meta = source.model._meta
    columns = [quote(meta.get_field(name).column) for name in source.columns]  # type: ignore[union-attr]
    return quote(SearchEntry._meta.db_table), quote(meta.db_table), quote(meta.pk.column), columns


def _sqlite(source: Source, quote: Any) -> Iterator[str]:
    entries, table, pk, columns = _parts(source, quote)
    note = (
        f"INSERT INTO {entries} (kind, key, title, body, stemmed) "  # noqa: S608
        f"VALUES ('{source.kind}', CAST(NEW.{pk} AS TEXT), '', '', 0) "
        f"ON CONFLICT (kind, key) DO UPDATE SET {EMPTY}0;"
    )
    forget = f"DELETE FROM {entries} WHERE kind = '{source.kind}' AND key = CAST(OLD.{pk} AS TEXT);"  # noqa: S608
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
    for when, act in (
        ("INSERT ON", note),
        (f"UPDATE OF {', '.join(columns)} ON", note),
        ("DELETE ON", forget),
    ):
        verb = when.split()[0].lower()
        condition = f"WHEN {changed} " if verb == "update" else ""
        name = f"search_{source.kind}_{verb}"
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield f"CREATE TRIGGER {name} AFTER {when} {table} {condition}BEGIN {act} END"


def _postgresql(source: Source, quote: Any) -> Iterator[str]:
    entries, table, pk, columns = _parts(source, quote)
    name = f"search_watch_{source.kind}"
    same = " AND ".join(f"OLD.{column} IS NOT DISTINCT FROM NEW.{column}" for column in columns)
    yield f"""
        CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' THEN
                DELETE FROM {entries} WHERE kind = '{source.kind}' AND key = OLD.{pk}::text;
                RETURN NULL;
            END IF;
            IF TG_OP = 'UPDATE' THEN
                IF {same} THEN RETURN NULL; END IF;
            END IF;
            INSERT INTO {entries} (kind, key, title, body, stemmed)
            VALUES ('{source.kind}', NEW.{pk}::text, '', '', false)
            ON CONFLICT (kind, key) DO UPDATE SET {EMPTY}false;
            RETURN NULL;
        END $$"""  # noqa: S608
    yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
    yield (
        f"CREATE TRIGGER {name} AFTER INSERT OR UPDATE OF {', '.join(columns)} OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()"
    )

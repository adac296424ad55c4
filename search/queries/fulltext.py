"""The full text query of each database, kind by kind. Everything a person typed travels as a parameter, in stems.

`search_words` is a table of SQLite, `words` a column of PostgreSQL: search/migrations/0001_entries.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import UUIDField

from accounts.models import User
from search.models import SearchEntry
from search.queries.words import Query
from search.registry import Source

TITLE_WEIGHT = 4  # of a word of the title, against one of the text
ENTRIES = SearchEntry._meta.db_table


@dataclass(frozen=True)
class Matching:
    """Rows `kind, id, rank` of the entries that match, the smallest rank the best. sql: a SELECT."""

    sql: str
    parameters: tuple[Any, ...]


def matching(query: Query, sources: Sequence[Source], user: User | None = None) -> Matching:
    """Those of `sources` that match, among the rows that exist for this person; all of them for nobody in particular.

    The words are looked up once, whatever the number of kinds: an entry tells its own.
    """
    rights: list[str] = []
    values: list[Any] = []
    for source in sources:
        condition, more = _allowed(source, user)
        rights.append(condition)
        values += more
    readable = f"({' OR '.join(rights)})"
    if connection.vendor == "sqlite":
        sql = (
            f"SELECT e.kind, e.id, bm25(search_words, {TITLE_WEIGHT}, 1, 0) AS rank FROM search_words said "  # noqa: S608
            f"JOIN {ENTRIES} e ON e.id = said.rowid WHERE search_words MATCH %s AND {readable}"
        )
        return Matching(sql, (_fts5(query), *values))
    rank = f"-ts_rank('{{{1 / TITLE_WEIGHT}, 0, 0, 1}}', e.words, said, 1)"  # of D, C, B, A
    sql = (
        f"SELECT e.kind, e.id, {rank} AS rank "  # noqa: S608
        f"FROM {ENTRIES} e, to_tsquery('simple', %s) said, to_tsquery('simple', %s) asked "
        f"WHERE e.words @@ asked AND {readable}"
    )
    said = _tsquery(query.wanted)
    asked = " & ".join([said, *(f"!{_tsquery([group])}" for group in query.unwanted)])
    return Matching(sql, (said, asked, *values))


def _allowed(source: Source, user: User | None) -> tuple[str, tuple[Any, ...]]:
    """The condition on an entry `e`: its kind, and its row where not every one exists for this person."""
    rows = source.rows_of(user).order_by() if user else None
    if rows is None or not rows.query.where:
        return f"e.kind = '{source.kind}'", ()
    if rows.query.is_empty():
        return "1 = 0", ()
    sql, values = rows.values("pk").query.sql_with_params()
    return f"e.kind = '{source.kind}' AND {key_of(source)} IN ({sql})", tuple(values)


def key_of(source: Source) -> str:
    """The key of an entry `e` as its row has it. CASE: entries of other kinds could not be read that way."""
    uuid = isinstance(source.model._meta.pk, UUIDField)
    if connection.vendor == "sqlite":
        return "e.key" if uuid else "CAST(e.key AS INTEGER)"
    return f"CASE WHEN e.kind = '{source.kind}' THEN e.key::{'uuid' if uuid else 'bigint'} END"


def _fts5(query: Query) -> str:
    """« {title body} : (("tier pai" "del") NOT "optiqu") »."""
    wanted = " ".join(f'"{" ".join(group)}"' for group in query.wanted)
    words = " NOT ".join([f"({wanted})", *(f'"{" ".join(group)}"' for group in query.unwanted)])
    return f"{{title body}} : ({words})"


def _tsquery(groups: Sequence[Sequence[str]]) -> str:
    """« (tier:AD <-> pai:AD) & (del:AD) »: words of the title or of the text, never the kind."""
    return " & ".join(f"({' <-> '.join(f'{stem}:AD' for stem in group)})" for group in groups)

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
    """The entries of one kind that match. sql: FROM and WHERE; the columns of the entry's key and of its rank, the smallest
    the best."""

    sql: str
    parameters: tuple[Any, ...]
    entry: str
    rank: str


def matching(source: Source, query: Query, user: User | None = None) -> Matching:
    """Those of `source` that match, among the rows that exist for this person; all of them for nobody in particular."""
    allowed, values = _allowed(source, user) if user else ("", ())
    if connection.vendor == "sqlite":
        sql = "FROM search_words WHERE search_words MATCH %s"
        if allowed:
            sql += f" AND rowid IN (SELECT e.id FROM {ENTRIES} e WHERE {allowed})"  # noqa: S608
        rank = f"bm25(search_words, {TITLE_WEIGHT}, 1, 0)"
        return Matching(sql, (_fts5(source, query), *values), "rowid", rank)
    sql = (
        f"FROM {ENTRIES} e, to_tsquery('simple', %s) said, to_tsquery('simple', %s) asked "
        "WHERE e.words @@ asked"
    )
    if allowed:
        sql += f" AND {allowed}"
    rank = f"-ts_rank('{{{1 / TITLE_WEIGHT}, 0, 0, 1}}', e.words, said, 1)"  # of D, C, B, A
    said = _tsquery(query.wanted)
    asked = " & ".join([f"{source.kind}:B", said, *(f"!{_tsquery([group])}" for group in query.unwanted)])
    # Ranked by what was said alone: the kind, joined to it, would count as a word far away from the others.
    return Matching(sql, (said, asked, *values), "e.id", rank)


def _allowed(source: Source, user: User) -> tuple[str, tuple[Any, ...]]:
    """The condition on an entry `e`; nothing where every row exists for this person."""
    rows = source.rows_of(user).order_by()
    if not rows.query.where:
        return "", ()
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


def _fts5(source: Source, query: Query) -> str:
    """« kind : remontees AND {title body} : (("tier pai" "del") NOT "optiqu") »."""
    wanted = " ".join(f'"{" ".join(group)}"' for group in query.wanted)
    words = " NOT ".join([f"({wanted})", *(f'"{" ".join(group)}"' for group in query.unwanted)])
    return f"kind : {source.kind} AND {{title body}} : ({words})"


def _tsquery(groups: Sequence[Sequence[str]]) -> str:
    """« (tier:AD <-> pai:AD) & (del:AD) »: words of the title or of the text, never the kind."""
    return " & ".join(f"({' <-> '.join(f'{stem}:AD' for stem in group)})" for group in groups)

"""What a person finds: one query for all that matches and may be read, best first, then one per kind for its rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import UUIDField
from django.db.models.expressions import RawSQL

from accounts.models import User
from search.models import SearchEntry
from search.queries.words import AROUND, Piece, Query, marked
from search.registry import SOURCES, Source, sources_of

TITLE_WEIGHT = 4.0  # of a word of the title, against one of the text


@dataclass(frozen=True)
class Result:
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]
    meta: str
    url: str


@dataclass(frozen=True)
class Group:
    """The results of one kind: how many in all, and those of the page."""

    source: Source
    total: int
    results: tuple[Result, ...] = ()


@dataclass(frozen=True)
class Hit:
    kind: str
    key: str
    total: int
    place: int


def find(user: User, query: Query, *, kind: str = "", first: int = 1, last: int = 5) -> list[Group]:
    """The kinds where something was found, each with its results number `first` to `last`.

    kind: only its results, and how many the others have. One query, and one per kind shown. Nobody finds, nor counts, what
    they may not read: `rows_of` is in the query.
    """
    sources = {source.kind: source for source in sources_of(user)}
    if not query or not sources:
        return []
    hits: dict[str, list[Hit]] = defaultdict(list)
    for hit in _hits(user, query, list(sources.values()), kind, first, last):
        hits[hit.kind].append(hit)
    groups = []
    for name, source in sources.items():
        if name in hits:
            shown = [hit for hit in hits[name] if first <= hit.place <= last and kind in ("", name)]
            groups.append(Group(source, hits[name][0].total, _results(user, source, shown, query)))
    return groups


def _results(user: User, source: Source, hits: Sequence[Hit], query: Query) -> tuple[Result, ...]:
    if not hits:
        return ()
    key = source.model._meta.pk.to_python
    rows = source.rows_of(user).select_related(*source.related).in_bulk([key(hit.key) for hit in hits])
    found = []
    for hit in hits:
        row = rows.get(key(hit.key))
        if row is not None:  # written meanwhile
            shown = source.show(row)
            looked_for = query.stems
            found.append(
                Result(
                    marked(shown.title, looked_for),
                    marked(shown.text, looked_for, AROUND),
                    shown.meta,
                    shown.url,
                )
            )
    return tuple(found)


def keys_of(kind: str, query: Query) -> RawSQL:
    """The keys of all the rows of a source that match, for `filter(pk__in=…)`: nobody's rights are in it."""
    sqlite = connection.vendor == "sqlite"
    match = _match_sqlite(query) if sqlite else _match_postgresql(query)
    # Made of our own names; what was typed is a parameter, in stems.
    sql = f"SELECT {_key(SOURCES[kind])} FROM ({_RANKED[connection.vendor]} AND e.kind = '{kind}') e"  # noqa: S608
    return RawSQL(sql, [match])  # noqa: S611


def _hits(user: User, query: Query, sources: Sequence[Source], kind: str, first: int, last: int) -> list[Hit]:
    allowed, parameters = [], []
    for source in sources:
        condition, values = _allowed(user, source)
        allowed.append(condition)
        parameters += values
    match = _match_sqlite(query) if connection.vendor == "sqlite" else _match_postgresql(query)
    only = "kind = %s" if kind else "%s = ''"
    # Everything a person typed travels as a parameter, in stems: small letters and digits.
    sql = f"""
        WITH hits AS MATERIALIZED ({_RANKED[connection.vendor]} AND ({" OR ".join(allowed)})),
        placed AS (
            SELECT kind, key, COUNT(*) OVER (PARTITION BY kind) AS total,
                   ROW_NUMBER() OVER (PARTITION BY kind ORDER BY rank, id DESC) AS place
            FROM hits
        )
        SELECT kind, key, total, place FROM placed
        WHERE place = 1 OR ({only} AND place BETWEEN %s AND %s) ORDER BY kind, place
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql.strip(), [match, *parameters, kind, first, last])
        return [Hit(*row) for row in cursor.fetchall()]


ENTRIES = SearchEntry._meta.db_table
# Best first: the smallest rank. `words` is the column, and the table, of search/migrations/0001_initial.py.
_RANKED: Mapping[str, str] = {
    "sqlite": f"""
        SELECT e.id, e.kind, e.key, bm25(search_words, {TITLE_WEIGHT}, 1.0) AS rank
        FROM search_words JOIN {ENTRIES} e ON e.id = search_words.rowid
        WHERE search_words MATCH %s""",  # noqa: S608
    "postgresql": f"""
        SELECT e.id, e.kind, e.key,
               -ts_rank('{{{1 / TITLE_WEIGHT}, {1 / TITLE_WEIGHT}, {1 / TITLE_WEIGHT}, 1}}', e.words, asked, 1) AS rank
        FROM {ENTRIES} e, to_tsquery('simple', %s) asked
        WHERE e.words @@ asked""",  # noqa: S608
}


def _allowed(user: User, source: Source) -> tuple[str, list[Any]]:
    """The entries of one kind that this person may read, as SQL; the rows that exist for them are a subquery."""
    rows = source.rows_of(user).order_by()
    of_kind = f"e.kind = '{source.kind}'"
    if not rows.query.where:
        return of_kind, []
    if rows.query.is_empty():
        return "1 = 0", []
    sql, values = rows.values("pk").query.sql_with_params()
    return f"({of_kind} AND {_key(source)} IN ({sql}))", list(values)


def _key(source: Source) -> str:
    """The key of an entry as the key of its row. CASE: entries of other kinds could not be read that way."""
    uuid = isinstance(source.model._meta.pk, UUIDField)
    if connection.vendor == "sqlite":
        return "e.key" if uuid else "CAST(e.key AS INTEGER)"
    return f"CASE WHEN e.kind = '{source.kind}' THEN e.key::{'uuid' if uuid else 'bigint'} END"


def _match_sqlite(query: Query) -> str:
    """As FTS5 reads it: « "tier pai" "del" NOT "optiqu" »."""
    wanted = " ".join(f'"{" ".join(group)}"' for group in query.wanted)
    return " NOT ".join([f"({wanted})", *(f'"{" ".join(group)}"' for group in query.unwanted)])


def _match_postgresql(query: Query) -> str:
    """As to_tsquery reads it: « (tier <-> pai) & del & !optiqu »."""
    groups = [f"({' <-> '.join(group)})" for group in query.wanted]
    return " & ".join([*groups, *(f"!({' <-> '.join(group)})" for group in query.unwanted)])

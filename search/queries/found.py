"""What a person finds: one query for all that matches and may be read, best first, then one per kind for its rows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models.expressions import RawSQL

from accounts.models import User
from search.queries.fulltext import ENTRIES, key_of, matching
from search.queries.words import AROUND, Piece, Query, marked
from search.registry import SOURCES, Source, sources_of


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
    """A row that is shown; or, without a key, how many rows of the kind there are."""

    kind: str
    key: str
    number: int
    rank: float
    entry: int


def find(user: User, query: Query, *, kind: str = "", first: int = 1, last: int = 5) -> list[Group]:
    """The kinds where something was found, each with its results number `first` to `last`.

    kind: only its results, and how many the others have. One query, and one per kind shown. Nobody finds, nor counts, what
    they may not read: `rows_of` is in the query.
    """
    sources = {source.kind: source for source in sources_of(user)}
    if not query or not sources:
        return []
    totals: dict[str, int] = {}
    hits: dict[str, list[Hit]] = defaultdict(list)
    for hit in _hits(user, query, list(sources.values()), kind, first, last):
        if hit.key:
            hits[hit.kind].append(hit)
        else:
            totals[hit.kind] = hit.number
    groups = []
    for name, source in sources.items():
        if name in totals:
            shown = sorted(hits[name], key=lambda hit: (hit.rank, -hit.entry))
            groups.append(Group(source, totals[name], _results(user, source, shown, query)))
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
    source = SOURCES[kind]
    found = matching(query, [source])
    sql = f"SELECT {key_of(source)} FROM ({found.sql}) found JOIN {ENTRIES} e ON e.id = found.id"  # noqa: S608
    return RawSQL(sql, list(found.parameters))  # noqa: S611 – made of our own names


def _hits(user: User, query: Query, sources: Sequence[Source], kind: str, first: int, last: int) -> list[Hit]:
    """How many there are of each kind, and those shown: looked up and ranked once, then counted and sorted."""
    found = matching(query, sources, user)
    parts = ["SELECT kind, '' AS key, COUNT(*) AS number, 0.0 AS rank, 0 AS id FROM found GROUP BY kind"]
    parameters = list(found.parameters)
    for source in sources:
        if kind in ("", source.kind):
            parts.append(
                "SELECT e.kind, e.key, 0 AS number, best.rank, best.id FROM (SELECT id, rank FROM found "  # noqa: S608
                f"WHERE kind = '{source.kind}' ORDER BY rank, id DESC LIMIT %s OFFSET %s) best "
                f"JOIN {ENTRIES} e ON e.id = best.id"
            )
            parameters += [last - first + 1, first - 1]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH found AS MATERIALIZED ({found.sql}) {' UNION ALL '.join(parts)}", parameters)
        return [Hit(*row) for row in cursor.fetchall()]

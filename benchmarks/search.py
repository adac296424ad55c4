"""French search over 100,000 remontées, against the raw full-text query: rare, middling and common words, on both databases.

The figure is `find` for a responsable, with rights, counts, marks and rows; the floor is the full-text query alone, ranked,
its first twenty keys. The page itself is measured like the others.
"""

import sys
from json import dumps
from pathlib import Path

from benchmarks.measure import Figure, Spread, against, alternate, child, manage
from benchmarks.pages import Page, compare
from benchmarks.worlds import SMALL, build
from tests.support.servers import postgresql

ROUNDS, ROWS = 15, 100_000
WORDS = {"rare": "télésurveillance", "moyen": "dentiste", "courant": "adhérents"}
READER = "rapporteur@demo.example"
PAGES = (
    # A hundred thousand sentences hold more of a word than a hundred: what the page finds grows, and is counted.
    Page("Recherche, 100 000 remontées", "/recherche/?q=remboursement", 4.0, 12, flat=None),
    Page("Remontées, 100 000", "/dialogue/remontees/", 3.0, 12),
    Page("Boîte, 100 000 remontées", "/dialogue/boite/", 4.0, 15, READER),
)


def run(folder: Path) -> list[Figure]:
    small, large = build(folder / "petit", scale=1, rows=SMALL), build(folder / "grand", scale=1, rows=SMALL)
    child(large, "sentences", str(ROWS))
    figures = _figures(large, "SQLite", {})
    with postgresql() as url:
        more = {"DATABASE_URL": url}
        manage(large, "migrate", "--verbosity", "0", **more)
        manage(large, "seed_demo", **more)
        child(large, "sentences", str(ROWS), **more)
        figures += _figures(large, "PostgreSQL", more)
    return [*figures, *compare(small, large, PAGES)]


def _figures(folder: Path, name: str, more: dict[str, str]) -> list[Figure]:
    told = child(folder, "search", "time", **more)
    return [
        against(
            f"Recherche d’un mot {word}, {name}",
            Spread(*told[word]),
            Spread(*told[f"{word} nu"]),
            "requête plein texte nue",
            3,
            note=f"{told['found'][word]} résultats",
        )
        for word in WORDS
    ]


def main(verb: str) -> object:
    import django

    django.setup()
    from django.db import connection

    from accounts.models import User
    from search.queries.found import find
    from search.queries.words import read_query

    assert verb == "time"
    manager = User.objects.get(email="responsable@demo.example")
    raw = {
        "sqlite": "SELECT rowid FROM search_words WHERE search_words MATCH %s "
        "ORDER BY bm25(search_words, 4.0, 1.0) LIMIT 20",
        "postgresql": "SELECT id FROM search_searchentry, to_tsquery('simple', %s) asked WHERE words @@ asked "
        "ORDER BY ts_rank(words, asked, 1) DESC LIMIT 20",
    }[connection.vendor]

    def bare(stem: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(raw, [stem])
            cursor.fetchall()

    works, counts = {}, {}
    for name, text in WORDS.items():
        query = read_query(text)
        [[stem]] = query.wanted
        counts[name] = sum(group.total for group in find(manager, query))
        works[name] = lambda query=query: find(manager, query, last=5)
        works[f"{name} nu"] = lambda stem=stem: bare(stem)
    spreads = alternate(works, ROUNDS)
    return {"found": counts} | {name: spread.row() for name, spread in spreads.items()}


if __name__ == "__main__":
    print(dumps(main(sys.argv[1])))

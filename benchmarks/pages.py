"""Signed-in pages over a real server, against a bare signed-in view of the same project on the same server.

The floor fetches 50 rows with one query and prints them in a plain table: the price of the middleware, of the session
and of the wire. Each page is asked for in turn, on two portals: the demo mutual with 100 rows in each list, and one
with ten times the people, impacts, scores and sentences and 100,000 rows in each list.
"""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from benchmarks.measure import Figure, Spread, alternate
from benchmarks.portal import AUDITOR, Client, serving
from benchmarks.worlds import LARGE, SMALL, build

ROUNDS = 50
FLAT = 1.5
FLOOR, JOURNAL = "/plancher/", "/journal/"
# what, address, limit in floors, limit in queries; the journal is the auditor's, the other pages the manager's
PAGES = (
    ("Liste des traitements", "/traitements/", 3.0, 12),
    ("Journal", JOURNAL, 3.0, 12),
    ("Accueil du responsable", "/", 4.0, 15),
    ("Priorités", "/priorites/", 4.0, 15),
    ("Page d’un domaine", "/norme/domaines/6.7.8/", 4.0, 15),
)


def run(folder: Path) -> list[Figure]:
    small, large = build(folder / "petit", scale=1, rows=SMALL), build(folder / "grand", scale=10, rows=LARGE)
    with ExitStack() as stack:
        people: dict[tuple[str, str], Client] = {}
        for world in (small, large):
            port = stack.enter_context(serving(world))
            manager, auditor = Client(port).sign_in(), Client(port).sign_in(AUDITOR)
            for path in (FLOOR, *(path for _what, path, _limit, _budget in PAGES)):
                people[world.name, path] = auditor if path == JOURNAL else manager
        works: dict[str, Callable[[], object]] = {
            f"{world} {path}": partial(client.get, path) for (world, path), client in people.items()
        }
        spreads = alternate(works, ROUNDS, warm=4)
        return [
            _figure(
                what,
                path,
                limit,
                budget,
                spreads,
                [people[name, path].queries(path) for name in ("petit", "grand")],
            )
            for what, path, limit, budget in PAGES
        ]


def _figure(
    what: str, path: str, limit: float, budget: int, spreads: dict[str, Spread], queries: list[int]
) -> Figure:
    few, many, floor = spreads[f"petit {path}"], spreads[f"grand {path}"], spreads[f"petit {FLOOR}"]
    ratio, growth = few.median / floor.median, many.median / few.median
    large = many.median / spreads[f"grand {FLOOR}"].median
    met = (
        max(ratio, large) <= limit and growth <= FLAT and max(queries) <= budget and queries[0] == queries[1]
    )
    return Figure(
        what=what,
        value=few,
        floor=floor,
        against="vue nue",
        ratio=ratio,
        target=f"≤ {limit:g} ×, ≤ {budget} requêtes, ≤ 1,5 × en grand",
        met=met,
        note=f"{queries[0]} requêtes ; en grand {many}, {large:.2f} × le plancher, {growth:.2f} × le petit, "
        f"{queries[1]} requêtes".replace(".", ","),
    )

"""Signed-in pages over a real server, against a bare signed-in view of the same project on the same server.

The floor fetches 50 rows with one query and prints them in a plain table: the price of the middleware, of the session
and of the wire. Each page is asked for in turn, on two portals: the demo mutual with 100 rows in each list, and one
with ten times the people, impacts, scores and sentences and 100,000 rows in each list.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import Figure, Spread, alternate
from benchmarks.portal import AUDITOR, MANAGER, Client, serving
from benchmarks.worlds import LARGE, SMALL, build

ROUNDS = 50
FLAT = 1.5


class Page(NamedTuple):
    """limit: in floors; budget: in queries; who: asks for it; flat: of the large to the small, None where more is found."""

    what: str
    path: str
    limit: float
    budget: int
    who: str = MANAGER
    flat: float | None = FLAT


FLOOR = Page("plancher", "/plancher/", 1.0, 12)
PAGES = (
    Page("Liste des traitements", "/traitements/", 3.0, 12),
    Page("Journal", "/journal/", 3.0, 12, AUDITOR),
    Page("Accueil du responsable", "/", 4.0, 15),
    Page("Tableau de bord du responsable", "/tableau-de-bord/", 4.0, 15),
    Page("Priorités", "/priorites/", 4.0, 15),
    Page("Page d’un domaine", "/norme/domaines/6.7.8/", 4.0, 15),
)


def run(folder: Path) -> list[Figure]:
    small, large = build(folder / "petit", scale=1, rows=SMALL), build(folder / "grand", scale=10, rows=LARGE)
    return compare(small, large, PAGES)


def compare(small: Path, large: Path, pages: Sequence[Page]) -> list[Figure]:
    """Each page on both portals, each against the floor of its portal."""
    asked = [(world, page) for world in ("petit", "grand") for page in (FLOOR, *pages)]
    with ExitStack() as stack:
        ports = {
            name: stack.enter_context(serving(world)) for name, world in (("petit", small), ("grand", large))
        }
        people = {
            (world, who): Client(ports[world]).sign_in(who) for world, who in {(w, p.who) for w, p in asked}
        }
        spreads = alternate(
            {_key(world, page): partial(people[world, page.who].get, page.path) for world, page in asked},
            ROUNDS,
            warm=4,
        )
        return [
            _figure(page, spreads, [people[world, page.who].queries(page.path) for world in ports])
            for page in pages
        ]


def _key(world: str, page: Page) -> str:
    return f"{world} {page.what}"


def _figure(page: Page, spreads: dict[str, Spread], queries: list[int]) -> Figure:
    few, many = spreads[_key("petit", page)], spreads[_key("grand", page)]
    floor = spreads[_key("petit", FLOOR)]
    ratio, growth = few.median / floor.median, many.median / few.median
    bare = spreads[_key("grand", FLOOR)]
    large = many.median / bare.median
    light = max(queries) <= page.budget and queries[1] <= queries[0]
    return Figure(
        what=page.what,
        value=few,
        floor=floor,
        against="vue nue",
        ratio=ratio,
        target=f"≤ {page.limit:g} ×, ≤ {page.budget} requêtes" + (", ≤ 1,5 × en grand" if page.flat else ""),
        met=max(ratio, large) <= page.limit and (page.flat is None or growth <= page.flat) and light,
        note=f"{queries[0]} requêtes ; en grand {many}, {large:.2f} × le plancher, {growth:.2f} × le petit, "
        f"{queries[1]} requêtes ; p95 {_tail(few, floor)}, en grand {_tail(many, bare)}".replace(".", ","),
    )


def _tail(page: Spread, floor: Spread) -> str:
    """The slowest twentieth beside that of the floor."""
    assert page.p95 and floor.p95
    return f"{page.p95 / floor.p95:.2f} × celui du plancher"

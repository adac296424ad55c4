from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation

from tests.architecture.permissions import ROWS, Row
from tests.support.cast import make_bretagne, make_everybody, make_rhone_alpes
from tests.support.world import EVERYBODY, World, make_world

pytestmark = pytest.mark.django_db  # pytest-django makes the database for the tests that say so
OURS = [
    row for row in ROWS if not row.url.startswith(("account_", "set-language"))
]  # those are allauth's and Django's
# Respondents hold a code: nobody asks them to sign in.
RESPONDENTS = ("iso26000:answer-", "dialogue:consult-")
SIGNED_IN_ONLY = [row for row in OURS if row.expected["eve"] == 302 and not row.url.startswith(RESPONDENTS)]
WRONG_METHODS = ("put", "delete", "patch", "trace")


def urls(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[str]:
    """The name of every address; one without a name is told by its route."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from urls(entry, f"{prefix}{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern):
            yield prefix + (entry.name or f"(without name) {entry.pattern}")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One for the whole module, taken back at its end: it costs more than the requests, and `ask` undoes what they write."""
    with django_db_blocker.unblock(), translation.override("fr"), transaction.atomic():
        bretagne, rhone_alpes = make_bretagne(), make_rhone_alpes()
        yield make_world(make_everybody(bretagne, rhone_alpes), bretagne, rhone_alpes)
        transaction.set_rollback(True)


def ask(row: Row, world: World, client: Client, method: str = "") -> HttpResponse:
    """What the row's address answers. What it wrote, and what its arguments made, is undone."""
    with transaction.atomic():
        address = reverse(row.url, kwargs=dict(row.arguments(world))) + (f"?{row.query}" if row.query else "")
        answer = getattr(client, method or row.method)(
            address, **({"data": row.data(world)} if row.method == "post" else {})
        )
        if answer.streaming:
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    return answer


def test_every_url_is_in_the_matrix() -> None:
    assert set(urls()) - {row.url for row in ROWS} == set()
    assert {row.url for row in ROWS} - set(urls()) == set(), "rows of addresses that are gone"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_person_gets_what_the_matrix_says(row: Row, world: World) -> None:
    got = {name: ask(row, world, world.client(name)).status_code for name in EVERYBODY}
    assert got == dict(row.expected)


@pytest.mark.parametrize("row", SIGNED_IN_ONLY, ids=str)
def test_the_way_to_sign_in_comes_back_here(row: Row, world: World) -> None:
    answer = ask(row, world, world.client("eve"))
    assert answer["Location"].startswith(reverse("account_login") + "?next=")


@pytest.mark.parametrize("row", OURS, ids=str)
def test_other_methods_are_refused(row: Row, world: World) -> None:
    client = world.client("chloe")
    got = {method: ask(row, world, client, method).status_code for method in WRONG_METHODS}
    assert set(got.values()) <= {403, 404, 405}, got

"""What no page ever sends is answered in words, never by a failure, at every address."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.architecture.permissions import Row
from tests.architecture.test_permissions import OURS, world  # noqa: F401 – a fixture
from tests.support.world import World

pytestmark = pytest.mark.django_db

DIGITS = "9" * 5000  # Python refuses to read a number of more than 4,300 digits
PARAMETERS = (
    *(
        "q",
        "page",
        "tri",
        "domaine",
        "partie",
        "sens",
        "nature",
        "drapeau",
        "etat",
        "impact",
        "suivi",
        "groupe",
    ),
    *("classe", "qualifier", "perimetre", "collegue", "information", "reste", "apres", "manque", "question"),
    *(
        "bulletin",
        "lot",
        "kept",
        "merged",
        "quand",
        "assemblee",
        "compte_rendu",
        "mois",
        "copie",
        "paragraphe",
        "de",
        "a",
        "action",
        "vers-domain",
        "vers-stakeholder",
        "vers-nature",
    ),
    *("source", "reprise", "nature"),
)
HIDDEN = (
    "next",
    "retour",
    "version",
    "scores",
    "ligne",
    "lignes",
    "fiche",
    "filtre",
    "read",
    "seat",
    "impact",
    "averti",
    "niveau",
    "kinds",
)


def requests(row: Row, query: str, data: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(query, what is posted) of what is asked of that address."""
    weird = urlencode(dict.fromkeys(PARAMETERS, DIGITS))
    if row.method != "post":
        yield weird, {}
        return
    yield weird, dict.fromkeys([*data, *HIDDEN], DIGITS)
    yield query, {**dict.fromkeys(HIDDEN, "mot"), **data}
    yield query, {**dict.fromkeys(HIDDEN, DIGITS), **data}


def test_no_address_fails_on_what_no_page_sends(world: World) -> None:  # noqa: F811
    client, failed = Client(raise_request_exception=False), []
    client.force_login(world.people["chloe"])
    for row in OURS:
        address = reverse(row.url, kwargs=dict(row.arguments(world)))
        for query, data in requests(row, row.query, row.data(world)):
            with transaction.atomic():
                answer = getattr(client, row.method)(
                    f"{address}?{query}", **({"data": data} if row.method == "post" else {})
                )
                if answer.streaming:
                    b"".join(answer.streaming_content)
                transaction.set_rollback(True)
            if answer.status_code >= 500:
                failed.append((str(row), query[:60], {name: str(text)[:20] for name, text in data.items()}))
    assert failed == []

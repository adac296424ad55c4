"""What every answer of every address carries, whoever asks (reliability.md, P14)."""

import re

import pytest
from django.http import HttpResponse

from tests.architecture.permissions import ROWS, Row
from tests.architecture.test_permissions import ask, world  # noqa: F401 – a fixture
from tests.support.world import EVERYBODY, World

pytestmark = pytest.mark.django_db
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POLICY = {
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
# Their address may hold a code: not even our own pages are told which it was.
OF_RESPONDENTS = {"iso26000:answer-": "strict-origin", "dialogue:consult-": "no-referrer"}
ROOMS_OF_THE_BROWSER = ("camera", "geolocation", "microphone")


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_answers_are_safe_and_whole(row: Row, world: World) -> None:  # noqa: F811
    """Each carries the security headers. A page has no undefined template variable and nothing inline; those of a
    signed-in person are kept by no cache."""
    for name in EVERYBODY if row.method == "get" else ("chloe", "eve"):
        answer = ask(row, world, world.client(name))
        _carries_the_headers(row, answer)
        if row.method == "get" and not answer.streaming and answer["Content-Type"].startswith("text/html"):
            _is_whole(answer, name)


def _carries_the_headers(row: Row, answer: HttpResponse) -> None:
    told = [told for prefix, told in OF_RESPONDENTS.items() if row.url.startswith(prefix)]
    closer = {"Referrer-Policy": told[0]} if told else {}
    assert {header: answer.get(header) for header in HEADERS} == HEADERS | closer
    directives = dict(
        part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";")
    )
    assert {directive: directives.get(directive) for directive in POLICY} == POLICY
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert all(f"{room}=()" in answer["Permissions-Policy"] for room in ROOMS_OF_THE_BROWSER)


def _is_whole(answer: HttpResponse, name: str) -> None:
    html = answer.content.decode()
    assert set(re.findall(r"!!undefined:[^!]*!!", html)) == set(), name
    if answer.status_code == 302:
        return
    assert '<html lang="fr"' in html, name
    assert len(re.findall(r"<h1[\s>]", html)) == 1, name
    assert not re.search(r"\sstyle=|<script(?![^>]*(\bsrc=|application/json))", html), name
    if name != "eve" and answer.status_code == 200:
        assert {"no-store", "private"} & set(re.split(r",\s*", answer.get("Cache-Control", ""))), name

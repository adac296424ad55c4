"""What every answer of every address carries, whoever asks (reliability.md, P14)."""

import re

import pytest

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
def test_security_headers(row: Row, world: World) -> None:  # noqa: F811
    for name in ("chloe", "eve"):
        answer = ask(row, world, world.client(name))
        told = [told for prefix, told in OF_RESPONDENTS.items() if row.url.startswith(prefix)]
        closer = {"Referrer-Policy": told[0]} if told else {}
        assert {header: answer.get(header) for header in HEADERS} == HEADERS | closer
        directives = dict(
            part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";")
        )
        assert {directive: directives.get(directive) for directive in POLICY} == POLICY
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert all(f"{room}=()" in answer["Permissions-Policy"] for room in ROOMS_OF_THE_BROWSER)


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "get"], ids=str)
def test_pages_are_whole(row: Row, world: World) -> None:  # noqa: F811
    """No undefined template variable, nothing inline; pages of a signed-in person are kept by no cache."""
    for name in EVERYBODY:
        answer = ask(row, world, world.client(name))
        if answer.streaming or not answer["Content-Type"].startswith("text/html"):
            continue
        html = answer.content.decode()
        assert set(re.findall(r"!!undefined:[^!]*!!", html)) == set(), name
        if answer.status_code == 302:
            continue
        assert '<html lang="fr"' in html, name
        assert len(re.findall(r"<h1[\s>]", html)) == 1, name
        assert not re.search(r"\sstyle=|<script(?![^>]*(\bsrc=|application/json))", html), name
        if name != "eve" and answer.status_code == 200:
            assert "no-store" in answer.get("Cache-Control", "") or "private" in answer.get(
                "Cache-Control", ""
            ), name

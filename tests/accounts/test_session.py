"""Sign-in: e-mail and password, long sessions, throttled by account."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.factories.accounts import PASSWORD

URL = "/connexion/"


@pytest.fixture(autouse=True)
def _no_memory_of_other_tests():
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra):
    return client.post(URL, {"login": email, "password": password}, **extra)


def test_session_open_signs_in_whatever_the_capitals(amel, eve):
    response = sign_in(eve, "AMEL@test.example")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert eve.session.get_expiry_age() > 50 * 24 * 3600


def test_session_open_comes_back_to_the_page_asked_for(amel, eve):
    assert eve.get("/compte/")["Location"] == "/connexion/?next=/compte/"
    assert (
        eve.post("/connexion/", {"login": amel.email, "password": PASSWORD, "next": "/compte/"})["Location"]
        == "/compte/"
    )


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
    ],
)
def test_session_open_never_leaves_the_site(amel, eve, elsewhere):
    assert eve.post(URL, {"login": amel.email, "password": PASSWORD, "next": elsewhere})["Location"] == "/"


def test_session_open_says_the_same_of_an_unknown_and_of_a_known_address(amel, eve):
    known = sign_in(eve, amel.email, "wrong").content.decode()
    unknown = sign_in(eve, "personne@test.example", "wrong").content.decode()
    message = "ne sont pas corrects"
    assert message in known.replace("&#x27;", "’") or "incorrect" in known
    assert [line for line in known.splitlines() if "notice" in line] == [
        line for line in unknown.splitlines() if "notice" in line
    ]


def test_session_open_is_throttled_for_the_account_only(amel, david, eve):
    codes = [sign_in(eve, amel.email, "wrong").status_code for _ in range(10)]
    assert codes[-1] == 429
    response = sign_in(eve, amel.email)
    assert (response.status_code, response["Retry-After"]) == (429, "300")
    assert sign_in(Client(), david.email).status_code == 302


def test_session_open_is_not_freed_by_a_forged_address(amel, eve):
    for number in range(10):
        sign_in(eve, amel.email, "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert sign_in(eve, amel.email, HTTP_X_FORWARDED_FOR="10.9.9.9").status_code == 429


def test_session_open_refuses_a_closed_account(amel, eve):
    amel.is_active = False
    amel.save()
    assert sign_in(eve, amel.email)["Location"] == "/compte/ferme/"
    assert eve.get("/").status_code == 302


def test_session_dies_with_the_account(amel, client_of):
    client = client_of(amel)
    assert client.get("/").status_code == 200
    amel.is_active = False
    amel.save()
    assert client.get("/").status_code == 302


def test_session_dies_when_the_password_changes(amel, client_of):
    client = client_of(amel)
    amel.set_password("autre-phrase-2026")
    amel.save()
    assert client.get("/").status_code == 302


def test_session_open_answers_a_huge_password_at_once(amel, eve):
    assert sign_in(eve, amel.email, "x" * 5000).status_code in (200, 400)


def test_sign_up_is_closed(eve):
    assert eve.get("/inscription/").status_code in (302, 404)


def test_production_hashes_passwords_with_argon2():
    from rse_portal.settings import base

    assert base.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")

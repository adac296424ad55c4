"""French typography, and its English counterpart, through the plain functions and through the filters."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from rse_portal.common import typography as t

PARIS = dt.timezone(dt.timedelta(hours=1))


@pytest.fixture(autouse=True)
def french():
    with translation.override("fr"):
        yield


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (1234.5, None, "1\u202f234,5"),
        (1234567, None, "1\u202f234\u202f567"),
        (0, None, "0"),
        (2.0, None, "2"),
        (2.0, 1, "2,0"),
        (47.305, 2, "47,31"),
        (0.125, 2, "0,13"),
        (-3.5, None, "\u22123,5"),
        (-0.001, 1, "0,0"),
        (Decimal("0.10"), None, "0,1"),
        (999999.999, None, "1\u202f000\u202f000"),
        (None, 1, "n.\u00a0c."),
        (float("nan"), None, "n.\u00a0c."),
        (float("inf"), None, "n.\u00a0c."),
    ],
)
def test_nombre_writes_french_numbers(value, decimals, expected):
    assert t.nombre(value, decimals) == expected


def test_pourcent_takes_percents():
    assert t.pourcent(12) == "12\u202f%"
    assert t.pourcent(1234.56, 1) == "1\u202f234,6\u202f%"
    assert t.pourcent(None) == "n.\u00a0c."


def test_jour_writes_the_first_of_the_month():
    assert t.jour(dt.date(2026, 3, 12)) == "12 mars 2026"
    assert t.jour(dt.date(2026, 3, 1)) == "1er mars 2026"
    assert t.jour(dt.date(2026, 8, 1), year=False) == "1er août"


def test_heure_drops_zero_minutes():
    assert t.heure(dt.time(18, 30)) == "18\u00a0h\u00a030"
    assert t.heure(dt.time(18, 0)) == "18\u00a0h"
    assert t.heure(dt.time(9, 5)) == "9\u00a0h\u00a005"
    assert t.moment(dt.datetime(2026, 3, 1, 18, 30)) == "1er mars 2026 à 18\u00a0h\u00a030"


def test_a_moment_of_the_database_is_told_in_the_time_of_here():
    late = dt.datetime(2026, 8, 31, 22, 30, tzinfo=dt.UTC)
    assert t.moment(late) == "1er septembre 2026 à 0\u00a0h\u00a030"
    assert (t.jour(late), t.heure(late)) == ("1er septembre 2026", "0\u00a0h\u00a030")


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        (0, "0 octet"),
        (1, "1 octet"),
        (850, "850 octets"),
        (999, "999 octets"),
        (1500, "1,5 ko"),
        (12_000, "12 ko"),
        (999_600, "1 Mo"),
        (2_400_000, "2,4 Mo"),
        (3_000_000_000, "3 Go"),
    ],
)
def test_taille_counts_in_decimal_units(size, expected):
    assert t.taille(size) == expected.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("count", "expected"), [(0, "0 retour"), (1, "1 retour"), (1.5, "1,5 retour"), (2, "2 retours")]
)
def test_pluriel_begins_at_two(count, expected):
    assert t.pluriel(count, "retour") == expected.replace(" ", "\u00a0")


def test_pluriel_knows_irregular_words():
    assert t.pluriel(3, "journal", "journaux") == "3\u00a0journaux"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vraiment ?", "Vraiment\u202f?"),
        ("Vraiment?", "Vraiment\u202f?"),
        ("Quoi ?!", "Quoi\u202f?!"),
        ("Un ; deux", "Un\u202f; deux"),
        ("Note: bien", "Note\u00a0: bien"),
        ("Note : bien", "Note\u00a0: bien"),
        ("à 10:30", "à 10:30"),
        ("« Oui »", "«\u202fOui\u202f»"),
        ("«Oui !»", "«\u202fOui\u202f!\u202f»"),
        ("l'eau d'ici", "l’eau d’ici"),
        ("100%", "100\u202f%"),
        ("12 % des voix", "12\u202f% des voix"),
        ("https://a.fr/?q=1;b", "https://a.fr/?q=1;b"),
        ("voir www.a.fr/x?y", "voir www.a.fr/x?y"),
        ("a.b@c.fr", "a.b@c.fr"),
        ("(?)", "(?)"),
        ("Sauts\nde ligne :\nici !", "Sauts\nde ligne\u00a0:\nici\u202f!"),
        ("", ""),
    ],
)
def test_typo_spaces_french_text_once(text, expected):
    assert t.typo(text) == expected
    assert t.typo(expected) == expected


def test_english_has_its_own_rules():
    with translation.override("en"):
        assert t.nombre(1234.5) == "1,234.5"
        assert t.pourcent(12) == "12%"
        assert t.jour(dt.date(2026, 3, 12)) == "12 March 2026"
        assert t.jour(dt.date(2026, 3, 1), year=False) == "1 March"
        assert t.heure(dt.time(18, 30)) == "18:30"
        assert t.heure(dt.time(0, 0)) == "0:00"
        assert t.taille(2_400_000) == "2.4\u00a0MB"
        assert t.pluriel(0, "report") == "0\u00a0reports"
        assert t.pluriel(1, "report") == "1\u00a0report"
        assert t.typo("Really? It's 10%: yes!") == "Really? It’s 10%: yes!"
        assert t.absent() == "n/a"
        assert t.joined(["a", "b"]) == "a; b"


def test_joined_separates_parts_that_hold_commas():
    assert t.joined(["a, b", "c"]) == "a, b\u202f; c"


def render(source: str, **context: object) -> str:
    return Template("{% load typography %}" + source).render(Context(context))


def test_filters_are_the_same_functions(settings):
    settings.TIME_ZONE = "Europe/Paris"
    at = dt.datetime(2026, 3, 1, 17, 30, tzinfo=dt.UTC)
    assert render("{{ n|nombre:1 }}", n=1234.56) == "1\u202f234,6"
    assert render("{{ n|nombre }}", n=None) == "n.\u00a0c."
    assert render("{{ n|pourcent }}", n=12.4) == "12\u202f%"
    assert render("{{ at|moment }}", at=at) == "1er mars 2026 à 18\u00a0h\u00a030"
    assert render("{{ at|jour }}, {{ at|heure }}", at=at) == "1er mars 2026, 18\u00a0h\u00a030"
    assert render("{{ '2026-03-12'|jour:'court' }}") == "12 mars"
    assert render("{{ size|taille }}", size=2_400_000) == "2,4\u00a0Mo"
    assert render("{{ n|pluriel:'retour,retours' }}", n=2) == "2\u00a0retours"


def test_typo_filter_escapes_what_people_typed():
    assert render("{{ said|typo }}", said="<script>alert('x')</script> ?") == (
        "&lt;script&gt;alert(&#x27;x’)&lt;/script&gt;\u202f?"
    )

"""What is typed becomes stems; what was found is marked in the text as it was written."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rse_portal.common.stems import stem, stems, words
from search.queries.words import Piece, Query, marked, read_query


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cotisation", "COTISATIONS"),
        ("remboursé", "remboursements"),
        ("amélioration", "ameliorations"),
        ("dentiste", "dentistes"),
        ("œuvre", "oeuvres"),
        ("e\u0301che\u0301ance", "échéances"),
        ("hôpital", "hopital"),
    ],
)
def test_forms_of_a_word_are_one_stem(one: str, other: str) -> None:
    assert stems(one) == stems(other) != []


def test_small_words_are_no_stems() -> None:
    assert stems("Qu’est-ce que l’on fait de la cotisation ?") == stems("cotisation")


@given(st.text(max_size=200))
def test_stems_are_small_letters_and_digits(text: str) -> None:
    assert all(found.isascii() and found.isalnum() and found == found.lower() for found in stems(text))


@given(st.text(max_size=200))
def test_words_stand_where_they_say(text: str) -> None:
    for word in words(text):
        assert stem(text[word.start : word.end]) == word.stem


def test_query_holds_words_groups_and_exclusions() -> None:
    assert read_query('délais "tiers payant" -optique « avis d’échéance »') == Query(
        wanted=(("del",), ("tier", "pai"), ("avis", "echeanc")), unwanted=(("optiqu",),)
    )


@pytest.mark.parametrize("text", ["", "   ", "de la", '""', "-optique", "!!! ???", "« »", "-", "--"])
def test_query_without_a_word_looks_for_nothing(text: str) -> None:
    assert not read_query(text)


@given(st.text(max_size=300))
def test_any_text_is_a_query(text: str) -> None:
    query = read_query(text)
    assert all(group for group in (*query.wanted, *query.unwanted))


@pytest.mark.parametrize("text", ["a" * 50_000, '"' * 50_000, "-" * 50_000, "a!" * 25_000, "« a " * 12_000])
def test_endless_query_is_read_at_once(text: str) -> None:
    start = time.perf_counter()
    read_query(text)
    assert time.perf_counter() - start < 2  # quadratic reading would take minutes


def test_found_words_are_marked_as_they_were_written() -> None:
    assert marked("Les Délais, toujours les délais !", frozenset({"del"})) == (
        Piece("Les "),
        Piece("Délais", found=True),
        Piece(", toujours les "),
        Piece("délais", found=True),
        Piece(" !"),
    )


def test_long_text_is_cut_round_what_was_found() -> None:
    text = "Avant. " * 100 + "Le dentiste manque au dentiste. " + "Après. " * 100
    pieces = marked(text, frozenset(stems("dentiste")), around=120)
    assert [piece.text for piece in pieces if piece.found] == ["dentiste", "dentiste"]
    assert sum(len(piece.text) for piece in pieces) <= 130
    assert pieces[0].text == "… " and pieces[-1].text == " …"


@given(st.text(alphabet="ab é’-\n", max_size=400), st.integers(10, 100))
def test_cut_text_is_part_of_the_text(text: str, around: int) -> None:
    whole = "".join(piece.text for piece in marked(text, frozenset({"a"})))
    assert whole == text
    part = "".join(
        piece.text for piece in marked(text, frozenset({"a"}), around) if piece.text not in ("… ", " …")
    )
    assert part in text

"""Which rows look like one: words, blocks, bounds; addresses and numbers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from stakeholders.queries import duplicates
from stakeholders.queries.duplicates import (
    COMPARED,
    candidates,
    likely_contacts,
    likely_stakeholders,
    near_names,
    phone_digits,
    similarity,
    words_of,
)
from tests.factories.stakeholders import make_contact, make_stakeholder
from tests.support.queries import assert_query_budget

LIST = "/parties-prenantes/doublons/"
BUDGET = 12


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Sté L’Écho-Santé (SAS)", ("echo", "sante")),
        ("ÉCHO   SANTÉ", ("echo", "sante")),
        ("Écho-Santé S.A.R.L.", ("echo", "sante")),
        ("Association des Aidants", ("aidants",)),
        ("La Société", ("la", "societe")),  # nothing but ignored words: they are the name
        ("", ()),
    ],
)
def test_words_of_a_name_leave_out_what_does_not_tell(name, words):
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Atelier solidaire du Ponant", "L’Atelier Solidaire du Ponant, SCOP", True),
        ("Lefèvre Édith", "Edith Lefevre", True),
        ("Fédération Mutualiste", "Federation mutualistes", True),
        ("Mutuelle du Nord", "Mutuelle du Sud", False),
        ("Agence 12", "Agence 13", False),
    ],
)
def test_names_are_near_whatever_their_accents_order_and_legal_form(one, other, near):
    assert (similarity(words_of(one), words_of(other)) >= duplicates.NEAR) is near
    assert ((1, 2) in near_names({1: one, 2: other})) is near


def test_names_that_share_no_beginning_of_a_word_are_not_compared():
    assert near_names({1: "Xylophone", 2: "Zylophone"}) == {}


def test_names_are_paired_once_and_large_blocks_are_left_out():
    words = {
        n: ("reseau", f"n{n % 40:03}") for n in range(2000)
    }  # « reseau » tells nothing, the other word does
    pairs = list(candidates(words))
    assert len(pairs) == len(set(pairs)) == 40 * 50 * 49 // 2
    alike = {n: f"Réseau n{n % 40:03} solidaire {n}x" for n in range(2000)}
    assert len(near_names(alike)) <= COMPARED < len(list(candidates({n: words_of(alike[n]) for n in alike})))


def test_equal_names_are_found_whatever_their_number():
    names = dict.fromkeys(range(200), "Association de quartier") | {201: "Écho Santé", 202: "écho santé"}
    assert (201, 202) in near_names(names)


def test_stakeholders_that_look_alike_are_found_but_for_those_merged(chloe):
    one = make_stakeholder(label_fr="Atelier solidaire du Ponant")
    other = make_stakeholder(label_fr="L’atelier solidaire du Ponant")
    gone = make_stakeholder(label_fr="Atelier solidaire du Ponant")
    gone.merged_into = one
    gone.save()
    [pair] = likely_stakeholders(chloe)
    assert (pair.kept, pair.merged, pair.reason) == (one, other, "même nom")


def test_contacts_are_found_by_address_number_and_name(bruno, amel):
    first = make_contact("Édith Lefèvre", phone="02.98.00.50.05")
    same_phone = make_contact("Service achats", phone="+33 (0)2 98 00 50 05")
    linh = make_contact("Linh Nguyen", email="Linh@exemple.example")
    same_address = make_contact("Contact RSE", email="linh@exemple.example")
    near = make_contact("Lefevre Edith")
    found = {(pair.kept, pair.merged): pair.reason for pair in likely_contacts(bruno)}
    assert found == {
        (first, same_phone): "même téléphone",
        (linh, same_address): "même adresse électronique",
        (first, near): "même nom",
    }
    assert likely_contacts(amel) == []


@pytest.mark.parametrize(
    ("phone", "digits"),
    [("+33 (0)6 12 34 56 78", "612345678"), ("06.12.34.56.78", "612345678"), ("poste 12", ""), ("", "")],
)
def test_telephone_numbers_are_compared_by_their_last_digits(phone, digits):
    assert phone_digits(phone) == digits


def test_page_costs_the_same_for_few_and_many_pairs(client_of, chloe):
    for name in ("Écho Santé", "Echo Sante"):
        make_stakeholder(label_fr=name)
        make_contact(name)

    def more():
        for number in range(20):
            for name in (f"Réseau {number}", f"RESEAU {number}"):
                make_stakeholder(label_fr=name)
                make_contact(name)

    assert_query_budget(client_of(chloe), LIST, BUDGET, more)


def test_reading_two_thousand_rows_takes_two_queries(chloe):
    with CaptureQueriesContext(connection) as captured:
        likely_stakeholders(chloe)
    assert len(captured) <= 3

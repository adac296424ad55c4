"""What each person finds: the same rows in the same order on both databases, and never what they may not read.

The suite runs on SQLite and on PostgreSQL: the lists written here are those of both.
"""

from datetime import date

import pytest

from accounts.models import Territory, User
from dialogue.models import Feedback
from iso26000.models import AssessmentCycle
from search.actions.index import index_waiting
from search.queries.found import find
from search.queries.words import read_query
from tests.factories.accounts import make_territory
from tests.factories.dialogue import make_feedback
from tests.factories.stakeholders import make_stakeholder

pytestmark = pytest.mark.django_db

SENTENCES = {
    "D1": "Le dentiste est loin. Aucun dentiste ne prend de nouveaux patients : il faut un dentiste ici.",
    "D2": "Les dentistes et les ophtalmologues manquent dans le canton, les familles renoncent à leurs soins.",
    "R1": "Le tiers payant est rejeté une fois sur dix.",
    "R2": "Un tiers des adhérents attend ; il reste à payer l’avance des frais.",
    "R3": "Les remboursements prennent trois semaines après l’avis d’échéance.",
    "R4": "On attend d’être remboursés depuis deux mois.",
    "C1": "Les canicules épuisent les personnes isolées.",
    "C2": "Appels pendant la CANICULE : à refaire, l’énergie manque.",
    "O1": "Le cœur de métier de l’opticien.",
    "N1": "Le 2e contrat, le n° 12, et l’offre A320.",
    "E1": "emoji 😀 et ไทย et عربي",
}


@pytest.fixture
def said(cycle: AssessmentCycle, bretagne: Territory) -> dict[str, Feedback]:
    rows = {
        reference: make_feedback(reference, cycle=cycle, territory=bretagne, text=text)
        for reference, text in SENTENCES.items()
    }
    index_waiting()
    return rows


def names(user: User, words: str, kind: str = "remontees", last: int = 100) -> list[str]:
    """References of the remontées found, best first."""
    by_text = {text: reference for reference, text in SENTENCES.items()}
    texts = [
        "".join(piece.text for piece in result.text)
        for group in find(user, read_query(words), last=last)
        if group.source.kind == kind
        for result in group.results
    ]
    return [by_text.get(text, text) for text in texts]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("dentiste", ["D1", "D2"]),  # three times before once
        ("DENTISTES", ["D1", "D2"]),
        ("canicule", {"C1", "C2"}),
        ("energie", ["C2"]),
        ("énergies", ["C2"]),
        ("remboursement", {"R3", "R4"}),
        ("rembourser", {"R3", "R4"}),
        ("tiers payant", {"R1", "R2"}),  # « payer » is the same stem
        ('"tiers payant"', ["R1"]),
        ("tiers", {"R1", "R2"}),
        ('"avis d’échéance"', ["R3"]),
        ("dentiste -ophtalmologue", ["D1"]),
        ('dentiste -"nouveaux patients"', ["D2"]),
        ("dentiste canicule", []),
        ("coeur", ["O1"]),
        ("CŒUR", ["O1"]),
        ("12", ["N1"]),
        ("a320", ["N1"]),  # letters and digits are two words, of which one is small
        ("ไทย", ["E1"]),
        ("عربي", ["E1"]),
        ("dentiste'; DROP TABLE x; --", []),
        ("dentiste:* | loin & !", ["D1"]),  # signs are no operators
        ("xxxx", []),
    ],
)
def test_words_find_these_rows(
    chloe: User, said: dict[str, Feedback], words: str, wanted: list[str] | set[str]
) -> None:
    found = names(chloe, words)
    assert (set(found) if isinstance(wanted, set) else found) == wanted


def test_shorter_text_comes_first_for_the_same_word(chloe: User, cycle: AssessmentCycle) -> None:
    long = "Le pharmacien, " + "avec beaucoup d’autres personnes du quartier qui parlent longuement, " * 8
    make_feedback(cycle=cycle, text=long)
    make_feedback(cycle=cycle, text="Le pharmacien ferme.")
    index_waiting()
    assert names(chloe, "pharmacien")[0] == "Le pharmacien ferme."


def test_word_of_a_title_comes_before_a_word_of_a_text(chloe: User, cycle: AssessmentCycle) -> None:
    index_waiting()
    [domains] = [group for group in find(chloe, read_query("corruption")) if group.source.kind == "domaines"]
    first = "".join(piece.text for piece in domains.results[0].title)
    assert first.startswith("6.6.3 ")


def test_groups_tell_how_many_there_are_beyond_those_shown(chloe: User, cycle: AssessmentCycle) -> None:
    for n in range(12):
        make_feedback(cycle=cycle, text=f"Parking numéro {n}.")
    make_stakeholder(label_fr="Association des parkings")
    index_waiting()
    groups = {group.source.kind: group for group in find(chloe, read_query("parking"), last=5)}
    assert (groups["remontees"].total, len(groups["remontees"].results)) == (12, 5)
    assert (groups["parties"].total, len(groups["parties"].results)) == (1, 1)
    pages = find(chloe, read_query("parking"), kind="remontees", first=11, last=20)
    assert {group.source.kind: (group.total, len(group.results)) for group in pages} == {
        "remontees": (12, 2),
        "parties": (1, 0),
    }


def test_equal_rows_are_always_in_the_same_order(chloe: User, cycle: AssessmentCycle) -> None:
    for n in range(6):
        make_feedback(cycle=cycle, text="Parking plein.", received_on=date(2026, 1, 1 + n))
    index_waiting()
    ordered = [
        [result.meta for group in find(chloe, read_query("parking"), last=6) for result in group.results]
        for _again in range(2)
    ]
    assert ordered[0] == ordered[1]


# --- rights


@pytest.fixture
def canaries(
    cycle: AssessmentCycle, amel: User, david: User, bretagne: Territory, rhone_alpes: Territory
) -> None:
    here = make_territory("D35", "Ille-et-Vilaine", parent=bretagne)
    make_feedback(cycle=cycle, territory=bretagne, author=amel, text="Canari breton, chez nous.")
    make_feedback(cycle=cycle, territory=here, text="Canari breton du département.")
    for n in range(3):
        make_feedback(cycle=cycle, territory=rhone_alpes, author=david, text=f"Canari alpin {n}.")
    index_waiting()


@pytest.mark.parametrize(
    ("name", "breton", "alpine"),
    [
        ("amel", 2, 0),
        ("david", 0, 3),
        ("bruno", 2, 3),
        ("chloe", 2, 3),
        ("hana", 2, 3),
        ("fanny", 0, 0),
        ("gilles", 0, 0),
    ],
)
def test_nobody_finds_nor_counts_what_they_may_not_read(
    request: pytest.FixtureRequest, canaries: None, name: str, breton: int, alpine: int
) -> None:
    user = User.objects.get(pk=request.getfixturevalue(name).pk)
    for words, wanted in (("canari breton", breton), ("canari alpin", alpine), ("canari", breton + alpine)):
        groups = [group for group in find(user, read_query(words)) if group.source.kind == "remontees"]
        assert sum(group.total for group in groups) == wanted, words
        assert sum(len(group.results) for group in groups) == min(wanted, 5), words


def test_ended_mandate_finds_its_own_past_only(canaries: None, amel: User) -> None:
    amel.mandates.update(ends_on=date(2026, 1, 31))
    former = User.objects.get(pk=amel.pk)
    assert names(former, "canari") in ([], ["Canari breton, chez nous."])


def test_delegates_find_no_stakeholder(amel: User, cycle: AssessmentCycle) -> None:
    make_stakeholder(label_fr="Association des parkings")
    index_waiting()
    assert find(amel, read_query("parking")) == []

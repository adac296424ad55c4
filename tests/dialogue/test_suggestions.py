"""Domains proposed from the words of a text, and why."""

import pytest

from dialogue.models import Feedback
from dialogue.queries.suggestions import FRESH, forget_what_was_learnt, suggest_domains
from dialogue.suggestions import Described, Index
from rse_portal.demo.remontees import originals
from tests.factories.dialogue import make_feedback
from tests.factories.iso26000 import the_domain

DOMAINS = [
    Described("1.1", "Prévention de la pollution", "Eau, air, déchets."),
    Described("1.2", "Emploi et relations de travail", "Contrats, sous-traitance."),
    Described("1.3", "Protection des données", "Vie privée des personnes."),
]


@pytest.fixture(autouse=True)
def _forget():
    forget_what_was_learnt()
    yield
    forget_what_was_learnt()


def test_words_of_the_label_lead_to_the_domain_and_are_shown():
    [found, *_others] = Index.of(DOMAINS).suggest("Qui protégera mes DONNÉES de santé ?")
    assert (found.code, found.words) == ("1.3", ("DONNÉES",))


def test_a_text_that_says_nothing_known_suggests_nothing():
    index = Index.of(DOMAINS)
    for text in ("", "   ", "Merci bien.", "12345 ?!", "\U0001f33b"):
        assert index.suggest(text) == ()


def test_words_learnt_from_codings_lead_too():
    learnt = [("L’opticien refuse le tiers payant", ["1.2"]), ("Encore un opticien fermé", ["1.2"])]
    other = [("La piscine est fermée", ["1.1"])] * 4
    assert Index.of(DOMAINS).suggest("Mon opticien a déménagé") == ()
    [found] = Index.of(DOMAINS, [*learnt, *other]).suggest("Mon opticien a déménagé")
    assert (found.code, found.words) == ("1.2", ("opticien",))


def test_a_word_of_everybody_teaches_nothing():
    texts = [(f"Demande {n}", [code]) for n in range(9) for code in ("1.1", "1.2", "1.3")]
    assert Index.of(DOMAINS, texts).suggest("Une demande") == ()


def test_suggestions_are_few_ordered_and_the_same_each_time():
    index = Index.of(DOMAINS)
    text = "pollution, données, emploi, travail"
    found = index.suggest(text, limit=2)
    assert len(found) == 2
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    assert found == index.suggest(text, limit=2)


def test_three_suggestions_hold_the_right_domain_of_most_original_remontees(standard):
    """Each tenth is read with what the nine others taught: 45 domains, 120 short texts."""
    described = [Described(d.code, d.label_fr, d.guidance_fr) for d in standard.domains.all()]
    rows = [(words.text, words.domains) for words in originals()]
    right = 0
    for part in range(10):
        index = Index.of(described, [row for n, row in enumerate(rows) if n % 10 != part])
        right += sum(
            any(found.code in codes for found in index.suggest(text))
            for n, (text, codes) in enumerate(rows)
            if n % 10 == part
        )
    assert right / len(rows) > 0.5


def test_suggesting_reads_the_database_once_in_a_while(cycle, django_assert_num_queries, monkeypatch):
    for _each in range(3):
        make_feedback(cycle=cycle, text="Le tiers payant de l’opticien", domains=(the_domain("6.6.6"),))
    cycle.standard  # noqa: B018 – comes with the remontée
    with django_assert_num_queries(2):
        first = suggest_domains(cycle, "Un opticien sans tiers payant")
    assert first[0].code == "6.6.6"
    with django_assert_num_queries(0):
        assert suggest_domains(cycle, "Un opticien sans tiers payant") == first
    later = FRESH + 1
    monkeypatch.setattr("dialogue.queries.suggestions.time.monotonic", lambda: later * 1000)
    with django_assert_num_queries(2):
        suggest_domains(cycle, "Un opticien")


def test_suggesting_never_codes(cycle):
    feedback = make_feedback(cycle=cycle, text="Protection des données et vie privée des consommateurs")
    assert suggest_domains(cycle, feedback.text)
    assert not Feedback.objects.get().codings.exists()

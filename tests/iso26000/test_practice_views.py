"""The room « Diagnostic » as people use it: levels, evidence, the others once one has answered."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Change
from iso26000.actions.practice import assess_practice
from iso26000.enums import EvidenceKind, PracticeAnswer
from iso26000.models import Evidence, PracticeAssessment
from tests.factories.iso26000 import (
    make_assessor,
    make_cycle,
    make_evidence,
    make_practice,
    the_domain,
)
from tests.support.pages import said
from tests.support.queries import assert_query_budget

LIST, DOMAIN = "/diagnostic/", "/diagnostic/6.7.8/"
EVIDENCE = f"{DOMAIN}preuves/"


def text(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    page = said(answer)
    assert "!!undefined" not in page
    return page


def count_of(page: str) -> int:
    """Domains in the list."""
    return len(re.findall(r'<a href="/diagnostic/\d', page))


def test_list_shows_the_level_given_the_one_retained_and_what_is_missing(client_of, hana, cycle):
    make_practice(cycle=cycle, level=3, reason="Vu")
    make_evidence(cycle=cycle, kind=EvidenceKind.DOCUMENT)
    make_evidence(cycle=cycle, kind=EvidenceKind.INDICATOR)
    page = text(client_of(hana), LIST)
    assert "3 donné, 2 retenu : il manque un indicateur avec une valeur" in page
    assert "1 document" in page and "1 indicateur" in page
    assert "à évaluer" not in page  # an auditor has nothing to give


def test_list_says_how_far_i_am_and_what_comes_next(client_of, bruno, cycle):
    seat = make_assessor("RSE-01", user=bruno)
    make_practice(cycle=cycle, domain=the_domain("4.2"), assessor=seat)
    page = text(client_of(bruno), LIST)
    assert "Vous avez évalué 1 domaine sur 45." in page
    assert 'href="/diagnostic/4.3/"' in page.partition("Évaluer le domaine suivant")[0]


def test_the_others_are_shown_once_i_answered(client_of, bruno, cycle):
    for _each in range(3):
        make_practice(cycle=cycle, level=4)
    client = client_of(bruno)
    assert "après votre réponse" in text(client, LIST)
    page = text(client, DOMAIN)
    assert "vous sera montré quand vous aurez donné votre réponse" in page
    assert "réponses (0" not in page and "4 donné" not in page
    assert count_of(text(client, f"{LIST}?etat=plafonne")) == 0  # a filter gives nothing away either
    client.post(DOMAIN, {"choice": "1"})
    page = text(client, DOMAIN)
    assert "4 réponses" in page and "montré quand" not in page


def test_whoever_does_not_assess_sees_them_at_once(client_of, fanny, chloe, cycle):
    make_practice(cycle=cycle, level=4)
    for person in (fanny, chloe):
        assert "1 réponse" in text(client_of(person), DOMAIN)


def test_responsable_is_told_what_a_first_answer_entails(client_of, chloe, cycle):
    client = client_of(chloe)
    assert "vous donne une place au panel" in text(client, DOMAIN)
    client.post(DOMAIN, {"choice": "nsp"})
    assert "vous donne une place au panel" not in text(client, DOMAIN)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", 45),
        ("question=6.7", 7),
        ("etat=a-evaluer", 44),
        ("etat=plafonne", 1),
        ("etat=sans-preuve", 44),
        ("etat=sans-preuve&question=6.7", 6),
        ("etat=inconnu&question=9.9", 45),
    ],
)
def test_list_filters_live_in_the_address(client_of, bruno, cycle, query, shown):
    make_practice(cycle=cycle, assessor=make_assessor("RSE-01", user=bruno), level=4)
    make_evidence(cycle=cycle)
    page = text(client_of(bruno), f"{LIST}?{query}")
    assert count_of(page) == shown


def test_list_without_a_match_says_so(client_of, bruno, cycle):
    assert "Aucun domaine ne répond à ces filtres" in text(client_of(bruno), f"{LIST}?etat=plafonne")


def test_pages_without_any_cycle(client_of, bruno, standard):
    assert "Pas encore d’exercice" in text(client_of(bruno), LIST)
    text(client_of(bruno), DOMAIN, 404)


def test_level_is_saved_undone_and_leads_to_the_next_domain(client_of, bruno, cycle):
    client = client_of(bruno)
    answer = client.post(DOMAIN, {"choice": "3", "reason": "Mesuré", "suivant": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/diagnostic/6.7.9/")
    row = PracticeAssessment.objects.get()
    assert (row.answer, row.level, row.reason, row.assessor.user) == ("level", 3, "Mesuré", bruno)
    page = text(client, answer["Location"])
    assert "Annuler" in page
    operation = Change.objects.get(target_type="iso26000.practiceassessment").operation
    assert client.post(_undo(operation)).status_code == 302
    assert not PracticeAssessment.objects.exists()


def _undo(operation) -> str:
    return reverse("history-undo", args=[operation])


def test_last_domain_leads_back_to_the_list(client_of, bruno, cycle):
    last = the_domain("6.8.9")
    answer = client_of(bruno).post(f"/diagnostic/{last.code}/", {"choice": "0", "suivant": "1"})
    assert answer["Location"] == LIST


def test_cycle_of_the_address_is_kept(client_of, bruno, cycle):
    client = client_of(bruno)
    answer = client.post(f"{DOMAIN}?exercice=2026", {"choice": "0", "suivant": "1"})
    assert answer["Location"] == "/diagnostic/6.7.9/?exercice=2026"
    assert 'href="/diagnostic/6.7.9/?exercice=2026"' in text(client, f"{DOMAIN}?exercice=2026")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choisissez un niveau"),
        ({"choice": "5"}, "Choisissez un niveau"),
        ({"choice": "٣"}, "Choisissez un niveau"),
        ({"choice": "-1"}, "Choisissez un niveau"),
        ({"choice": "na"}, "demande un motif"),
    ],
)
def test_refused_level_says_why_and_keeps_what_was_typed(client_of, bruno, cycle, data, message):
    answer = client_of(bruno).post(DOMAIN, {"reason": "", **data})
    assert answer.status_code == 422
    page = said(answer)
    assert message in page and "<title>Erreur" in page.replace("\n", "")
    assert not PracticeAssessment.objects.exists()
    kept = said(client_of(bruno).post(DOMAIN, {"choice": "5", "reason": "Mon long motif"}))
    assert "Mon long motif" in kept


def test_stale_level_meets_at_409(client_of, bruno, cycle):
    client = client_of(bruno)
    client.post(DOMAIN, {"choice": "1", "reason": "Ailleurs"})
    answer = client.post(DOMAIN, {"choice": "3", "reason": "Ici", "version": ""})
    page = said(answer)
    assert answer.status_code == 409
    assert "Ailleurs" in page and "Ici" in page
    assert PracticeAssessment.objects.get().level == 1
    again = client.post(DOMAIN, {"choice": "3", "reason": "Ici", "version": "1"})
    assert again.status_code == 302
    assert PracticeAssessment.objects.get().level == 3


def test_level_of_another_cannot_be_changed(client_of, bruno, chloe, cycle):
    assess_practice(
        cycle=cycle, domain=the_domain(), answer=PracticeAnswer.LEVEL, level=4, reason="", by=bruno
    )
    operation = Change.objects.get(target_type="iso26000.practiceassessment").operation
    client_of(chloe).post(DOMAIN, {"choice": "0", "version": "1"})
    assert PracticeAssessment.objects.get(assessor__user=bruno).level == 4
    assert client_of(chloe).post(_undo(operation)).status_code == 403


def test_evidence_lifts_the_cap(client_of, bruno, cycle):
    client = client_of(bruno)
    client.post(DOMAIN, {"choice": "3"})
    assert "il manque un document et un indicateur avec une valeur" in text(client, DOMAIN)
    for kind, value in (("document", ""), ("indicator", "")):
        answer = client.post(
            EVIDENCE, {"preuve-kind": kind, "preuve-label": f"Pièce {kind}", "preuve-value": value}
        )
        assert answer.status_code == 302
    page = text(client, DOMAIN)
    assert "il manque un indicateur avec une valeur" in page
    assert "sans valeur : ne compte pas" in page
    indicator = Evidence.objects.get(kind="indicator")
    client.post(
        f"{EVIDENCE}{indicator.pk}/",
        {
            "preuve-kind": "indicator",
            "preuve-label": indicator.label,
            "preuve-value": "71 %",
            "preuve-version": "1",
        },
    )
    assert "il manque" not in text(client, DOMAIN)


def test_refused_evidence_keeps_what_was_typed(client_of, bruno, cycle):
    answer = client_of(bruno).post(EVIDENCE, {"preuve-kind": "indicator", "preuve-value": "71 %"})
    page = said(answer)
    assert answer.status_code == 422
    assert "Donnez un intitulé" in page and 'value="71 %"' in page and "<title>Erreur" in page


def test_evidence_twice_is_refused_with_words(client_of, bruno, cycle):
    make_evidence(cycle=cycle, kind=EvidenceKind.DOCUMENT, label="Charte")
    answer = client_of(bruno).post(EVIDENCE, {"preuve-kind": "document", "preuve-label": "Charte"})
    assert answer.status_code == 422
    assert Evidence.objects.count() == 1


def test_two_people_edit_one_piece_and_nothing_is_lost(client_of, bruno, chloe, cycle):
    piece = make_evidence(cycle=cycle, label="Charte")
    sent = {"preuve-kind": "document", "preuve-value": "", "preuve-version": "1"}
    address = f"{EVIDENCE}{piece.pk}/"
    assert client_of(bruno).post(address, {**sent, "preuve-label": "Charte de Bruno"}).status_code == 302
    answer = client_of(chloe).post(address, {**sent, "preuve-label": "Charte de Chloé"})
    page = said(answer)
    assert answer.status_code == 409
    assert "Charte de Bruno" in page and "Charte de Chloé" in page
    piece.refresh_from_db()
    assert piece.label == "Charte de Bruno"


def test_evidence_is_removed_and_brought_back_in_one_click(client_of, bruno, cycle):
    piece = make_evidence(cycle=cycle, label="Charte")
    client = client_of(bruno)
    answer = client.post(f"{EVIDENCE}{piece.pk}/retirer/")
    assert "Annuler" in text(client, answer["Location"])
    assert not Evidence.objects.exists()
    client.post(_undo(Change.objects.get().operation))
    assert Evidence.objects.get().label == "Charte"


def test_evidence_of_another_domain_is_not_found(client_of, bruno, cycle):
    piece = make_evidence(cycle=cycle, domain=the_domain("4.2"))
    text(client_of(bruno), f"{EVIDENCE}{piece.pk}/", 404)


def test_last_year_is_shown_for_memory_only(client_of, bruno, cycle):
    past = make_cycle("2025", label="Exercice 2025", opened_on=date(2025, 1, 6), closed_on=date(2025, 12, 19))
    make_practice(cycle=past, level=1, assessor=make_assessor("RSE-01", user=bruno), reason="Motif d’alors")
    make_evidence(cycle=past, kind=EvidenceKind.DOCUMENT, label="Charte d’alors")
    page = text(client_of(bruno), DOMAIN)
    memory = page.partition('id="memoire"')[2]
    assert "Exercice 2025" in memory and "Charte d’alors" in memory and "Motif d’alors" in memory
    assert "Charte d’alors" not in page.partition('id="memoire"')[0]


def test_last_year_stays_shut_while_it_is_open_and_i_have_not_answered(client_of, bruno, cycle):
    past = make_cycle("2025", label="Exercice 2025", opened_on=date(2025, 1, 6))
    make_practice(cycle=past, level=1)
    assert 'id="memoire"' not in text(client_of(bruno), f"{DOMAIN}?exercice=2026")
    make_practice(cycle=past, level=1, assessor=make_assessor("RSE-01", user=bruno))
    assert 'id="memoire"' in text(client_of(bruno), f"{DOMAIN}?exercice=2026")


def test_closed_cycle_is_read_only(client_of, bruno, cycle):
    make_cycle("2025", opened_on=date(2025, 1, 6), closed_on=date(2025, 12, 19))
    page = text(client_of(bruno), f"{DOMAIN}?exercice=2025")
    assert "les niveaux ne changent plus" in page
    assert 'name="choice"' not in page and "Ajouter une preuve" not in page


def test_text_stays_text(client_of, bruno, cycle):
    make_evidence(cycle=cycle, label="<script>alert(1)</script>{{7*7}}")
    page = text(client_of(bruno), DOMAIN)
    assert "<script>alert(1)" not in page and "{{7*7}}" in page


def test_pages_keep_their_query_budget(client_of, bruno, cycle):
    make_assessor("RSE-01", user=bruno)
    past = make_cycle("2025", opened_on=date(2025, 1, 6), closed_on=date(2025, 12, 19))

    def more() -> None:
        for code in ("4.2", "6.7.8", "6.4.3"):
            for year in (cycle, past):
                for _each in range(5):
                    make_practice(cycle=year, domain=the_domain(code), reason="Vu")
                    make_evidence(cycle=year, domain=the_domain(code))

    more()
    client = client_of(bruno)
    assert_query_budget(client, LIST, 12, more)
    assert_query_budget(client, DOMAIN, 15, more)

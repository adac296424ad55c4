"""The decision room and the pages of a decision."""

import hashlib
from datetime import date

import pytest
from django.utils import timezone

from priorities.models import Decision
from tests.factories.iso26000 import make_cycle
from tests.factories.priorities import adopt, make_decision, make_run
from tests.support.pages import said
from tests.support.queries import assert_query_budget

ROOM = "/priorites/decider/?exercice=exemple"


@pytest.fixture
def decision(run, chloe) -> Decision:
    return make_decision(run=run, by=chloe)


def sitting(**values) -> dict:
    told = {
        "held_on": timezone.localdate().isoformat(), "members": "15", "present": "12",
        "votes_for": "11", "votes_against": "0", "abstentions": "1", "text": "",
    }  # fmt: skip
    return {**told, **values}


def test_room_says_all_on_one_page(run, client_of, fanny):
    make_run(cycle=make_cycle("2020", opened_on=date(2020, 1, 6), closed_on=date(2020, 12, 18)))
    page = said(client_of(fanny).get(ROOM))
    for words in (
        "solidement prioritaire", "Les 10 premiers", "Depuis «", "Ce qui divise",
        "Ce qui manque", "Rien n’est encore soumis", "37 autres domaines ne sont pas classés",
    ):  # fmt: skip
        assert words in page, words
    assert "!!undefined" not in page


def test_room_stands_when_the_facts_are_gone(run, client_of, fanny):
    run.inputs_file.storage.delete(run.inputs_file.name)
    from priorities.queries import disagreement, trial

    trial._inputs.cache_clear()
    disagreement._measured.cache_clear()
    page = said(client_of(fanny).get(ROOM))
    assert "Ce qui manque" in page and "Ce qui divise" not in page


def test_room_offers_each_person_what_they_may_do(run, client_of, chloe, fanny, amel):
    assert "Soumettre à la décision" in said(client_of(chloe).get(ROOM))
    assert "Soumettre à la décision" not in said(client_of(fanny).get(ROOM))
    page = said(client_of(amel).get(ROOM))
    assert "Et si" not in page and str(run.pk) not in page


def test_room_keeps_its_query_budget(run, example, client_of, fanny, chloe):
    make_run(cycle=make_cycle("2020", opened_on=date(2020, 1, 6), closed_on=date(2020, 12, 18)))
    assert_query_budget(client_of(fanny), ROOM, 15, lambda: make_decision(run=run, by=chloe))


def test_submit_then_the_list_waits_for_the_administrators(run, client_of, chloe, fanny):
    answer = client_of(chloe).post(
        f"/priorites/classements/{run.pk}/soumettre/",
        {"note": "Ce qui est sûr.", "quorum": "60"},
        follow=True,
    )
    decision = Decision.objects.get()
    assert (decision.note, decision.quorum, decision.submitted_by) == ("Ce qui est sûr.", 60, chloe)
    assert "Annuler" in said(answer) and "Retirer de la décision" in said(answer)
    page = said(client_of(fanny).get(decision.get_absolute_url()))
    assert "Adopter…" in page and "60 %" in page and "!!undefined" not in page


@pytest.mark.parametrize("quorum", ["", "0", "101", "x"])
def test_submit_refuses_a_quorum_that_is_none(run, client_of, chloe, quorum):
    url = f"/priorites/classements/{run.pk}/soumettre/"
    answer = client_of(chloe).post(url, {"note": "Gardé.", "quorum": quorum})
    assert answer.status_code == 422 and "Gardé." in said(answer)
    assert not Decision.objects.exists()


def test_deviation_is_asked_a_reason_and_shown_with_its_name(decision, client_of, fanny):
    client, url = client_of(fanny), f"/priorites/decisions/{decision.pk}/domaines/6.7.8/"
    answer = client.post(url, {"standing": "priority", "asked_rank": "1", "reason": " "})
    assert answer.status_code == 422 and "Dites pourquoi vous vous écartez" in said(answer)
    answer = client.post(url, {"standing": "waiting", "asked_rank": "1", "reason": "Non."})
    assert answer.status_code == 422 and "n’a pas de rang" in said(answer)
    page = said(
        client.post(url, {"standing": "priority", "asked_rank": "1", "reason": "Soins."}, follow=True)
    )
    assert "écart motivé" in page and "Soins." in page and "Fanny" in page and "Annuler" in page


def test_deviation_read_before_somebody_else_wrote_meets_both(decision, client_of, fanny):
    client, url = client_of(fanny), f"/priorites/decisions/{decision.pk}/domaines/6.7.8/"
    data = {"standing": "watched", "asked_rank": "", "reason": "Un.", "version": "1"}
    assert client.post(url, data).status_code == 302
    answer = client.post(url, {**data, "reason": "Deux."})
    assert answer.status_code == 409 and "Deux." in said(answer) and "Un." in said(answer)


def test_a_vote_on_one_domain_is_shown_and_holds_the_list(decision, client_of, fanny):
    client, url = client_of(fanny), f"/priorites/decisions/{decision.pk}/domaines/6.7.8/vote/"
    nothing = {"votes_for": "0", "votes_against": "0", "abstentions": "0"}
    assert client.post(url, nothing).status_code == 422
    page = said(client.post(url, {**nothing, "votes_for": "2", "votes_against": "3"}, follow=True))
    assert "pour : 2, contre : 3, abstentions : 0" in page and "refusé" in page
    adopted = client.post(f"/priorites/decisions/{decision.pk}/adopter/", sitting())
    assert adopted.status_code == 409 and not Decision.objects.adopted().exists()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"present": "16"}, "plus de présent·es que de membres"),
        ({"present": "7", "votes_for": "7", "abstentions": "0"}, "Le quorum est de 8 : il n’est pas atteint"),
        ({"votes_for": "12"}, "Les voix dépassent"),
        ({"votes_for": "5", "votes_against": "5"}, "plus de voix pour que contre"),
        ({"held_on": "2100-01-01"}, "La date doit être comprise"),
        ({"held_on": "1900-01-01"}, "La date doit être comprise"),
        ({"members": ""}, "obligatoire"),
        ({"members": "9" * 5000}, "nombre entier"),
    ],
)
def test_adopt_says_what_is_wrong_and_adopts_nothing(decision, client_of, fanny, values, message):
    answer = client_of(fanny).post(f"/priorites/decisions/{decision.pk}/adopter/", sitting(**values))
    assert answer.status_code == 422 and message in said(answer)
    assert not Decision.objects.adopted().exists()


def test_adopt_signs_and_the_file_has_the_fingerprint(decision, client_of, fanny, amel):
    client = client_of(fanny)
    page = said(client.post(f"/priorites/decisions/{decision.pk}/adopter/", sitting(), follow=True))
    decision.refresh_from_db()
    assert decision.fingerprint in page and "pour : 11, contre : 0, abstentions : 1" in page
    assert "Adopter…" not in page and "Retirer" not in page
    file = client_of(amel).get(f"/priorites/decisions/{decision.pk}/decision.json")
    assert hashlib.sha256(file.content).hexdigest() == decision.fingerprint
    assert "Liste adoptée" in said(client_of(amel).get(decision.get_absolute_url()))


def test_list_keeps_its_query_budget(decision, run, client_of, fanny):
    client, url = client_of(fanny), decision.get_absolute_url()
    assert_query_budget(client, url, 12, lambda: adopt(decision, by=fanny, held_on=timezone.localdate()))


def test_a_decision_of_an_open_cycle_is_hidden_from_whoever_still_scores(decision, client_of, bruno, fanny):
    client = client_of(bruno)
    assert client.get(decision.get_absolute_url()).status_code == 404
    adopt(decision, by=fanny, held_on=timezone.localdate())
    assert client.get(decision.get_absolute_url()).status_code == 404

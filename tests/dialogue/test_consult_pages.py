"""The respondent's way through a consultation: a link, a few steps, one submit, a receipt, a way back."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dialogue.actions.consultation import close_consultation, publish_consultation
from dialogue.codes import access_hash, draft_hash
from dialogue.models import ConsultationDraft, ConsultationKey, ConsultationResponse
from dialogue.views.consult import DESK
from iso26000.enums import CampaignState
from rse_portal.common import respondents
from rse_portal.common.codes import new_code, written
from tests.factories.accounts import make_country
from tests.factories.campaign import make_campaign, make_invitation
from tests.factories.consultation import make_answer, make_begun, make_consultation, make_consulted
from tests.support.pages import said

ENTER = "/consultation/"
FINISH, RECEIPT, WITHDRAW = f"{ENTER}fin/", f"{ENTER}recu/", f"{ENTER}retirer/"
RIGHT = {"renonce": {"choices": ["c"], "other": ""}}


def step(number: int) -> str:
    return f"{ENTER}etapes/{number}/"


def welcome(code: str) -> str:
    return reverse("dialogue:consult-welcome", args=[code])


@pytest.fixture
def consultation(db):
    return make_consultation(intro_fr="Vous travaillez avec nous.")


@pytest.fixture
def code(consultation) -> str:
    return make_consulted(consultation)[1]


@pytest.fixture
def client(code) -> Client:
    client = Client()
    assert client.post(ENTER, {"code": code})["Location"] == step(1)
    return client


def test_the_link_tells_what_is_asked_and_sets_nothing(eve, consultation, code):
    page = said(eve.get(welcome(code)))
    assert consultation.title in page and "Vous travaillez avec nous." in page
    assert DESK.cookie not in eve.cookies


def test_a_mail_scanner_burns_nothing(consultation, code):
    for _each in range(3):
        scanner = Client(headers={"user-agent": "MailScanner"})
        for page in (welcome(code), ENTER, step(1), FINISH, RECEIPT):
            scanner.head(page)
            scanner.get(page)
    client = Client()
    client.post(ENTER, {"code": code})
    client.post(step(2), {"renonce": "c"})
    for page in (step(1), FINISH, RECEIPT, WITHDRAW):
        client.head(page)
    assert ConsultationKey.objects.count() == 1 and not ConsultationResponse.objects.exists()
    assert client.post(FINISH)["Location"] == RECEIPT


def unusable(consultation, code, chloe) -> dict[str, str]:
    make_country()
    expired = make_consultation(cycle=consultation.cycle, ends_on=timezone.localdate() - timedelta(days=1))
    closed = make_consultation(cycle=consultation.cycle)
    prepared = make_consultation(cycle=consultation.cycle, state=CampaignState.PREPARATION)
    codes = {
        name: make_consulted(of)[1]
        for name, of in (("expired", expired), ("closed", closed), ("prepared", prepared))
    }
    close_consultation(consultation=closed, by=chloe)
    revoked = make_consulted(consultation)[1]
    ConsultationKey.objects.filter(pk=access_hash(revoked)).delete()
    return codes | {
        "revoked": revoked,
        "foreign": make_invitation(make_campaign(cycle=consultation.cycle))[1],
        "unknown": new_code(),
        "truncated": code[:-1],
    }


def test_whatever_opens_nothing_gets_the_same_page(consultation, code, chloe):
    pages = set()
    for name, wrong in unusable(consultation, code, chloe).items():
        client = Client()
        answer = client.get(welcome(wrong))
        pages.add(re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", said(answer)))
        assert answer.status_code == 410, name
        assert client.post(ENTER, {"code": wrong}).status_code == 410, name
        client.cookies[DESK.cookie] = wrong
        assert {client.get(page).status_code for page in (step(1), FINISH, RECEIPT, WITHDRAW)} == {410}, name
        assert client.post(FINISH).status_code == 410, name
    assert len(pages) == 1


def test_many_wrong_codes_are_slowed_down_and_the_right_one_still_opens(code, monkeypatch):
    monkeypatch.setattr(respondents, "FAILURES", 5)
    client = Client()
    got = [client.get(welcome(new_code())).status_code for _each in range(8)]
    assert got[:5] == [410] * 5 and 429 in got[5:]
    assert client.get(welcome(code)).status_code == 200


def test_pages_are_kept_by_nobody_and_tell_nobody_where_one_comes_from(client, code):
    for page in (welcome(code), ENTER, step(1), FINISH):
        answer = client.get(page)
        assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "no-referrer"
        assert "https://" not in said(answer).replace("http://www.w3.org", "")
    cookie = client.cookies[DESK.cookie]
    assert cookie["httponly"] and cookie["path"] == ENTER and cookie["samesite"] == "Lax"


def test_forms_are_still_protected_though_browsers_hide_their_origin(code):
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', said(client.get(welcome(code))))[1]
    sent = {"code": code, "csrfmiddlewaretoken": token}
    assert client.post(ENTER, {"code": code}, headers={"origin": "null"}).status_code == 403
    assert client.post(ENTER, sent, headers={"origin": "https://ailleurs.example"}).status_code == 403
    assert client.post(ENTER, sent, headers={"origin": "null"}).status_code == 302


def test_the_language_is_a_link_and_stays(client):
    assert client.get(f"{step(1)}?langue=en")["Location"] == step(1)
    page = said(client.get(step(1)))
    assert "What matters" in page and "1/3" in page
    client.get(f"{step(1)}?langue=zz")
    assert "What matters" in said(client.get(step(1)))


# --- the steps


def test_a_step_keeps_its_answers_and_freezes_the_questions(client, consultation, code):
    assert client.post(step(1), {"imp-6.7.8": "4"})["Location"] == step(2)
    assert ConsultationDraft.objects.get(pk=draft_hash(code)).answers == {"imp-6.7.8": 4}
    consultation.refresh_from_db()
    assert consultation.frozen
    assert re.search(r'value="4" checked', said(client.get(step(1))))


def test_an_answer_opens_one_more_question_on_the_same_page(client, code):
    assert "Question pourquoi" not in said(client.get(step(2)))
    answer = client.post(step(2), {"renonce": "a"})
    assert answer["Location"].startswith(f"{step(2)}?suite")
    assert "Question pourquoi" in said(client.get(f"{step(2)}?suite"))
    sent = {"renonce": "a", "pourquoi": ["b", "autre"], "pourquoi.autre": "La honte"}
    assert client.post(step(2), sent)["Location"] == step(3)
    kept = ConsultationDraft.objects.get(pk=draft_hash(code)).answers
    assert kept["pourquoi"] == {"choices": ["b", "autre"], "other": "La honte"}
    client.post(step(2), {"renonce": "c", "pourquoi": ["b"]})
    assert "pourquoi" not in ConsultationDraft.objects.get(pk=draft_hash(code)).answers


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Répondez à cette question pour continuer."),
        ({"renonce": ["a", "b"]}, "Une seule réponse est possible."),
        ({"renonce": "z"}, "Choisissez une des réponses proposées."),
        ({"renonce": "c", "rangs.1": "a", "rangs.2": "a"}, "Chaque rang ne sert qu’une fois."),
    ],
)
def test_a_wrong_answer_is_told_beside_its_question_and_the_others_are_kept(client, code, sent, told):
    answer = client.post(step(2), sent)
    assert answer.status_code == 422 and told in said(answer)


def test_autre_must_be_written(client, code, consultation):
    make_begun(consultation, code, {"renonce": {"choices": ["a"], "other": ""}})
    answer = client.post(step(2), {"renonce": "a", "pourquoi": ["autre"]})
    assert answer.status_code == 422 and "Précisez « autre »." in said(answer)


def test_one_stops_and_resumes_elsewhere_with_the_code(client, code):
    client.post(step(1), {"imp-6.7.8": "2"})
    paused = client.post(step(2), {"rangs.1": "b", "pause": "1"}, follow=True)
    assert written(code) in said(paused)
    other = Client()
    assert other.post(ENTER, {"code": written(code).lower()})["Location"] == step(3)
    assert 'value="b" selected' in said(other.get(step(2)))


def test_going_back_asks_for_nothing(client):
    assert client.post(step(2), {"revenir": "1"})["Location"] == step(1)


# --- the submit, the receipt, the way back


def test_a_submit_without_what_must_be_answered_says_where(client):
    client.post(step(1), {"imp-6.7.8": "2"})
    answer = client.post(FINISH)
    assert answer.status_code == 422 and "réponse obligatoire" in said(answer)
    assert not ConsultationResponse.objects.exists()


def test_nothing_is_not_an_answer(client):
    answer = client.post(FINISH)
    assert answer.status_code == 422 and "Répondez à une question au moins" in said(answer)


def test_sending_twice_shows_the_receipt_of_the_first(client, code, consultation):
    make_begun(consultation, code, {**RIGHT, "idees": "Un forfait transport."})
    assert client.post(FINISH)["Location"] == RECEIPT
    assert client.post(FINISH)["Location"] == RECEIPT
    page = said(client.get(RECEIPT))
    assert "Reçu n°" in page and "Jamais" in page and "Un forfait transport." in page
    assert ConsultationResponse.objects.count() == 1 and not ConsultationDraft.objects.exists()
    again = Client()
    assert "Voir mon reçu" in said(again.get(welcome(code)))
    assert again.post(ENTER, {"code": code})["Location"] == RECEIPT


def test_an_answer_is_withdrawn_by_its_code(client, code, consultation):
    make_begun(consultation, code, RIGHT)
    client.post(FINISH)
    assert client.get(WITHDRAW).status_code == 200 and ConsultationResponse.objects.exists()
    done = client.post(WITHDRAW, follow=True)
    assert "Votre réponse est retirée" in said(done)
    assert not ConsultationResponse.objects.exists()
    assert Client().get(welcome(code)).status_code == 410


def test_leaving_takes_the_code_off_the_device(client):
    client.post(f"{ENTER}quitter/")
    assert client.get(step(1)).status_code == 410


def test_pages_cost_few_queries(client, code, consultation, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        client.get(step(1))
    make_begun(consultation, code, RIGHT)
    with django_assert_max_num_queries(16):
        client.post(FINISH)
    with django_assert_max_num_queries(4):
        client.get(RECEIPT)


def test_published_results_are_read_without_account_by_their_address(cycle, chloe, client):
    make_country()
    consultation = make_consultation(cycle=cycle)
    for _each in range(consultation.k_public):
        make_answer(consultation, {"imp-6.7.8": 3, **RIGHT})
    page = reverse("dialogue:consult-results", args=[consultation.pk])
    assert client.get(page).status_code == 410
    close_consultation(consultation=consultation, by=chloe)
    assert client.get(page).status_code == 410
    publish_consultation(consultation=consultation, questions=["imp-6.7.8"], by=chloe)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page)
    assert len(queries) <= 5
    told, kept = (consultation.questions.get(code=code).text for code in ("imp-6.7.8", "renonce"))
    assert told in said(response) and kept not in said(response)
    assert response["Referrer-Policy"] == "no-referrer"

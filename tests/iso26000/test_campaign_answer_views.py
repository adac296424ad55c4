"""The respondent's way through the pages: seven steps, saved and resumed, sent once, then one's own profile."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from iso26000.actions.campaign import close_campaign
from iso26000.codes import access_hash, draft_hash
from iso26000.enums import CampaignAccess, CampaignState
from iso26000.models import (
    AccessKey,
    AnonymousResponse,
    AnswerDraft,
    CampaignComment,
    CampaignSite,
    CampaignSnapshot,
)
from iso26000.views import campaign_answer
from rse_portal.common import respondents
from rse_portal.common.codes import new_code, written
from tests.factories.campaign import make_campaign, make_draft_answers, make_invitation, make_response
from tests.support.pages import said
from tests.support.queries import assert_query_budget

ENTER = "/diagnostic/repondre/"
FINISH, PROFILE = f"{ENTER}fin/", f"{ENTER}profil/"


def step(number: int) -> str:
    return f"{ENTER}etapes/{number}/"


def welcome(code: str) -> str:
    return reverse("iso26000:answer-welcome", args=[code])


@pytest.fixture
def campaign(db):
    return make_campaign()


@pytest.fixture
def code(campaign) -> str:
    return make_invitation(campaign)[1]


@pytest.fixture
def client(code) -> Client:
    """A phone on which the code was entered."""
    client = Client()
    assert client.post(ENTER, {"code": code})["Location"] == step(1)
    return client


def test_the_link_tells_what_is_asked_and_what_anonymous_means(eve, campaign, code):
    page = said(eve.get(welcome(code)))
    assert campaign.title in page and "Anonyme." in page and "Rennes, Employé·es" in page
    assert not eve.cookies.keys() - {"csrftoken", *[name for name in eve.cookies if name.endswith("csrf")]}


def test_reading_burns_nothing(code):
    for _each in range(3):
        scanner = Client(headers={"user-agent": "MailScanner"})
        assert scanner.head(welcome(code)).status_code == 200
        assert scanner.get(welcome(code)).status_code == 200
    human = Client()
    assert human.post(ENTER, {"code": code}).status_code == 302


@pytest.mark.parametrize("spell", [str.lower, written, lambda code: f"  {written(code)} "])
def test_a_code_is_read_as_people_type_it(code, spell):
    assert Client().post(ENTER, {"code": spell(code)})["Location"] == step(1)


def test_a_missing_code_is_asked_for(eve, db):
    answer = eve.post(ENTER, {"code": ""})
    assert answer.status_code == 422 and "Saisissez le code" in said(answer)


# --- what opens nothing looks alike


def unusable(campaign, code: str, chloe) -> dict[str, str]:
    expired = make_campaign(ends_on=timezone.localdate() - timedelta(days=1))
    later = make_campaign(starts_on=timezone.localdate() + timedelta(days=1))
    closed, prepared = make_campaign(), make_campaign(state=CampaignState.PREPARATION)
    codes = {
        name: make_invitation(of)[1]
        for name, of in (("expired", expired), ("not yet", later), ("closed", closed), ("prepared", prepared))
    }
    close_campaign(campaign=closed, by=chloe)
    revoked, used = make_invitation(campaign)[1], make_invitation(campaign)[1]
    AccessKey.objects.filter(pk__in=[access_hash(revoked), access_hash(used)]).delete()
    return codes | {
        "revoked": revoked,
        "used": used,
        "unknown": new_code(),
        "truncated": code[:-1],
        "other": "é" * 26,
    }


def test_whatever_opens_nothing_gets_the_same_page(campaign, code, chloe):
    pages = set()
    for name, wrong in unusable(campaign, code, chloe).items():
        client = Client()
        answer = client.get(welcome(wrong))
        pages.add(_without_token(said(answer)).replace(welcome(wrong), "…"))
        assert answer.status_code == 410, name
        assert client.post(ENTER, {"code": wrong}).status_code == 410, name
        client.cookies[campaign_answer.DESK.cookie] = wrong if wrong.isascii() else "x"
        assert {client.get(page).status_code for page in (step(1), FINISH, PROFILE)} == {410}, name
    assert len(pages) == 1


def _without_token(page: str) -> str:
    import re

    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", page)


def test_many_wrong_codes_are_slowed_down_and_the_right_one_still_opens(code, monkeypatch):
    monkeypatch.setattr(respondents, "FAILURES", 5)
    client = Client()
    got = [client.get(welcome(new_code())).status_code for _each in range(8)]
    assert got[:5] == [410] * 5 and 429 in got[5:]
    assert client.get(welcome(code)).status_code == 200


def test_pages_are_kept_by_nobody_and_tell_no_address(client, code):
    for page in (welcome(code), ENTER, step(1), FINISH):
        answer = client.get(page)
        assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "strict-origin"
        assert "https://" not in said(answer).replace("http://www.w3.org", "")
    cookie = client.cookies[campaign_answer.DESK.cookie]
    assert cookie["httponly"] and cookie["path"] == ENTER and cookie["samesite"] == "Lax"


# --- the seven steps


def test_a_step_keeps_its_answers_and_goes_on(client, code):
    page = said(client.get(step(1)))
    assert "Étape 1/7" in page and "Chez nous, par exemple" in page
    answer = client.post(step(1), {"4.2-a": "3", "4.3-a": "nsp", "4.4-a": "na", "4.4-a/why": "job"})
    assert answer["Location"] == step(2)
    assert AnswerDraft.objects.get(pk=draft_hash(code)).answers == {
        "4.2-a": "3",
        "4.3-a": "nsp",
        "4.4-a": "na:job",
    }


def test_not_concerned_needs_its_reason_and_loses_nothing(client, code):
    answer = client.post(step(1), {"4.2-a": "4", "4.4-a": "na", "commentaire": "Un mot."})
    page = said(answer)
    assert answer.status_code == 422 and "Dites pourquoi vous n’êtes pas concerné·e." in page
    assert "Un mot." in page and page.count(" checked") == 2
    assert AnswerDraft.objects.get().answers == {"4.2-a": "4"}


@pytest.mark.parametrize("value", ["5", "-1", "٣", "oui", "na:job"])
def test_an_answer_out_of_the_scale_is_refused(client, value):
    assert client.post(step(1), {"4.2-a": value}).status_code == 422
    assert AnswerDraft.objects.get().answers == {}


def test_going_back_keeps_what_is_there(client, code):
    client.post(step(1), {"4.2-a": "1"})
    assert client.post(step(2), {"6.3.3-a": "2", "revenir": "1"})["Location"] == step(1)
    assert 'value="1" checked' in said(client.get(step(1)))
    assert set(AnswerDraft.objects.get().answers) == {"4.2-a", "6.3.3-a"}


def test_one_goes_on_where_one_stopped_on_another_device(client, code):
    client.post(step(1), {"4.2-a": "1"})
    assert client.post(step(2), {"6.3.3-a": "2", "pause": "1"})["Location"] == f"{ENTER}pause/"
    assert written(code) in said(client.get(f"{ENTER}pause/"))
    other = Client()
    assert other.post(ENTER, {"code": code})["Location"] == step(3)


def test_a_step_that_does_not_exist_leads_to_the_end(client):
    for number in (0, 8, 99):
        assert client.get(step(number))["Location"] == FINISH


def test_an_answer_is_taken_back(client, code):
    make_draft_answers(AccessKey.objects.get(pk=access_hash(code)).campaign, code, {"4.2-a": "3"})
    client.post(step(1), {})
    assert AnswerDraft.objects.get().answers == {}


# --- the end


def test_the_answers_are_sent_once(client, code):
    client.post(step(1), {"4.2-a": "3", "commentaire": "Écrit ici."})
    client.post(step(3), {"6.4.4-a": "0"})
    page = said(client.get(FINISH))
    assert "Il reste 49 questions sans réponse." in page
    assert client.post(FINISH)["Location"] == PROFILE
    assert AnonymousResponse.objects.get().answers == {"4.2-a": 3, "6.4.4-a": 0}
    assert CampaignComment.objects.get().text == "Écrit ici."
    assert client.post(FINISH).status_code == 410
    assert AnonymousResponse.objects.count() == 1
    assert not AnswerDraft.objects.exists() and not AccessKey.objects.exists()


def test_nothing_answered_is_not_sent(client):
    answer = client.post(FINISH)
    assert answer.status_code == 422 and "Répondez à une affirmation au moins" in said(answer)
    assert AccessKey.objects.exists()


def test_one_sees_ones_own_profile_then_nothing(client):
    client.post(step(1), {"4.2-a": "3", "4.3-a": "2"})
    client.post(FINISH)
    page = said(client.get(PROFILE))
    assert 'value="2.5"' in page and "trop peu de personnes ont répondu" in page
    client.post(f"{ENTER}quitter/")
    assert client.get(PROFILE).status_code == 410


def test_the_whole_is_told_once_enough_have_answered_and_moves_by_steps(campaign):
    for _each in range(10):
        make_response(campaign, {"4.2-a": 4})
    shown = []
    for _each in range(13):
        code = make_invitation(campaign)[1]
        make_draft_answers(campaign, code, {"4.2-a": "0"})
        client = Client()
        client.post(ENTER, {"code": code})
        client.post(FINISH)
        shown.append(CampaignSnapshot.objects.get().respondents)
    assert shown == [11] * 11 + [22] * 2
    page = said(client.get(PROFILE))
    assert "à côté de celui de l’ensemble" in page and 'profile-whole" max="4" value="2.0"' in page


def test_a_profile_of_ones_own_making_is_refused(client):
    client.cookies[campaign_answer.PROFILE] = "eyJjIjoxfQ:faux"
    assert client.get(PROFILE).status_code == 410


# --- by the link of a site


@pytest.fixture
def shared(db) -> tuple[CampaignSite, str]:
    site, code = make_campaign(access=CampaignAccess.SITE).sites.all()[0], new_code()
    CampaignSite.objects.filter(pk=site.pk).update(link_hash=access_hash(code))
    return site, code


def test_a_site_shares_one_link_and_each_gets_a_code(shared):
    site, code = shared
    level = site.campaign.levels.all()[1]
    page = said(Client().get(welcome(code)))
    assert "Votre niveau de responsabilité" in page
    phones = [Client(), Client()]
    for phone in phones:
        assert phone.post(ENTER, {"code": code, "begin": "1", "level": level.pk})["Location"] == step(1)
        phone.post(step(1), {"4.2-a": "2"})
        assert phone.post(FINISH).status_code == 302
    assert set(AnonymousResponse.objects.values_list("site__label", "level__label")) == {("Rennes", "Cadres")}
    assert AnonymousResponse.objects.count() == 2


def test_the_level_is_asked_and_must_be_one_of_the_campaign(shared):
    _site, code = shared
    foreign = make_campaign().levels.all()[0]
    for level in ("", foreign.pk, "x"):
        answer = Client().post(ENTER, {"code": code, "begin": "1", "level": level})
        assert answer.status_code == 422
    assert "Votre niveau de responsabilité" in said(Client().post(ENTER, {"code": code}))
    assert not AccessKey.objects.exists()


# --- in English, and what it costs


def test_the_journey_is_in_english_too(client):
    client.post("/langue/", {"language": "en", "next": step(1)})
    page = client.get(step(1)).content.decode()
    assert "When an important decision is made" in page and 'lang="en"' in page


def test_a_step_costs_few_queries(client, campaign):
    assert_query_budget(client, step(1), 4, lambda: [make_invitation(campaign) for _each in range(20)])


def test_a_submit_costs_the_same_few_queries(campaign, django_assert_max_num_queries):
    for _each in range(30):
        make_invitation(campaign)
    code = make_invitation(campaign)[1]
    make_draft_answers(campaign, code, {"4.2-a": "1"})
    client = Client()
    client.post(ENTER, {"code": code})
    with django_assert_max_num_queries(20):
        client.post(FINISH)

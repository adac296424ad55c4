"""The pages of whoever runs a campaign: forms that refuse clearly, codes shown once, lists that stay cheap."""

import re
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import JournalEntry
from iso26000.actions.campaign import close_campaign
from iso26000.enums import CampaignAccess, CampaignState
from iso26000.models import AccessKey, Campaign, Invitation
from jobs.models import Job
from tests.factories.campaign import (
    make_campaign,
    make_comment,
    make_invitation,
    make_response,
    the_questionnaire,
)
from tests.support.pages import said
from tests.support.queries import assert_query_budget

LIST = "/diagnostic/campagnes/"
VALUES = {
    "title": "Diagnostic d’automne",
    "starts_on": "2026-09-01",
    "ends_on": "2026-10-01",
    "access": "person",
    "k_internal": "5",
    "k_public": "11",
}


def url(campaign: Campaign, name: str, *arguments: object) -> str:
    return reverse(f"iso26000:{name}", args=[campaign.pk, *arguments])


@pytest.fixture
def browser(client_of, chloe):
    return client_of(chloe)


# --- prepare


def test_a_campaign_is_created_from_the_list(browser, cycle):
    the_questionnaire()
    assert "Aucune campagne dans cet exercice" in said(browser.get(LIST))
    answer = browser.post(f"{LIST}nouvelle/", VALUES)
    campaign = Campaign.objects.get()
    assert answer["Location"] == url(campaign, "campaign-perimeter")
    page = said(browser.get(answer["Location"]))
    assert "Cadres" in page, "usual levels are offered"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": " "}, "Donnez un intitulé à la campagne."),
        ({"ends_on": "2026-08-01"}, "Le dernier jour ne peut pas précéder le premier."),
        ({"k_internal": "3"}, "supérieure ou égale à 5"),
        ({"k_public": "6"}, "supérieure ou égale à 11"),
        ({"starts_on": "31/02/2026"}, "date valide"),
    ],
)
def test_a_senseless_campaign_is_refused_and_nothing_is_lost(browser, cycle, wrong, told):
    the_questionnaire()
    answer = browser.post(f"{LIST}nouvelle/", {**VALUES, **wrong})
    page = said(answer)
    assert answer.status_code == 422 and told in page
    assert "title" in wrong or VALUES["title"] in page
    assert not Campaign.objects.exists()


def test_two_people_who_change_it_meet(browser, cycle):
    campaign = make_campaign(cycle=cycle, state=CampaignState.PREPARATION)
    Campaign.objects.filter(pk=campaign.pk).update(version=2, title="Le leur")
    answer = browser.post(url(campaign, "campaign-edit"), {**VALUES, "version": "1"})
    assert answer.status_code == 409 and VALUES["title"] in said(answer)


def test_a_change_of_title_is_undone_in_one_click(browser, cycle):
    campaign = make_campaign(cycle=cycle, title="Avant")
    answer = browser.post(
        url(campaign, "campaign-edit"),
        {"title": "Après", "ends_on": str(campaign.ends_on), "version": "1"},
        follow=True,
    )
    (undo,) = re.findall(r'action="(/[^"]*annuler/[^"]*)"', said(answer))
    browser.post(undo)
    campaign.refresh_from_db()
    assert (campaign.title, campaign.state) == ("Avant", "open")


@pytest.mark.parametrize(
    ("sites", "levels", "told"),
    [
        ("Rennes ; beaucoup", "Tous", "Ligne 1 : l’effectif « beaucoup » n’est pas un nombre de personnes."),
        ("Rennes\nrennes", "Tous", "est écrit deux fois"),
        ("\n", "Tous", "Donnez au moins un site."),
        ("R" * 81, "Tous", "un intitulé a de 1 à 80 signes"),
        ("Rennes", "\n".join(map(str, range(11))), "10 lignes au plus."),
        (" ; 12", "Tous", "un intitulé a de 1 à 80 signes"),
    ],
)
def test_a_senseless_perimeter_is_refused(browser, cycle, sites, levels, told):
    campaign = make_campaign(cycle=cycle, state=CampaignState.PREPARATION)
    answer = browser.post(url(campaign, "campaign-perimeter"), {"sites": sites, "levels": levels})
    assert answer.status_code == 422 and told in said(answer)
    assert [site.label for site in campaign.sites.all()] == ["Rennes", "Brest"]


def test_the_perimeter_reads_as_it_was_typed(browser, cycle):
    campaign = make_campaign(cycle=cycle, state=CampaignState.PREPARATION)
    browser.post(
        url(campaign, "campaign-perimeter"), {"sites": "Rennes – siège ; 1 200\nLyon", "levels": "Tous"}
    )
    page = said(browser.get(url(campaign, "campaign-perimeter")))
    assert "Rennes – siège ; 1200\nLyon" in page
    assert [level.label for level in campaign.levels.all()] == ["Tous"]


# --- invite


def group(campaign: Campaign, prefix: str, **more: object) -> dict[str, object]:
    site, level = campaign.sites.all()[0], campaign.levels.all()[0]
    return {f"{prefix}-site": site.pk, f"{prefix}-level": level.pk} | {
        f"{prefix}-{name}": value for name, value in more.items()
    }


def test_codes_are_on_the_page_once_and_nowhere_else(browser, cycle):
    campaign = make_campaign(cycle=cycle)
    sent = group(campaign, "codes", people="3", batch=uuid4())
    answer = browser.post(url(campaign, "invitation-print"), sent)
    assert answer["Cache-Control"] == "no-store" and said(answer).count("answer-code") == 3
    again = browser.post(url(campaign, "invitation-print"), sent)
    assert again.status_code == 409 and "ne le sont qu’une fois" in said(again)
    assert AccessKey.objects.count() == 3
    entry = JournalEntry.objects.get(action="campaign.codes")
    assert entry.details == {"people": 3, "batch": str(sent["codes-batch"])}


@pytest.mark.parametrize("people", ["0", "501", "", "deux", "٣"])
def test_a_senseless_number_of_codes_is_refused(browser, cycle, people):
    campaign = make_campaign(cycle=cycle)
    answer = browser.post(
        url(campaign, "invitation-print"), group(campaign, "codes", people=people, batch=uuid4())
    )
    assert answer.status_code == 422 and not AccessKey.objects.exists()


def test_addresses_are_invited_and_messages_leave_by_a_job(browser, cycle):
    campaign = make_campaign(cycle=cycle)
    browser.post(
        url(campaign, "invitation-mail"), group(campaign, "adresses", emails="a@test.example\nb@test.example")
    )
    assert Invitation.objects.count() == 2 and not mail.outbox
    assert Job.objects.get().arguments == {"campaign": str(campaign.pk), "remind": False}
    assert "2 à envoyer" in said(browser.get(url(campaign, "invitation-list")))


def test_messages_are_sent_again_and_those_that_came_back_are_noted(browser, cycle):
    campaign = make_campaign(cycle=cycle)
    make_invitation(campaign, email="parti@test.example")
    browser.post(url(campaign, "invitation-send"))
    assert Job.objects.get().arguments == {"campaign": str(campaign.pk), "remind": False}
    wrong = browser.post(url(campaign, "invitation-returned"), {"revenus-emails": ""})
    assert wrong.status_code == 422 and "Donnez au moins une adresse." in said(wrong)
    sent = {"revenus-emails": "parti@test.example"}
    told = said(browser.post(url(campaign, "invitation-returned"), sent, follow=True))
    assert "parti@test.example (message revenu)" in told


def test_a_wrong_address_is_named_and_nobody_is_invited(browser, cycle):
    campaign = make_campaign(cycle=cycle)
    answer = browser.post(
        url(campaign, "invitation-mail"), group(campaign, "adresses", emails="a@test.example\nsans arobase")
    )
    assert answer.status_code == 422 and "« sans arobase » (n° 2) n’est pas une adresse." in said(answer)
    assert not Invitation.objects.exists()


def test_a_group_of_another_campaign_is_refused(browser, cycle):
    campaign, other = make_campaign(cycle=cycle), make_campaign(cycle=cycle)
    answer = browser.post(url(campaign, "invitation-print"), group(other, "codes", people="3", batch=uuid4()))
    assert answer.status_code == 422 and not AccessKey.objects.exists()


def test_the_link_of_a_site_is_shown_once(browser, cycle):
    campaign = make_campaign(cycle=cycle, access=CampaignAccess.SITE)
    site = campaign.sites.all()[0]
    page = said(browser.post(url(campaign, "site-link-renew", site.pk)))
    assert "/diagnostic/repondre/" in page
    assert "Remplacer le lien" in said(browser.get(url(campaign, "invitation-list")))


# --- follow and moderate


def test_the_board_never_tells_who(browser, cycle):
    campaign = make_campaign(cycle=cycle)
    for number in range(6):
        make_invitation(campaign, email=f"p{number}@test.example")
    for page in ("campaign-detail", "invitation-list"):
        assert "@test.example" not in said(browser.get(url(campaign, page)))


def test_comments_are_masked_on_the_page_then_read_by_others(browser, client_of, hana, cycle, chloe):
    campaign = make_campaign(cycle=cycle, access=CampaignAccess.SITE)
    for _each in range(6):
        make_response(campaign, {"4.2-a": 2})
    make_comment(campaign, "Jeanne est malade.")
    close_campaign(campaign=campaign, by=chloe)
    comment = campaign.comments.get()
    here = url(campaign, "comment-list")
    assert "Jeanne" not in said(client_of(hana).get(here))
    answer = browser.post(url(campaign, "comment-moderate", comment.pk), {"decision": "refused", "text": "x"})
    assert answer.status_code == 422 and "Un refus a un motif" in said(answer)
    browser.post(
        url(campaign, "comment-moderate", comment.pk), {"decision": "masked", "text": "Quelqu’un est malade."}
    )
    assert "Quelqu’un" not in said(client_of(hana).get(here)), "before the results are published"
    browser.post(url(campaign, "campaign-publish"))
    page = said(client_of(hana).get(here))
    assert "Quelqu’un est malade." in page and "Jeanne" not in page


# --- what the pages cost


def test_pages_cost_the_same_few_queries(browser, cycle):
    campaign = make_campaign(cycle=cycle)
    make_invitation(campaign, email="a@test.example")

    def more() -> None:
        make_campaign(cycle=cycle)
        for number in range(30):
            make_invitation(campaign, email=f"p{uuid4().hex}-{number}@test.example")

    assert_query_budget(browser, LIST, 9, more)
    assert_query_budget(browser, url(campaign, "campaign-detail"), 15, more)
    assert_query_budget(browser, url(campaign, "invitation-list"), 13, more)

"""From the sentence heard to the effect told back, by the hands of each: a portal of its own, since a decision is for ever.

The delegate says it, the rapporteur codes it, the administrator adopts the priority, the responsable engages, acts, measures
and answers; the delegate reads it all on the page of their sentence, and each step leads to the next and back.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.support.browser import sign_in
from tests.support.phone import expect_sent, open_form, send, type_in
from tests.support.portal import Portal, running_portal

DELEGATE, RAPPORTEUR = "delegue@demo.example", "rapporteur@demo.example"
MANAGER, ADMINISTRATOR = "responsable@demo.example", "administrateur@demo.example"
DOMAIN, COMMITMENT, INDICATOR = "6.5.5", "ENG4", "IND-06"
SENTENCE = (
    "Aller à l’assemblée prend deux heures de voiture : un car partagé polluerait moins et coûterait moins."
)
ACTION = "Affréter un car pour chaque assemblée de territoire"
ANSWER = "Oui : un car partira de chaque chef-lieu dès la prochaine assemblée."


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """Nobody else's: what is adopted here would be in the way of the other tests."""
    with running_portal(tmp_path_factory.mktemp("thread")) as running:
        yield running


@pytest.fixture(scope="module")
def portal(demo: Portal) -> str:
    return demo.address


@pytest.fixture
def as_(open_page) -> Any:
    """as_(email): the page of this person, signed in once."""
    pages: dict[str, Page] = {}

    def one(email: str) -> Page:
        if email not in pages:
            pages[email] = sign_in(open_page(), email)
        return pages[email]

    return one


def press(page: Page, name: str, role: Any = "button") -> None:
    page.get_by_role(role, name=name, exact=True).first.click()


def told(page: Page, words: str) -> None:
    expect(page.locator("#messages")).to_contain_text(words)


def say(page: Page) -> str:
    """The address of the remontée."""
    open_form(page, DELEGATE)
    type_in(page, SENTENCE, "idée")
    send(page)
    expect_sent(page)
    page.goto("/dialogue/remontees/")
    page.get_by_role("link", name=re.compile("Aller à l’assemblée")).first.click()
    return page.url


def code(page: Page, sentence: str) -> None:
    page.goto(sentence)
    press(page, "Coder dans la boîte", "link")
    page.locator("#lecture").focus()
    page.keyboard.press("c")
    page.keyboard.type(DOMAIN)
    page.keyboard.press("Enter")
    expect(page.locator(".codings")).to_contain_text(DOMAIN)
    expect(page.locator("#lecture")).to_be_focused()  # the keys act there, once the page is ready
    page.keyboard.press("Enter")
    told(page, "est qualifiée")


def decide(page: Page) -> None:
    """The domain becomes a priority, with a reason; the list is adopted and signed."""
    page.goto("/priorites/decider/")
    press(page, "Ouvrir la liste à décider", "link")
    room = page.url
    page.goto(f"{room}domaines/{DOMAIN}/")
    page.get_by_label("prioritaire", exact=True).check()
    page.get_by_label("Rang demandé").fill("1")
    page.get_by_label("Motif de l’écart").fill("Les assemblées en ont parlé ; la Fédération s’y est engagée.")
    press(page, "Enregistrer")
    page.goto(f"{room}adopter/")
    page.get_by_label("Date de la séance").fill(timezone.localdate().isoformat())
    for label, count in (("membres", 21), ("présent", 17), ("pour", 15), ("contre", 1), ("abstentions", 1)):
        page.get_by_label(re.compile(label, re.IGNORECASE)).first.fill(str(count))
    press(page, "Adopter et signer")
    expect(page.locator("h1")).to_have_text("Liste adoptée")
    expect(page.locator("main")).to_contain_text("Les assemblées en ont parlé")


def engage(page: Page, administrator: Page) -> str:
    """An action under the axis, a new measure; the version is submitted, adopted, published. The address of the action."""
    page.goto(f"/referentiel/axes/{DOMAIN}/")
    press(page, "Ajouter une action", "link")
    page.locator("#id_title").fill(ACTION)
    press(page, "Ajouter l’action")
    expect(page.locator("h1")).to_contain_text(ACTION)
    action = page.url
    page.goto(f"/referentiel/indicateurs/{INDICATOR}/")
    page.locator("#id_on").fill(timezone.localdate().isoformat())
    page.locator("#id_value").fill("9,4")
    press(page, "Relever")
    expect(page.locator("main")).to_contain_text("9,4")
    page.goto("/referentiel/versions/2/")
    press(page, "Soumettre aux administrateurs")
    administrator.goto("/referentiel/versions/2/adopter/")
    administrator.locator("#id_decision").fill("Le conseil adopte le référentiel 2026.")
    administrator.locator("#id_on").fill(timezone.localdate().isoformat())
    administrator.get_by_role("checkbox").first.check()
    press(administrator, "Adopter ce référentiel")
    administrator.goto("/referentiel/versions/2/publier/")
    press(administrator, "Publier pour toujours")
    told(administrator, "publiée")
    return action


def answer(page: Page, sentence: str) -> None:
    """To the one who spoke, and said aloud in the assembly."""
    page.goto(f"{sentence}etape/etudier/")
    press(page, "Mettre à l’étude")
    page.goto(f"{sentence}etape/repondre/")
    page.get_by_label("acceptée", exact=True).check()
    page.locator("#id_text").fill(ANSWER)
    press(page, "Répondre")
    page.goto(f"{sentence}etape/restituer/")
    press(page, "Dire la réponse")
    told(page, "est restituée")


def test_a_sentence_becomes_a_priority_an_action_and_an_effect_told_back(as_):
    delegate, manager, administrator = as_(DELEGATE), as_(MANAGER), as_(ADMINISTRATOR)
    sentence = say(delegate)
    code(as_(RAPPORTEUR), sentence)
    decide(administrator)
    action = engage(manager, administrator)
    answer(manager, sentence)

    delegate.goto("/")
    delegate.get_by_role("link", name=re.compile("Aller à l’assemblée")).first.click()
    assert delegate.url == sentence
    expect(delegate.locator("main")).to_contain_text(ANSWER)
    press(delegate, "À quoi a-t-elle servi ?", "link")
    thread = delegate.url
    stages = {
        "Entendu": "Aller à l’assemblée",
        "Rattaché": DOMAIN,
        "Décidé": "rang 1",
        "Engagé": "Réduire nos émissions d’un tiers",
        "Fait": ACTION,
        "Mesuré": "9,4",
        "Répondu": "car partira",
    }
    for stage, words in stages.items():
        place = delegate.locator(".thread-stage", has=delegate.get_by_role("heading", name=stage))
        expect(place).to_contain_text(words)
        for href in place.locator("a").evaluate_all("links => links.map(link => link.href)"):
            response = delegate.goto(href)
            assert response is not None and response.ok, href
            back = delegate.locator("main a[href*='/fil/']")
            assert href == sentence or back.count(), f"{stage}: {href} leads nowhere"
            delegate.goto(thread)
    for end in (action, f"/referentiel/indicateurs/{INDICATOR}/", f"/referentiel/engagements/{COMMITMENT}/"):
        delegate.goto(end)
        delegate.locator("main a[href*='/fil/']").first.click()
        expect(delegate.locator("main")).to_contain_text("Aller à l’assemblée")

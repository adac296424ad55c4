"""A delegate in an assembly: votes on a phone, amends the minutes; the secretary compares the two texts."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import DESK, PHONE, assert_axe_clean, sign_in

DELEGATE, MANAGER = "delegue@demo.example", "responsable@demo.example"
HAND = {"width": 390, "height": 844}


def follow_to(page: Page, when: str, tab: str) -> None:
    """A tab of the séance of Bretagne that the list shows first."""
    page.goto(f"/dialogue/seances/?quand={when}")
    page.locator(".sessions tbody a").first.click()
    page.get_by_role("navigation", name="Pages de la séance").get_by_role("link", name=tab).click()


def test_a_delegate_votes_with_the_thumb_and_only_once(open_page):
    page = open_page(viewport=HAND, has_touch=True)
    sign_in(page, DELEGATE)
    follow_to(page, "a-venir", "Scrutins")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Qu’est-ce qui compte le plus ?")
    target = page.locator(".slip-levels .chip").first.bounding_box()
    assert target is not None
    assert min(target["width"], target["height"]) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") <= HAND["width"]
    assert_axe_clean(page, theme="dark")
    rows = page.locator(".slip-row")
    for position in range(rows.count()):
        level = "input[value='3']" if position else "input[value='sans-avis']"
        rows.nth(position).locator(f"label:has({level})").click()
        expect(rows.nth(position).locator(level)).to_be_checked()
    page.get_by_role("button", name="Voter").click()
    expect(page.locator("main")).to_contain_text("Votre bulletin est dans l’urne")
    expect(page.locator(".slip")).to_have_count(0)
    assert_axe_clean(page, theme="light")
    page.reload()
    expect(page.locator("main")).to_contain_text("Votre bulletin est dans l’urne")
    expect(page.locator(".outcome")).to_have_count(0)


def test_a_slip_works_without_javascript(open_page):
    page = open_page(viewport=HAND, java_script_enabled=False)
    sign_in(page, DELEGATE)
    follow_to(page, "a-venir", "Scrutins")
    page.locator("tbody a").first.click()
    expect(page.locator("main")).to_contain_text("urne")


def test_a_delegate_amends_and_the_secretary_compares(open_page):
    page = open_page(viewport=HAND)
    sign_in(page, DELEGATE)
    follow_to(page, "passees", "Compte rendu")
    page.get_by_role("link", name="Amender le paragraphe 1").click()
    text = page.get_by_label("Le texte que vous proposez")
    before = text.input_value()
    text.fill(before.replace("s’ouvre", "commence"))
    page.get_by_role("button", name="Proposer").click()
    expect(page.locator("#messages")).to_contain_text("Votre amendement est proposé.")
    desk = open_page(viewport=DESK)
    sign_in(desk, MANAGER)
    desk.goto(page.url)
    desk.get_by_role("link", name="Amendement 3").click()
    expect(desk.locator(".diff del")).to_have_text("s’ouvre")
    expect(desk.locator(".diff ins")).to_have_text("commence")
    assert_axe_clean(desk, viewport=PHONE, theme="dark")
    desk.get_by_label("écarter").check()
    desk.get_by_label("Motif").fill("Le mot figure dans nos statuts.")
    desk.get_by_role("button", name="Trancher").click()
    expect(desk.locator("#messages")).to_contain_text("L’amendement est écarté.")
    page.reload()
    expect(page.locator("main")).to_contain_text("Le mot figure dans nos statuts.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_sessions_are_accessible(open_page, theme):
    page = open_page()
    sign_in(page, MANAGER)
    addresses = [
        "/dialogue/seances/?quand=toutes",
        "/dialogue/seances/calendrier/",
        "/dialogue/seances/abonnement/",
    ]
    page.goto("/dialogue/seances/?quand=passees&assemblee=AT-R53")
    found = page.locator(".sessions tbody a").first.get_attribute("href") or ""
    addresses += ["/dialogue/seances/?q=introuvable", "/dialogue/seances/nouvelle/", found]
    addresses += [f"{found}{end}" for end in ("modifier/", "presences/", "presences/relever/", "clore/")]
    addresses += [
        f"{found}{end}" for end in ("compte-rendu/", "compte-rendu/versions/", "votes/", "votes/ouvrir/")
    ]
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        for viewport in (PHONE, DESK):
            assert_axe_clean(page, viewport=viewport, theme=theme)
            assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], address

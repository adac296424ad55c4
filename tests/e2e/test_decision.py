"""An administrator tries, keeps a scenario, settles a domain; the pages are accessible in both themes and at 320 px."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import PHONE, assert_axe_clean, sign_in

ADMINISTRATOR = "administrateur@demo.example"
ROOM = "/priorites/decider/"


def test_an_administrator_moves_a_weight_and_keeps_what_it_gives(open_page):
    page = open_page()
    sign_in(page, ADMINISTRATOR)
    page.goto(ROOM)
    page.get_by_role("navigation", name="Pages des priorités").get_by_role("link", name="Et si ?").click()
    expect(page.locator(".trial-sentence")).to_contain_text("Rien n’est encore essayé")
    slider = page.get_by_label(re.compile("Part de l’impact"))
    slider.focus()
    for _each in range(40):
        slider.press("ArrowLeft")
    expect(page.locator("output").first).to_contain_text("20")
    expect(page.locator(".trial-sentence")).to_contain_text("premiers")
    page.get_by_label("Associations").select_option("sans")
    expect(page.locator("#resultat input[name=trial]")).to_have_value(re.compile("g-SH07=sans"))
    page.get_by_label("Nom du scénario").fill("Importance d’abord, sans les associations")
    page.get_by_role("button", name="Garder ce scénario").click()
    expect(page.locator("#messages")).to_contain_text("Le scénario est enregistré.")
    expect(page.get_by_label("Associations")).to_have_value("sans")
    page.get_by_role("button", name="Supprimer le scénario").click()
    expect(page.locator("#messages")).to_contain_text("Le scénario est supprimé.")


def test_a_trial_works_without_javascript(open_page):
    page = open_page(java_script_enabled=False)
    sign_in(page, ADMINISTRATOR)
    page.goto("/priorites/et-si/")
    page.get_by_label("Associations").select_option("3")
    page.get_by_role("button", name="Voir le résultat").click()
    expect(page.locator(".trial-sentence")).to_contain_text("premiers")
    expect(page.get_by_label("Associations")).to_have_value("3")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_the_decision_are_accessible(open_page, theme):
    page = open_page()
    sign_in(page, ADMINISTRATOR)
    page.goto(ROOM)
    decision = page.get_by_role("link", name="Ouvrir la liste à décider").get_attribute("href")
    for address in (
        ROOM,
        "/priorites/et-si/?impact=20",
        "/priorites/comparer/",
        "/priorites/desaccords/",
        f"{decision}",
        f"{decision}adopter/",
        f"{decision}domaines/6.7.8/",
    ):
        page.goto(address)
        assert_axe_clean(page, theme=theme)
        if theme == "light":
            page.set_viewport_size(PHONE)
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], address
            page.set_viewport_size({"width": 1280, "height": 900})

"""The room « Impacts » in a browser: pages of one impact, two writers, an act undone, the map by keyboard."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.test_accessibility import assert_no_sideways_scroll
from tests.support.browser import DESK, PHONE, assert_axe_clean, assert_axe_clean_everywhere, sign_in

MANAGER, RAPPORTEUR = "responsable@demo.example", "rapporteur@demo.example"


def first_impact(page: Page, query: str) -> str:
    page.goto(f"/impacts/?{query}")
    return page.locator(".impact-table th[scope=row] a").first.get_attribute("href") or ""


def test_pages_of_an_impact_are_accessible(open_page):
    for who, query in (
        (MANAGER, "etat=cote"),
        (RAPPORTEUR, "etat=cote-par-moi"),
        (RAPPORTEUR, "etat=a-coter-par-moi"),
    ):
        page: Page = open_page()
        sign_in(page, who)
        impact = first_impact(page, query)
        for address in (impact, f"{impact}modifier/", f"{impact}retirer/"):
            page.goto(address)
            assert_axe_clean_everywhere(page)
            assert_no_sideways_scroll(page)


def test_an_impact_is_identified_counted_and_undone(open_page, watch):
    watch.expect("422")
    page: Page = open_page()
    sign_in(page, MANAGER)
    page.goto("/impacts/nouveau/?domaine=6.7.8&partie=SH02&sens=negative")
    page.get_by_label("potentiel").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page).to_have_title(re.compile("^Erreur"))
    assert_axe_clean(page, viewport=PHONE, theme="light")
    page.get_by_label("Description").fill("Des délais de réponse trop longs.")
    expect(page.locator(".counter")).to_have_text(re.compile(r"^33 / 2.000$"))
    page.get_by_role("button", name="Enregistrer et en identifier un autre").click()
    expect(page.locator("#messages")).to_contain_text("est identifié")
    expect(page.get_by_label("Domaine d’action")).to_have_value(re.compile(r"\d+"))
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("#messages")).to_contain_text("C’est annulé")


def test_two_writers_meet_and_the_second_loses_nothing(open_page, watch):
    watch.expect("409")
    chloe, bruno = open_page(), open_page()
    sign_in(chloe, MANAGER)
    sign_in(bruno, RAPPORTEUR)
    impact = first_impact(chloe, "etat=a-coter")
    for page in (chloe, bruno):
        page.goto(f"{impact}modifier/")
    before = chloe.get_by_label("Description").input_value()
    bruno.get_by_label("Description").fill("Le texte de Bruno.")
    bruno.get_by_role("button", name="Enregistrer").click()
    chloe.get_by_label("Description").fill("Le texte de Chloé.")
    chloe.get_by_role("button", name="Enregistrer").click()
    expect(chloe.locator(".meeting")).to_contain_text("Le texte de Bruno.")
    expect(chloe.get_by_label("Description")).to_have_value("Le texte de Chloé.")
    assert_axe_clean(chloe, viewport=DESK, theme="dark")
    chloe.get_by_label("Description").fill(before)
    chloe.get_by_role("button", name="Enregistrer").click()
    expect(chloe.locator(".impact-text")).to_have_text(before)


def test_the_map_leads_by_keyboard_from_a_hole_to_the_declaration(page):
    sign_in(page, RAPPORTEUR)
    page.goto("/impacts/couverture/?manque=1")
    hole = page.locator("a.coverage-missing").first
    hole.focus()
    page.keyboard.press("Enter")
    expect(page.locator("input[name=parties]:checked")).to_have_count(1)
    page.get_by_label("Motif").fill("Rien dans les remontées de l’année.")
    page.get_by_role("button", name="Déclarer aucun impact").click()
    expect(page.locator("#messages")).to_contain_text("est déclaré")
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("#messages")).to_contain_text("C’est annulé")

"""The référentiel in a real browser: its pages, its board under the mouse and under the keyboard, its public page."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.test_accessibility import assert_no_sideways_scroll
from tests.support.browser import DESK, PHONE, assert_axe_clean, sign_in

MANAGER = "responsable@demo.example"
PAGES = (
    "",
    "engagements/ENG4/",
    "engagements/ENG4/modifier/",
    "axes/6.5.5/",
    "axes/nouvel/",
    "actions/",
    "actions/?q=introuvable",
    "actions/tableau/",
    "actions/calendrier/",
    "actions/dependances/",
    "actions/A-010/",
    "actions/A-010/modifier/",
    "indicateurs/",
    "indicateurs/IND-06/",
    "indicateurs/nouveau/",
    "indicateurs/importer/",
    "bonnes-pratiques/",
    "bonnes-pratiques/nouvelle/",
    "versions/",
    "versions/1/",
    "versions/2/",
    "versions/2/comparer/1/",
    "public/",
)


def test_the_pages_are_accessible(open_page):
    """Each page at one width per theme, and its width on a phone."""
    page: Page = open_page()
    sign_in(page, MANAGER)
    for address in PAGES:
        page.goto(f"/referentiel/{address}")
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        assert_axe_clean(page, viewport=DESK, theme="light")
        assert_axe_clean(page, viewport=PHONE, theme="dark")
        assert_no_sideways_scroll(page)
        assert page.locator("h1").count() == 1


def test_the_public_page_needs_no_account(open_page):
    page: Page = open_page(viewport=PHONE)
    page.goto("/referentiel/public/")
    expect(page.locator("h1")).to_have_text("Référentiel 2025")
    expect(page.locator(".promise")).to_have_count(7)
    with page.expect_download() as found:
        page.get_by_role("link", name="Télécharger le texte à vérifier").click()
    assert found.value.suggested_filename == "referentiel-1.json"


def test_a_card_moves_by_the_mouse_and_by_its_list(open_page):
    page: Page = open_page()
    sign_in(page, MANAGER)
    page.goto("/referentiel/actions/tableau/?q=A-014")
    card = page.locator(".card-action", has_text="A-014")
    card.drag_to(page.locator("#colonne-running"))
    expect(page.locator("[data-state=running]")).to_contain_text("A-014")
    expect(page.locator("#messages")).to_contain_text("A-014 est passée à")
    chosen = page.get_by_label("Nouvel état de A-014")
    chosen.focus()
    chosen.select_option("todo")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-state=todo]")).to_contain_text("A-014")


def test_a_card_that_stops_asks_why(open_page):
    page: Page = open_page()
    sign_in(page, MANAGER)
    page.goto("/referentiel/actions/tableau/?q=A-021")  # alone, so that nothing scrolls under the mouse
    page.locator(".card-action", has_text="A-021").drag_to(page.locator("#colonne-blocked"))
    page.wait_for_url(re.compile(r"/actions/A-021/.*#avancement"))
    expect(page.locator("#messages")).to_contain_text("Dites pourquoi A-021 s’arrête")
    expect(page.get_by_label("État")).to_have_value("blocked")

"""The sheets under the hand: a digit goes on, arrows move, one click undoes; and everything works without JavaScript."""

import re

from playwright.sync_api import Page, expect

from tests.support.browser import PHONE, assert_axe_clean, sign_in

MANAGER = "responsable@demo.example"
SHEET = "/priorites/criteres/"


def value(page: Page, name: str) -> str:
    return page.locator(f"[name='{name}']").input_value()


def focused(page: Page) -> str | None:
    return page.evaluate("document.activeElement.name")


def test_criteria_are_filled_by_keyboard_saved_and_undone(page):
    sign_in(page, MANAGER)
    page.goto(f"{SHEET}?question=6.2")
    first = page.locator("[name='4.2/objectives']")
    before = first.input_value(), value(page, "4.2/resources"), value(page, "4.3/resources")
    typed = ["0" if old == "1" else "1" for old in before]
    first.focus()
    page.keyboard.press(typed[0])
    assert focused(page) == "4.2/resources"
    page.keyboard.press(typed[1])
    assert focused(page) == "4.2/time"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == "4.3/resources"
    page.keyboard.press(typed[2])
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")  # goes down, saves nothing
    assert focused(page) == "4.4/resources"
    page.get_by_role("button", name="Enregistrer les critères").click()
    expect(page.locator("#messages")).to_contain_text("Les critères sont enregistrés.")
    names = ("4.2/objectives", "4.2/resources", "4.3/resources")
    assert [value(page, name) for name in names] == typed
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("#messages")).to_contain_text("C’est annulé.")
    assert tuple(value(page, name) for name in names) == before


def test_refused_sheet_leads_to_the_cell_and_stays_accessible(page, watch):
    watch.expect("422")
    sign_in(page, MANAGER)
    page.goto(f"{SHEET}?question=6.2")
    page.locator("[name='4.2/ease']").fill("7")
    page.get_by_role("button", name="Enregistrer les critères").click()
    summary = page.locator(".notice-alert")
    expect(summary).to_be_focused()
    expect(page.locator("[name='4.2/ease']")).to_have_attribute("aria-invalid", "true")
    assert_axe_clean(page, viewport=PHONE, theme="dark")
    summary.get_by_role("link").click()
    assert focused(page) == "4.2/ease"


def test_two_browsers_on_one_cell_lose_nothing(open_page, watch):
    watch.expect("409")
    mine, theirs = open_page(), open_page()
    for person, email in ((mine, MANAGER), (theirs, "rapporteur@demo.example")):
        sign_in(person, email)
        person.goto(f"{SHEET}?question=6.3")
    cell = "[name='6.3.6/objectives']"
    old = mine.locator(cell).input_value()
    wanted = [digit for digit in "012" if digit != old][:2]
    theirs.locator(cell).fill(wanted[0])
    theirs.get_by_role("button", name="Enregistrer les critères").click()
    expect(theirs.locator("#messages")).to_contain_text("enregistrés")
    mine.locator(cell).fill(wanted[1])
    mine.get_by_role("button", name="Enregistrer les critères").click()
    expect(mine.locator(".sheet-clash")).to_contain_text(
        re.compile(f"vous\\s: {wanted[1]}, enregistré\\s: {wanted[0]}")
    )
    assert_axe_clean(mine)
    assert mine.locator(cell).input_value() == wanted[1]
    theirs.get_by_role("button", name="Annuler").click()
    expect(theirs.locator("#messages")).to_contain_text("C’est annulé.")


def test_ballot_and_hands_are_entered_and_removed_without_javascript(open_page):
    page: Page = open_page(java_script_enabled=False)
    sign_in(page, MANAGER)
    page.goto("/dialogue/votes/SH02-F/")
    code = value(page, "respondent")
    page.locator("[name='6.7.8']").fill("4")
    page.get_by_role("button", name="Enregistrer, puis bulletin suivant").click()
    expect(page.locator("main")).to_contain_text(f"Le bulletin {code} est enregistré")
    page.get_by_role("button", name="Annuler").click()
    page.goto("/dialogue/votes/SH02-F/mains-levees/?domaine=6.7.8")
    page.locator("[name=batch]").fill("AG-2026-03-12")
    page.locator("[name='6.7.8/4']").fill("12")
    page.get_by_role("button", name="Enregistrer les comptes").click()
    page.get_by_role("link", name="Retirer AG-2026-03-12").click()
    expect(page.locator("main")).to_contain_text("12 votes seront retirés")
    page.get_by_role("button", name="Retirer 12 votes").click()
    expect(page.locator("main")).to_contain_text("Les votes sont retirés")


def test_level_is_given_on_a_phone_and_taken_back(open_page):
    page: Page = open_page(viewport=PHONE)
    sign_in(page, "rapporteur@demo.example")
    page.goto("/diagnostic/?etat=a-evaluer")
    page.locator("tbody a[href^='/diagnostic/']").first.click()
    expect(page.locator("main")).to_contain_text("vous sera montré quand vous aurez donné votre réponse")
    page.get_by_label("Structuré").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("main")).to_contain_text("médiane")
    assert_axe_clean(page, theme="dark")
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("main")).to_contain_text("vous sera montré quand vous aurez donné votre réponse")

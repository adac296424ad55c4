"""The registry in a browser: two people write one stakeholder, many are changed at once, a group is assessed by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_accessibility import assert_no_sideways_scroll
from tests.support.browser import DESK, PHONE, assert_axe_clean, sign_in

MANAGER = "responsable@demo.example"


def test_two_browsers_edit_one_stakeholder_and_lose_nothing(open_page, watch):
    watch.expect("409")
    first, second = open_page(), open_page()
    for page in (first, second):
        sign_in(page, MANAGER)
        page.goto("/parties-prenantes/SH09/modifier/")
    second.get_by_label("Apport").fill("Le texte de la seconde personne.")
    second.get_by_role("button", name="Enregistrer").click()
    expect(second.locator("h1")).to_have_text("Fournisseurs")
    first.get_by_label("Apport").fill("Le texte de la première personne.")
    first.get_by_label("À revérifier tous les").fill("9")
    first.get_by_role("button", name="Enregistrer").click()
    meeting = first.locator(".notice-amber")
    expect(meeting).to_be_focused()
    expect(meeting).to_contain_text("Le texte de la seconde personne.")
    expect(meeting).to_contain_text("Le texte de la première personne.")
    expect(first.get_by_label("Apport")).to_have_value("Le texte de la première personne.")
    expect(first.get_by_label("À revérifier tous les")).to_have_value("9")
    for viewport, theme in ((PHONE, "light"), (DESK, "dark")):
        assert_axe_clean(first, viewport=viewport, theme=theme)
    both = "Le texte de la première personne.\nLe texte de la seconde personne."
    first.get_by_label("Apport").fill(both)
    first.get_by_role("button", name="Enregistrer").click()
    expect(first.locator("main")).to_contain_text("Le texte de la seconde personne.")
    first.get_by_role("link", name="Historique", exact=True).click()
    expect(first.locator(".history li").first).to_contain_text("Le texte de la première personne.")


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without"])
def test_many_are_changed_after_a_preview_and_put_back(open_page, script):
    page: Page = open_page(java_script_enabled=script)
    sign_in(page, MANAGER)
    page.goto("/parties-prenantes/?groupe=SH10")
    for name in ("Collectivités territoriales", "État et autorités de contrôle"):
        page.get_by_label(f"Choisir {name}", exact=True).check()
    page.get_by_role("button", name="Modifier les fiches cochées").click()
    expect(page.locator("main")).to_contain_text(re.compile("2.fiches choisies"))
    page.get_by_label("Suivi par").select_option(label="Bruno Vidal")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.locator("table tbody tr")).to_have_count(2)
    expect(page.locator("table")).to_contain_text("Bruno Vidal")
    page.get_by_role("button", name=re.compile("Modifier 2.fiches")).click()
    expect(page.locator("#messages")).to_contain_text("2 fiches sont modifiées")
    assert "groupe=SH10" in page.url  # the list is as it was left
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("#messages")).to_contain_text("annulé")
    page.goto("/parties-prenantes/SH10-A/")
    expect(page.locator(".facts", has_text="Suivie par")).to_contain_text("personne")


def test_a_group_is_assessed_with_the_keyboard_and_its_effect_follows(open_page):
    page: Page = open_page()
    sign_in(page, MANAGER)
    page.goto("/parties-prenantes/SH11/")
    expect(page.locator("main")).to_contain_text("À qualifier")
    page.get_by_role("link", name="Réévaluer").click()
    unknown = page.get_by_role("group", name="Urgence").get_by_label("non évalué")
    unknown.focus()
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.keyboard.press("ArrowLeft")  # from « non évalué » to 4
    expect(page.get_by_role("group", name="Urgence").get_by_label("4")).to_be_checked()
    expect(page.locator("#effet")).to_contain_text("Incontournable")
    expect(page.locator("#effet")).to_contain_text("Σ r")
    page.get_by_label("Pourquoi ces notes").fill("La Fédération attend notre réponse.")
    page.get_by_role("button", name="Enregistrer l’évaluation").click()
    expect(page.locator("#messages")).to_contain_text("incontournable")
    page.goto("/parties-prenantes/SH11/")
    expect(page.locator(".assessments tbody tr").first).to_contain_text("La Fédération attend notre réponse.")


def test_refusals_and_previews_are_accessible(open_page, watch):
    watch.expect("400|422")
    page: Page = open_page()
    sign_in(page, MANAGER)
    page.goto("/parties-prenantes/?classe=inconnue")
    expect(page).to_have_title(re.compile("^Erreur"))
    check_both_ends(page)
    page.goto("/parties-prenantes/nouvelle/")
    page.get_by_role("button", name="Ajouter au registre").click()
    expect(page.locator(".notice-alert")).to_be_focused()
    check_both_ends(page)
    page.goto("/parties-prenantes/SH09/significativite/")
    page.get_by_label("Évaluée le").fill("2020-01-01")
    page.get_by_role("button", name="Enregistrer l’évaluation").click()
    expect(page).to_have_title(re.compile("^Erreur"))
    check_both_ends(page)
    page.goto("/parties-prenantes/?groupe=SH01")
    page.get_by_label("Choisir Salariés", exact=True).check()
    page.get_by_role("button", name="Modifier les fiches cochées").click()
    check_both_ends(page)
    page.get_by_label("Périmètre").select_option(label="externe")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.locator("del")).to_have_text("interne")
    check_both_ends(page)


def check_both_ends(page: Page) -> None:
    for viewport, theme in ((PHONE, "light"), (DESK, "dark")):
        assert_axe_clean(page, viewport=viewport, theme=theme)
    assert_no_sideways_scroll(page)


def test_the_map_is_read_by_keyboard_and_on_a_phone(open_page):
    page: Page = open_page(viewport=PHONE)
    sign_in(page, "auditeur@demo.example")
    page.goto("/parties-prenantes/carte/")
    figure = page.locator("#carte")
    points = figure.locator("svg a").count()
    figure.locator("summary").click()
    assert figure.locator("table tbody tr").count() == points >= 9
    page.set_viewport_size(DESK)
    figure.locator("svg a").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#poids")).to_contain_text("Ce qu’elle pèse")

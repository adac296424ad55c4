"""The diagnostic with the employees: the responsable prepares it to the results, an employee answers on a phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.support.browser import assert_axe_clean, sign_in

MANAGER = "responsable@demo.example"
PHONE = {"width": 390, "height": 800}
NARROW = {"width": 320, "height": 568}
STEPS = 7


def prepare(page: Page, title: str) -> str:
    """A campaign open today, from the form to its address."""
    today = timezone.localdate()
    page.goto("/diagnostic/campagnes/nouvelle/")
    page.get_by_label("Intitulé").fill(title)
    page.get_by_label("Premier jour").fill(str(today))
    page.get_by_label("Dernier jour").fill(str(today + timedelta(days=20)))
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_label("Sites").fill("Rennes ; 40\nBrest ; 20")
    page.get_by_label("Niveaux de responsabilité").fill("Employé·es\nCadres")
    assert_axe_clean(page)
    page.get_by_role("button", name="Enregistrer le périmètre").click()
    page.get_by_role("button", name="Ouvrir la campagne").click()
    expect(page.locator("#messages")).to_contain_text("La campagne est ouverte")
    return page.url


def codes(page: Page, campaign: str, people: int) -> list[str]:
    page.goto(f"{campaign}invitations/")
    page.get_by_label("Nombre de codes").fill(str(people))
    page.get_by_role("button", name="Préparer les codes").click()
    expect(page.locator(".card-code")).to_have_count(people)
    return [text.replace("-", "") for text in page.locator(".answer-code").all_inner_texts()]


@pytest.fixture
def campaign(open_page) -> tuple[Page, str, list[str]]:
    """(the page of the responsable, the campaign, twelve codes)."""
    page: Page = open_page()
    sign_in(page, MANAGER)
    address = prepare(page, "Ce que nous voyons")
    return page, address, codes(page, address, 12)


def answer_all(page: Page, code: str, label: str, *, watched: bool = False) -> None:
    """From the link to the profile, one answer per step."""
    page.goto(f"/diagnostic/repondre/{code}/")
    _check(page, watched)
    page.get_by_role("button", name="Commencer").click()
    for number in range(1, STEPS + 1):
        expect(page.locator(".answer-progress")).to_contain_text(f"Étape {number}/{STEPS}")
        _check(page, watched)
        page.locator("fieldset").first.get_by_label(label).check()
        page.get_by_role("button", name="Continuer").click()
    _check(page, watched)
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.locator("h1")).to_contain_text("Merci")
    _check(page, watched)


def _check(page: Page, watched: bool) -> None:
    if watched:
        for theme in ("light", "dark"):
            assert_axe_clean(page, viewport=PHONE, theme=theme)
        page.set_viewport_size(NARROW)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
        page.set_viewport_size(PHONE)


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_employee_answers_on_a_phone(open_page, watch, campaign, script):
    watch.expect("410")
    watch.expect("422")
    _manager, _address, given = campaign
    page: Page = open_page(viewport=PHONE, java_script_enabled=script)
    page.goto(f"/diagnostic/repondre/{given[0]}/")
    page.get_by_role("button", name="Commencer").click()
    page.locator("fieldset").nth(1).get_by_role("radio", name="Pas concerné·e").check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("main")).to_contain_text("Dites pourquoi vous n’êtes pas concerné·e.")
    page.locator("fieldset").nth(1).locator("select").select_option("job")
    page.get_by_role("button", name="Reprendre plus tard").click()
    code = page.locator(".answer-code").inner_text()
    page.get_by_role("button", name="Quitter cet appareil").click()
    page.get_by_label("Votre code").fill(code.lower())
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator(".answer-progress")).to_contain_text("Étape 2/7")
    page.get_by_role("button", name="Revenir").click()
    expect(page.locator("fieldset").nth(1).get_by_role("radio", name="Pas concerné·e")).to_be_checked()
    answer_all_from_here(page)
    expect(page.locator(".profile")).to_contain_text("Vous")
    page.get_by_role("button", name="Effacer et quitter").click()
    page.goto(f"/diagnostic/repondre/{given[0]}/")
    expect(page.locator("h1")).to_contain_text("Ce code n’ouvre rien")


def answer_all_from_here(page: Page) -> None:
    for number in range(1, STEPS + 1):
        expect(page.locator(".answer-progress")).to_contain_text(f"Étape {number}/{STEPS}")
        page.locator("fieldset").first.get_by_label("Plutôt oui").check()
        page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Envoyer mes réponses").click()


def test_each_step_is_accessible_and_tells_nobody_where_one_is(open_page, campaign):
    _manager, _address, given = campaign
    page: Page = open_page(viewport=PHONE)
    told: list[str] = []
    page.on("request", lambda request: told.append(request.headers.get("referer", "")))
    answer_all(page, given[1], "En partie", watched=True)
    assert not any(given[1] in referer for referer in told)
    assert not any(re.search(r"/diagnostic/", referer) for referer in told)


def test_the_responsable_goes_from_the_codes_to_published_results(open_page, campaign):
    manager, address, given = campaign
    page: Page = open_page(viewport=PHONE)
    for code in given:
        page.goto(f"/diagnostic/repondre/{code}/")
        page.get_by_role("button", name="Commencer").click()
        page.locator("fieldset").first.get_by_label("Plutôt non").check()
        page.get_by_label("Un mot à ajouter").fill("Écrit par Jeanne." if code == given[0] else "")
        page.get_by_role("button", name="Continuer").click()
        page.goto("/diagnostic/repondre/fin/")
        page.get_by_role("button", name="Envoyer mes réponses").click()
        expect(page.locator("h1")).to_contain_text("Merci")
    manager.goto(address)
    expect(manager.locator(".lede")).to_contain_text("12 réponses")
    assert_axe_clean(manager)
    manager.get_by_role("link", name="Clore la campagne").click()
    manager.get_by_role("button", name="Clore la campagne").click()
    expect(manager.locator("#messages")).to_contain_text("est close")
    manager.get_by_role("link", name="Modérer").click()
    manager.get_by_label("Texte").fill("Écrit par […].")
    assert_axe_clean(manager)
    manager.get_by_role("button", name="Accepter le texte corrigé").click()
    manager.get_by_role("link", name="Revenir à la campagne").click()
    manager.get_by_role("button", name="Publier les résultats").click()
    expect(manager.locator(".heat")).to_contain_text("1")
    assert_axe_clean(manager, theme="dark")
    manager.get_by_role("link", name="Gouvernance").first.click()
    expect(manager.locator(".spread").first).to_contain_text("12")
    assert_axe_clean(manager)
    manager.go_back()
    with manager.expect_download() as file:
        manager.get_by_role("button", name="Réponses CSV").click()
    assert file.value.suggested_filename == "diagnostic-2026-interne.csv"

"""A consultation of the outside: a supplier answers by a code without an account, the responsable publishes the results."""

from datetime import timedelta

import pypdf
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.support.browser import assert_axe_clean, sign_in

MANAGER = "responsable@demo.example"
PHONE = {"width": 390, "height": 800}
NARROW = {"width": 320, "height": 568}


@pytest.fixture
def consultation(open_page) -> tuple[Page, str]:
    """(the page of the responsable, the consultation): prepared from a model and opened."""
    page: Page = open_page()
    sign_in(page, MANAGER)
    today = timezone.localdate()
    page.goto("/dialogue/consultations/nouvelle/")
    page.get_by_label("Votre avis de fournisseur").check()
    page.get_by_label("Premier jour").fill(str(today))
    page.get_by_label("Dernier jour").fill(str(today + timedelta(days=20)))
    assert_axe_clean(page)
    page.get_by_role("button", name="Préparer la consultation").click()
    page.get_by_role("button", name="Ouvrir la consultation").click()
    expect(page.locator("#messages")).to_contain_text("La consultation est ouverte")
    return page, page.url


def codes(page: Page, address: str, people: int, tmp_path) -> list[str]:
    """Those of the letters, as they are printed."""
    page.goto(f"{address}invitations/")
    assert_axe_clean(page)
    page.get_by_label("Ou nombre de lettres sans nom").fill(str(people))
    with page.expect_download() as file:
        page.get_by_role("button", name="Préparer les lettres (PDF)").click()
    path = tmp_path / "lettres.pdf"
    file.value.save_as(path)
    words = [word for sheet in pypdf.PdfReader(path).pages for word in sheet.extract_text().split()]
    return [word.replace("-", "") for word in words if word.count("-") == 5]


def watch_page(page: Page) -> None:
    for theme in ("light", "dark"):
        assert_axe_clean(page, viewport=PHONE, theme=theme)
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]
    page.set_viewport_size(PHONE)


def answer(page: Page, code: str, *, watched: bool = False) -> None:
    """From the link to the receipt, through a wrong answer and a question that another one opens."""
    look = watch_page if watched else lambda _page: None
    page.goto(f"/consultation/{code}/")
    look(page)
    page.get_by_role("button", name="Commencer").click()
    page.locator("fieldset").first.get_by_label("Essentiel").check()
    look(page)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("main")).to_contain_text("Répondez à cette question pour continuer.")
    look(page)
    page.get_by_label("De un à cinq ans").check()
    page.get_by_label("Des délais de paiement qui pèsent").check()
    page.get_by_role("button", name="Continuer").click()
    expect(page.locator("main")).to_contain_text("Quand êtes-vous payés")
    page.get_by_label("Avec quelques jours de retard").check()
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Que pourrions-nous faire ensemble").fill("Un planning partagé.")
    look(page)
    page.get_by_role("button", name="Continuer").click()
    page.get_by_label("Rang 1").select_option("b")
    look(page)
    page.get_by_role("button", name="Continuer").click()
    look(page)
    page.get_by_role("button", name="Envoyer mes réponses").click()
    expect(page.locator("h1")).to_contain_text("Merci, votre réponse est enregistrée")
    look(page)


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_supplier_answers_by_a_code_without_an_account(open_page, watch, consultation, tmp_path, script):
    watch.expect("410")
    watch.expect("422")
    manager, address = consultation
    (code,) = codes(manager, address, 1, tmp_path)
    page: Page = open_page(viewport=PHONE, java_script_enabled=script)
    told: list[str] = []
    page.on("request", lambda request: told.append(request.headers.get("referer", "")))
    answer(page, code, watched=script)
    assert not any("/consultation/" in referer for referer in told), "no page tells where one comes from"
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Français").click()
    page.get_by_role("link", name="Retirer ma réponse").click()
    page.get_by_role("button", name="Retirer ma réponse").click()
    expect(page.locator(".lede")).to_contain_text("Votre réponse est retirée")
    page.goto(f"/consultation/{code}/")
    expect(page.locator("h1")).to_contain_text("Ce code n’ouvre rien")


def test_the_responsable_goes_from_a_model_to_published_results(open_page, watch, consultation, tmp_path):
    watch.expect("422")
    manager, address = consultation
    page: Page = open_page(viewport=PHONE)
    for code in codes(manager, address, 6, tmp_path):
        answer(page, code)
    manager.goto(address)
    expect(manager.locator(".lede")).to_contain_text("6 réponses")
    assert_axe_clean(manager)
    manager.get_by_role("link", name="Clore la consultation").click()
    manager.get_by_role("button", name="Clore la consultation").click()
    expect(manager.locator("#messages")).to_contain_text("est close")
    manager.get_by_label("Refuser les cadeaux").check()
    assert_axe_clean(manager, theme="dark")
    manager.get_by_role("button", name="Publier ces résultats").click()
    expect(manager.locator(".lede")).to_contain_text("6 réponses, pour 6 personnes invitées.")
    assert_axe_clean(manager)
    with manager.expect_download() as file:
        manager.get_by_role("button", name="Réponses CSV").click()
    assert file.value.suggested_filename == "consultation-fournisseurs-2026-interne.csv"

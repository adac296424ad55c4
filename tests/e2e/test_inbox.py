"""The inbox under real hands: twenty remontées by the keyboard alone, passages by keys, mouse and no script at all."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import DESK, PHONE, assert_axe_clean, assert_axe_clean_everywhere, sign_in
from tests.support.portal import Portal

INBOX = "/dialogue/boite/"
RAPPORTEUR, DELEGATE = "rapporteur@demo.example", "delegue@demo.example"
WANTED = 20
KEYS_PER_REMONTEE, KEYS_TO_ENTER = 5, 5
TEXTS = (
    "Le remboursement d’optique arrive après un mois, les familles avancent l’argent. Le téléphone ne répond pas.",
    "Plusieurs adhérents disent ne pas comprendre la hausse de la cotisation sur l’avis d’échéance.",
    "Les conseillères de l’agence subissent des insultes au guichet et demandent une formation.",
    "Une permanence de prévention du diabète est attendue dans la commune avant l’été.",
    "Peut-on savoir ce que deviennent les données de santé confiées au prestataire ?",
)


@pytest.fixture(scope="module", autouse=True)
def _heard(demo: Portal, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Sentences that nobody read yet, in Corse: the tests of other rooms count those of Bretagne."""
    head = "reference;date;territory;session;stakeholder;domains;kind;author;text"
    lines = [
        f"CLAVIER-{n:02d};2026-11-{1 + n % 20:02d};R94;;SH01;;concern;R94-D01;{TEXTS[n % len(TEXTS)]}"
        for n in range(WANTED + 6)
    ]
    lines += [
        f"ENSEMBLE-{n};2026-10-0{n};R94;;SH01;;concern;R94-D01;Le guichet de Bastia ferme à midi le samedi."
        for n in (1, 2)
    ]
    file = Path(tmp_path_factory.mktemp("remontees")) / "feedback.csv"
    file.write_text("\n".join([head, *lines]) + "\n", "utf-8")
    demo.manage("import_data", str(file), "--cycle", "2026")


class Hand:
    """Counts what it types."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def press_and_wait(self, key: str) -> None:
        with self.page.expect_navigation():
            self.press(key)


def reading(page: Page) -> Locator:
    return page.locator("#lecture")


def reference(page: Page) -> str:
    return page.locator("#ouverte").inner_text()


def open_inbox(page: Page, query: str = "?territoire=R94") -> Page:
    sign_in(page, RAPPORTEUR)
    page.goto(INBOX + query)
    return page


def open_one(page: Page, number: int) -> Page:
    """One of the sentences above, which each test keeps to itself."""
    open_inbox(page, f"?q=CLAVIER-{number:02d}")
    page.goto(f"{page.url}#lecture")
    reading(page).focus()
    return page


def test_twenty_remontees_are_qualified_by_the_keyboard_alone(page, capsys):
    open_inbox(page, "?territoire=R94&tri=recentes")
    hand = Hand(page)
    hand.press("Tab", "Enter")  # « Aller au contenu »
    while page.evaluate("document.activeElement.getAttribute('href')") != "#lecture":
        hand.press("Tab")
    hand.press("Enter")  # « Commencer la lecture »
    expect(reading(page)).to_be_focused()
    way_in = hand.keys
    done = []
    for _each in range(WANTED):
        before = reference(page)
        if not page.locator(".codings li").count():
            if page.locator("[data-key='1']").count():
                hand.press_and_wait("1")
            else:
                hand.press("c", *"6.7.8")
                hand.press_and_wait("Enter")
        expect(reading(page)).to_be_focused()
        hand.press_and_wait("Enter")
        expect(page.locator("#messages")).to_contain_text("est qualifiée")
        assert reference(page) != before
        done.append(before)
    with capsys.disabled():
        keys = hand.keys - way_in
        print(
            f"\n{keys} touches pour {WANTED} remontées : {keys / WANTED:.2f} par remontée, {way_in} pour entrer"
        )
    assert len(set(done)) == WANTED
    assert keys <= KEYS_PER_REMONTEE * WANTED
    assert way_in <= KEYS_TO_ENTER
    for one in done[:3]:
        page.goto(f"{INBOX}?q={one}")
        expect(page.locator(".reading-facts .tag").first).to_have_text("qualifiée")


def test_a_passage_is_chosen_with_the_arrows(page):
    open_one(page, 20)
    hand = Hand(page)
    hand.press("s")
    expect(page.locator("[data-passages]")).to_be_focused()
    hand.press("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    expect(page.locator("[data-passage-text]")).to_have_text("remboursement d’optique arrive")
    expect(page.locator("#announcer")).to_have_text("remboursement d’optique arrive")
    hand.press("c", *"6.7.8")
    hand.press_and_wait("Enter")
    expect(page.locator("mark.passage")).to_have_text("remboursement d’optique arrive")
    expect(page.locator(".passage-code")).to_have_text("6.7.8")
    # a second passage, past the code that stands in the text
    page.locator("[data-passages]").focus()
    hand.press("End", "Shift+ArrowLeft", "Shift+ArrowLeft")
    expect(page.locator("[data-passage-text]")).to_have_text("ne répond pas.")
    hand.press("c", *"6.7.6")
    hand.press_and_wait("Enter")
    expect(page.locator("mark.passage").nth(1)).to_have_text("ne répond pas.")


def test_a_passage_is_chosen_with_the_mouse_and_let_go(page):
    open_one(page, 21)
    page.locator("[data-passages]").dblclick(position={"x": 60, "y": 12})
    expect(page.locator("[data-passage]")).to_be_visible()
    word = page.locator("[data-passage-text]").inner_text()
    assert re.fullmatch(r"\S+", word)
    page.locator("[data-passage-clear]").click()
    expect(page.locator("[data-passage]")).to_be_hidden()
    page.locator("[data-passages]").dblclick(position={"x": 60, "y": 12})
    with page.expect_navigation():
        page.locator("[data-coding] .btn").first.click()
    expect(page.locator("mark.passage")).to_have_text(word)


def test_keys_act_only_in_the_reading(page):
    open_inbox(page)
    address = page.url
    search = page.locator("#id_q")
    search.focus()
    page.keyboard.type("j1kmac?")
    expect(search).to_have_value("j1kmac?")
    page.locator("h1").click()
    for key in ("j", "1", "m", "Enter", "?"):
        page.keyboard.press(key)
    assert page.url == address
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_neighbours_help_and_merging_have_a_key(page):
    open_inbox(page)
    reading(page).focus()
    hand, first = Hand(page), reference(page)
    hand.press_and_wait("j")
    assert reference(page) != first
    hand.press_and_wait("ArrowUp")
    assert reference(page) == first
    hand.press("?")
    dialog = page.locator("dialog[open]")
    expect(dialog).to_contain_text("remontée suivante")
    assert_axe_clean(page)
    hand.press("Escape")
    expect(dialog).to_have_count(0)
    reading(page).focus()
    hand.press_and_wait("m")
    expect(page.locator("h1")).to_contain_text("La même chose dite deux fois")


def test_without_script_a_remontee_is_coded_and_validated(open_page: Callable[..., Page]):
    page = open_page(java_script_enabled=False)
    open_inbox(page, "?q=CLAVIER-22")
    page.locator("select[name=domain]").select_option(label="6.7.8 Accès aux services essentiels")
    page.get_by_role("button", name="Coder", exact=True).click()
    expect(page.locator(".codings")).to_contain_text("6.7.8")
    page.get_by_role("button", name="Valider la qualification").click()
    expect(page.locator("#messages")).to_contain_text("CLAVIER-22")


def test_words_are_masked_from_the_selection(page):
    open_one(page, 23)
    page.get_by_role("link", name="Masquer").click()
    page.locator("[data-passages]").focus()
    for key in ("ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    field = page.locator("input[name=passage]")
    hidden = field.input_value()
    assert hidden
    page.get_by_label("nom d’une personne").check()
    page.get_by_role("button", name="Masquer pour toujours").click()
    expect(reading(page)).to_contain_text("[masqué]")
    assert hidden not in page.locator(".reading-text").inner_text()


def test_many_are_treated_together_and_undone(page):
    open_inbox(page, "?q=guichet+Bastia")
    boxes = page.locator("input[name=remontee]")
    expect(boxes).to_have_count(2)
    for n in range(2):
        boxes.nth(n).check()
    page.get_by_role("button", name="Traiter ensemble").click()
    expect(page.locator(".lede")).to_contain_text("2 remontées choisies")
    assert_axe_clean_everywhere(page)
    page.set_viewport_size(DESK)
    page.locator("select[name=act]").select_option("coder")
    page.locator("select[name=domain]").select_option(label="6.7.8 Accès aux services essentiels")
    page.get_by_role("button", name="Traiter ces 2 remontées").click()
    expect(page.locator("#messages")).to_contain_text("codées 6.7.8")
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("#messages")).to_contain_text("C’est annulé")


def test_pages_of_the_answer_are_accessible(open_page: Callable[..., Page]):
    page = open_page()
    open_inbox(page, "?etat=answered")
    answered = page.locator("#ouverte a").get_attribute("href") or ""
    page.goto(f"{INBOX}?etat=under_review")
    review = page.locator("#ouverte a").get_attribute("href") or ""
    for address in (
        INBOX,
        f"{INBOX}?etat=toutes&tri=recentes",
        f"{INBOX}?q=introuvable",
        "/dialogue/boite/ensemble/",
        answered,
        f"{answered}etape/restituer/",
        f"{review}etape/repondre/",
        f"{review}rapprocher/",
        f"{review}masquer/",
        f"{answered}contre-epreuve/",
        "/dialogue/territoires/R53/fiche/",
        "/dialogue/courriels/",
    ):
        assert_clean(page, address)


def test_pages_of_the_author_are_accessible(open_page: Callable[..., Page]):
    page = open_page()
    sign_in(page, DELEGATE)
    page.goto("/")
    own = page.locator(".fate a").first.get_attribute("href") or ""
    for address in ("/", own, f"{own}contester/", f"{own}avis/", "/dialogue/territoires/R53/fiche/"):
        assert_clean(page, address)


def assert_clean(page: Page, address: str) -> None:
    page.goto(address)
    assert_axe_clean_everywhere(page)
    page.set_viewport_size(PHONE)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"], f"{address}: {width} px wide"
    assert page.locator("h1").count() == 1

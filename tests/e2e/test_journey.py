"""The main job as a person does it: sign in, compile with live progress, read the priorities, download the report."""

import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import DESK, sign_in

MANAGER = "responsable@demo.example"


@pytest.mark.parametrize("viewport", [DESK, {"width": 390, "height": 844}], ids=["1280", "390"])
def test_manager_compiles_the_ranking_and_reads_it(open_page, viewport):
    page: Page = open_page(viewport=viewport)
    sign_in(page, MANAGER)
    page.goto("/norme/")
    expect(page.locator("h1")).to_contain_text("ISO 26000")
    assert page.locator("a[href^='/norme/domaines/']").count() >= 45
    page.goto("/priorites/")
    before = page.locator("main").inner_text()
    page.get_by_role("button", name="Compiler maintenant").click()
    job = page.locator(".job")
    expect(job).to_be_visible()
    expect(job.get_by_role("link", name="Voir le résultat")).to_be_visible(timeout=60_000)
    job.get_by_role("link", name="Voir le résultat").click()
    page.wait_for_url(re.compile("/priorites/classements/"))
    expect(page.get_by_role("heading", name="Domaines prioritaires")).to_be_visible()
    expect(page.locator(".rank-table").first).to_contain_text("solide")
    assert "ne peuvent pas être classés" in page.locator("main").inner_text()
    assert before  # the page said something before too
    with page.expect_download() as download:
        page.goto(page.url + "calcul/")
        page.get_by_role("link", name="JSON").click()
    document = json.loads(download.value.path().read_text("utf-8"))
    assert (document["schema"], document["cycle"], len(document["domains"])) == ("rse-ranking/1", "2026", 45)


@pytest.mark.parametrize(("label", "magic"), [("PDF", b"%PDF-"), ("XLSX", b"PK")])
def test_manager_downloads_the_report(open_page, label, magic):
    page: Page = open_page()
    sign_in(page, MANAGER)
    page.goto("/rapports/")
    page.get_by_label(re.compile(label)).check()
    page.get_by_role("button", name="Compiler le rapport").click()
    link = page.locator(".job").get_by_role("link", name="Télécharger")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    content = download.value.path().read_bytes()
    assert content.startswith(magic)
    assert label != "XLSX" or zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_why_opens_the_numbers_behind_a_rank(page):
    sign_in(page, "administrateur@demo.example")
    page.goto("/priorites/")
    page.locator(".rank-table a").first.click()
    expect(page.get_by_role("heading", name="La formule, avec ses nombres")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Significativité = 100 ×")


def test_the_cycle_switch_shows_a_past_ranking(page):
    sign_in(page, MANAGER)
    page.goto("/priorites/")
    with page.expect_navigation():
        page.locator("#rail-cycle").select_option("2024")
    assert "exercice=2024" in page.url
    expect(page.locator("h1")).to_have_text("Priorités")
    expect(page.locator("main")).not_to_contain_text("Compiler maintenant")


def test_everything_is_read_and_submitted_without_javascript(open_page, watch):
    page: Page = open_page(java_script_enabled=False)
    sign_in(page, MANAGER)
    page.goto("/priorites/")
    expect(page.locator(".rank-table").first).to_be_visible()
    page.get_by_role("button", name="Compiler maintenant").click()
    page.goto("/traitements/")
    expect(page.locator("table")).to_contain_text("Classement – Exercice 2026")
    page.locator("#rail-cycle").select_option("2025")
    page.get_by_role("button", name="Changer d’exercice").click()
    assert "exercice=2025" in page.url


def test_whoever_still_scores_is_told_what_comes_first(page):
    sign_in(page, "rapporteur@demo.example")
    page.goto("/priorites/")
    expect(page.locator("main")).to_contain_text(re.compile(r"Il vous reste \d+ impacts à coter"))
    expect(page.get_by_role("button", name="Compiler maintenant")).to_have_count(0)


def test_manager_follows_the_panel_and_reminds_one_person_without_javascript(open_page):
    page: Page = open_page(java_script_enabled=False)
    sign_in(page, MANAGER)
    page.get_by_role("link", name="Conduire l’exercice, relancer le panel").click()
    row = page.locator(".panel tbody tr", has_text="Nadia")
    row.get_by_role("button", name="Relancer").click()
    expect(page.locator("#messages")).to_contain_text("Le rappel part.")
    for _attempt in range(60):
        page.goto("/exercice/")
        if not row.get_by_role("button", name="Relancer").count():
            break
        page.wait_for_timeout(500)
    expect(row.get_by_role("button", name="Relancer")).to_have_count(0)
    expect(
        page.locator(".panel tbody tr", has_text="Hugo").get_by_role("button", name="Relancer")
    ).to_have_count(1)


def test_a_wrong_password_says_what_to_do_and_keeps_the_address(page):
    page.goto("/connexion/")
    page.locator("input[name=login]").fill("personne@demo.example")
    page.locator("input[name=password]").fill("mauvais")
    page.get_by_role("button", name="Se connecter").click()
    expect(page).to_have_title(re.compile("^Erreur"))
    summary = page.locator(".notice-alert")
    expect(summary).to_be_focused()
    expect(page.locator("input[name=login]")).to_have_value("personne@demo.example")


def test_sign_out_ends_the_session(open_page):
    page: Page = open_page()
    page.goto("/connexion/")
    page.locator("input[name=login]").fill("auditeur@demo.example")
    page.locator("input[name=password]").fill("demo-rse-2026")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator("h1")).to_contain_text("Bonjour")
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto("/journal/")
    assert "/connexion/" in page.url


def test_the_interface_speaks_english_too(open_page):
    page: Page = open_page(locale="en-GB")
    sign_in(page, "auditeur@demo.example")
    page.goto("/priorites/")
    assert page.locator("html").get_attribute("lang") == "en"
    expect(page.locator("h1")).to_have_text("Priorities")

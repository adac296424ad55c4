"""A scorer’s workbook out and in by the page: preview, refusal, accessible in both. Nothing is confirmed."""

import io
import re

import openpyxl
from playwright.sync_api import Page, expect

from tests.support.browser import DESK, PHONE, assert_axe_clean, sign_in

SCORER = "rapporteur@demo.example"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(page: Page, name: str, kind: str, content: bytes) -> None:
    page.goto("/echanges/importer/")
    page.get_by_label("Fichier").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_role("button", name="Voir ce qui changerait").click()


def assert_accessible(page: Page) -> None:
    for viewport in (PHONE, DESK):
        for theme in ("light", "dark"):
            assert_axe_clean(page, viewport=viewport, theme=theme)
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.set_viewport_size(DESK)


def test_scorer_takes_a_workbook_and_sees_what_it_would_change(page: Page) -> None:
    sign_in(page, SCORER)
    page.goto("/echanges/")
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Excel.*Cotations")).click()
    assert download.value.suggested_filename == "impact_scores-2026-RSE-01.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    sheet = book["impact_scores"]
    scale = [cell.value for cell in sheet[1]].index("scale") + 1
    for row in (2, 3):
        sheet.cell(row, scale).value = (sheet.cell(row, scale).value or 0) % 5 + 1
    stream = io.BytesIO()
    book.save(stream)
    upload(page, download.value.suggested_filename, XLSX, stream.getvalue())
    expect(page.locator("h1")).to_have_text("Aperçu de l’import")
    assert page.locator(".exchange-changes tbody tr").count() == 2
    assert_accessible(page)
    page.get_by_role("button", name="Ne pas importer").click()
    expect(page.locator("#messages")).to_contain_text("rien n’a été écrit")


def test_scorer_is_told_line_by_line_what_is_wrong(page: Page, watch) -> None:
    watch.expect("422")
    sign_in(page, SCORER)
    content = "impact,assessor,scale,scope,irremediability,likelihood,rationale\nX,RSE-02,9,,,,\n"
    upload(page, "impact_scores.csv", "text/csv", content.encode())
    expect(page.get_by_role("alert")).to_contain_text("Ligne 2, colonne scale")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title(re.compile("^Erreur"))
    assert_accessible(page)

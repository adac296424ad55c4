"""`make screenshots`: docs/images/ of the running demo, taken by the browser of the tests."""

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Literal

import django
from playwright.sync_api import Page, ViewportSize, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rse_portal.settings.dev")
django.setup()

from tests.support.browser import LAUNCH_ARGUMENTS, sign_in  # noqa: E402 – after the set-up
from tests.support.portal import running_portal  # noqa: E402
from tests.support.servers import find_chromium  # noqa: E402

IMAGES = ROOT / "docs/images"
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SHOTS: tuple[tuple[str, str, str, ViewportSize, Literal["light", "dark"]], ...] = (
    # file, person, address ({run}: the ranking of 2026), viewport, theme
    ("priorites", "administrateur", "/priorites/", DESK, "light"),
    ("accueil-administrateur", "administrateur", "/", DESK, "dark"),
    ("matrice", "responsable", "{run}matrice/", DESK, "light"),
    ("pourquoi", "responsable", "{run}pourquoi/6.7.8/", DESK, "light"),
    ("norme", "responsable", "/norme/", DESK, "light"),
    ("accueil-responsable", "responsable", "/", DESK, "light"),
    ("exercice", "responsable", "/exercice/", DESK, "light"),
    ("registre", "responsable", "/parties-prenantes/", DESK, "light"),
    ("couverture", "responsable", "/impacts/couverture/", DESK, "light"),
    ("cotation", "rapporteur", "/impacts/cotation/?domaine=6.7", DESK, "light"),
    ("accueil-delegue", "delegue", "/", PHONE, "light"),
    ("priorites-telephone", "administrateur", "/priorites/", PHONE, "dark"),
)


def take(page: Page, file: str, address: str) -> None:
    if "{run}" in address:
        page.goto("/priorites/classements/")
        address = address.format(run=page.locator("table a").first.get_attribute("href"))
    page.goto(address)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=IMAGES / f"{file}.png")
    print(f"docs/images/{file}.png")


def compiling(page: Page) -> None:
    """The progress of a compilation, caught before it ends: it takes a second or two."""
    page.goto("/priorites/")
    page.locator("details", has_text="Réglages").locator("summary").click()
    page.get_by_label(re.compile("tirages")).fill("20000")
    page.get_by_role("button", name="Compiler maintenant").click()
    page.locator(".job-running, .job-pending").first.wait_for()
    page.screenshot(path=IMAGES / "compilation.png")
    print("docs/images/compilation.png")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_portal(Path(folder)) as portal,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGUMENTS)
        for file, person, address, viewport, theme in SHOTS:
            context = browser.new_context(
                base_url=portal.address, locale="fr-FR", viewport=viewport, color_scheme=theme
            )
            page = context.new_page()
            sign_in(page, f"{person}@demo.example")
            take(page, file, address)
            context.close()
        context = browser.new_context(base_url=portal.address, locale="fr-FR", viewport=DESK)
        page = context.new_page()
        sign_in(page, "responsable@demo.example")
        compiling(page)
        browser.close()


if __name__ == "__main__":
    main()

"""A phone under the tests: a browser profile on the disk, and what one does on the page of a remontée."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, ViewportSize, expect

from rse_portal.demo.accounts import DEMO_PASSWORD
from tests.support.browser import LAUNCH_ARGUMENTS, Watch, sign_in
from tests.support.portal import Portal
from tests.support.servers import find_chromium

CREATE = "/dialogue/remontees/nouvelle/"
PENDING = "/dialogue/remontees/attente/"
PHONE: ViewportSize = {"width": 390, "height": 844}
SMALL: ViewportSize = {"width": 320, "height": 568}
AMEL, DAVID = "delegue@demo.example", "delegue2@demo.example"
COUNT = """
from dialogue.models import Feedback
for row in Feedback.objects.filter(text__contains={mark!r}).select_related("author"):
    print("ROW", row.author.email, row.reference, row.text)
"""
RAW = """async () => {
    const open = indexedDB.open("portail-remontees");
    const base = await new Promise((done) => { open.onsuccess = () => done(open.result); });
    const rows = await new Promise((done) => {
        const asked = base.transaction("entries").objectStore("entries").getAll();
        asked.onsuccess = () => done(asked.result);
    });
    base.close();
    return rows.map(({ sealed, iv, ...clear }) => JSON.stringify(clear) + new TextDecoder("latin1").decode(sealed));
}"""


class Phone:
    """A browser profile on the disk: what it keeps outlives its windows."""

    def __init__(self, playwright: Playwright, folder: Path, portal: str, watch: Watch) -> None:
        self.playwright, self.folder, self.portal, self.watch = playwright, folder, portal, watch
        self.context: BrowserContext | None = None

    def open(self, **options: Any) -> Page:
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=find_chromium(),
            args=LAUNCH_ARGUMENTS,
            base_url=self.portal,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport=PHONE,
            has_touch=True,
            **options,
        )
        self.context.set_default_timeout(15_000)
        self.watch.attach(self.context)
        return self.context.pages[0]

    def tab(self) -> Page:
        assert self.context
        return self.context.new_page()

    def offline(self, off: bool = True) -> None:
        assert self.context
        self.context.set_offline(off)

    def close(self) -> None:
        if self.context:
            self.context.close()
            self.context = None


def stored_in(demo: Portal, mark: str) -> list[str]:
    """« address reference text » of each remontée that holds the mark."""
    told = demo.manage("shell", "-v", "0", "-c", COUNT.format(mark=mark))
    return [line.removeprefix("ROW ") for line in told.splitlines() if line.startswith("ROW ")]


def sentence(mark: str) -> str:
    return f"À l’hôpital de Guéméné, on répète : « trop d’œuvres, où êtes-vous ? » {mark}"


def open_form(page: Page, email: str = AMEL) -> Page:
    sign_in(page, email)
    page.goto(CREATE)
    expect(page.locator("#remontee[data-ready]")).to_be_attached()
    return page


def wait_for_kept_pages(page: Page) -> None:
    """The service worker holds the page of a remontée."""
    page.wait_for_function(
        """async (path) => (await navigator.serviceWorker.getRegistration())?.active
            && Boolean(await (await caches.open("portail-pages")).match(path))""",
        arg=CREATE,
    )


def type_in(page: Page, text: str, kind: str = "inquiétude") -> None:
    page.locator("#id_text").fill(text)
    page.locator("#id_kind").get_by_label(kind, exact=True).click()


def wait_for_draft(page: Page) -> None:
    expect(page.locator("[data-state]")).to_contain_text(
        re.compile(r"Brouillon enregistré à \d+\sh\s\d\d"), timeout=3000
    )


def send(page: Page) -> None:
    page.get_by_role("button", name="Envoyer", exact=True).click()


def expect_sent(page: Page) -> None:
    expect(page.locator("[data-done-title]")).to_have_text("Envoyé", timeout=20_000)


def came_back_online(phone: Phone, page: Page) -> None:
    phone.offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")


def sign_out_and_in(page: Page, email: str, choice: str = "") -> None:
    page.goto("/compte/")
    page.locator(".topbar a[aria-controls=nav]").click()
    page.get_by_role("button", name="Se déconnecter").click()
    if choice:
        page.locator("#leave").get_by_role("button", name=choice).click()
    page.wait_for_url(re.compile("/connexion/"))
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(DEMO_PASSWORD)
    page.locator("form:has(input[name=login]) [type=submit]").click()
    page.wait_for_url(lambda url: "/connexion/" not in url)

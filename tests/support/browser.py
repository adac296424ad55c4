"""What the browser tests share: watching pages, signing in, accessibility rules."""

import os
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, ViewportSize

from rse_portal.demo.accounts import DEMO_PASSWORD

PHONE: ViewportSize = {"width": 320, "height": 568}
DESK: ViewportSize = {"width": 1280, "height": 800}
LAUNCH_ARGUMENTS = [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    *(["--no-sandbox"] if os.geteuid() == 0 else []),  # root has no sandbox
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"]
# Chromium tells most violations on the console; this one tells them all, with the directive.
TELL_VIOLATIONS = """addEventListener("securitypolicyviolation",
    event => console.error(`CSP ${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""


@dataclass
class Watch:
    """Collects what a page must never do: console errors, CSP violations, exceptions, requests to other sites."""

    address: str
    problems: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """This test provokes it: a 404, a cut connection…"""
        self.expected.append(pattern)

    def attach(self, context: BrowserContext) -> None:
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"exception: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        target = urlsplit(request.url)
        if target.scheme in ("http", "https", "ws", "wss") and target.netloc != urlsplit(self.address).netloc:
            self.problems.append(f"request to another site: {request.url}")

    def check(self) -> None:
        unexpected = [
            text for text in self.problems if not any(re.search(known, text) for known in self.expected)
        ]
        assert not unexpected, "\n".join(unexpected)


_cookies: dict[str, list[Any]] = {}  # by address: a session of the portal outlives one test


def sign_in(page: Page, email: str, password: str = DEMO_PASSWORD) -> Page:
    """Through the form the first time, with the cookies that it gave after that; ends on the home page."""
    if email in _cookies:
        page.context.add_cookies(_cookies[email])
        page.goto("/")
        if "/connexion/" not in page.url:
            return page
    page.goto("/connexion/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("form:has(input[name=login]) [type=submit]").click()
    page.wait_for_url(lambda url: "/connexion/" not in url)
    _cookies[email] = page.context.cookies()
    return page


def assert_axe_clean(
    page: Page,
    *,
    viewport: ViewportSize | None = None,
    theme: str | None = None,
    exclude: tuple[str, ...] = (),
    only: tuple[str, ...] = (),
) -> None:
    """No violation of axe-core's WCAG 2.2 AA, RGAA and best-practice rules in the page as it stands.

    exclude: names of rules that this page breaks knowingly; say why beside the call. only: these rules alone.
    """
    if viewport:
        page.set_viewport_size(viewport)
    if theme:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
    rules = {name: {"enabled": False} for name in exclude}
    options = {
        "runOnly": {"type": "rule", "values": only} if only else {"type": "tag", "values": RULES},
        "resultTypes": ["violations"],  # describing each node that passes takes most of the time
        "rules": rules,
    }
    results = Axe().run(page, options=options)
    found = [_in_words(violation) for violation in results.response["violations"]]
    assert not found, f"{page.url} {viewport or ''} {theme or ''}\n" + "\n".join(found)


def assert_axe_clean_everywhere(page: Page) -> None:
    """Every rule on a phone and on a desk, one in each theme; then, in the other theme of the phone, the one rule that a
    theme changes. It ends on the desk, light."""
    assert_axe_clean(page, viewport=PHONE, theme="light")
    assert_axe_clean(page, theme="dark", only=("color-contrast",))
    assert_axe_clean(page, viewport=DESK, theme="dark")
    page.emulate_media(color_scheme="light", reduced_motion="reduce")


def _in_words(violation: dict[str, Any]) -> str:
    places = [
        f"{node['html'][:200]}  {node.get('failureSummary', '')[:300]}" for node in violation["nodes"][:5]
    ]
    return "\n    ".join([f"{violation['id']} ({violation['impact']}): {violation['help']}", *places])

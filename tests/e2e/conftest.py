"""Browser tests: Chromium on the demo portal, started once by its own supervisor on a real SQLite file.

    def test_something(page):                 # a fresh browser profile, on the address of the portal
        sign_in(page, "delegue@demo.example")
        page.goto("/priorites/")

Each page is watched: a console error, a CSP violation, an exception or a request to another site fails the test.
The demo data are shared by the tests of a run: a test that writes must not be in the way of another.
"""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.support.browser import DESK, LAUNCH_ARGUMENTS, Watch
from tests.support.phone import Phone, stored_in
from tests.support.portal import ROOT, Portal, running_portal
from tests.support.servers import find_chromium

RESULTS = ROOT / "test-results"
_failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    if report.failed:
        item.stash[_failed] = True
    return report


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A running demo portal, its commands within reach."""
    with running_portal(tmp_path_factory.mktemp("portal")) as running:
        yield running


@pytest.fixture(scope="session")
def portal(demo: Portal) -> str:
    """The address of the portal, without a slash at the end."""
    return demo.address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if find_chromium() is None:
        pytest.fail("Chromium manque : sudo apt install chromium, ou ./test qui l’installe.")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=find_chromium(), args=LAUNCH_ARGUMENTS)
    yield browser
    browser.close()


@pytest.fixture
def phone(playwright: Playwright, tmp_path: Path, portal: str, watch: Watch) -> Iterator[Phone]:
    """A browser profile on the disk: phone.open(), phone.close(), phone.offline(); what it keeps outlives its windows."""
    watch.expect("ERR_INTERNET_DISCONNECTED")
    made = Phone(playwright, tmp_path / "profile", portal, watch)
    yield made
    made.close()
    watch.check()


@pytest.fixture
def mark() -> str:
    """What makes the sentence of a test like no other."""
    return uuid.uuid4().hex[:10]


@pytest.fixture
def stored(demo: Portal) -> Callable[[str], list[str]]:
    """stored(mark): « address reference text » of each remontée that holds it."""
    return lambda mark: stored_in(demo, mark)


@pytest.fixture
def watch(portal: str) -> Watch:
    """watch.expect(pattern) when the test provokes a problem on purpose."""
    return Watch(portal)


@pytest.fixture
def open_page(
    browser: Browser, portal: str, watch: Watch, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """open_page(viewport=PHONE, color_scheme="dark", …): another person, another profile."""
    pages: list[Page] = []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(
            **{
                "base_url": portal,
                "locale": "fr-FR",
                "timezone_id": "Europe/Paris",
                "viewport": DESK,
                **options,
            }
        )
        context.set_default_timeout(10_000)
        watch.attach(context)
        pages.append(context.new_page())
        return pages[-1]

    yield open_one
    if request.node.stash.get(_failed, False):
        RESULTS.mkdir(exist_ok=True)
        for number, page in enumerate(pages, 1):
            _keep_screenshot(page, RESULTS / f"{request.node.name.replace('/', '-')}-{number}.png")
    for page in pages:
        page.context.close()
    watch.check()


def _keep_screenshot(page: Page, file: Path) -> None:
    if not page.is_closed():
        page.screenshot(path=file, full_page=True)
        print(f"screenshot: {file}")


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()

"""Browser tests: Chromium on the demo portal, started once by its own supervisor on a real SQLite file.

    def test_something(page):                 # a fresh browser profile, on the address of the portal
        sign_in(page, "delegue@demo.example")
        page.goto("/priorites/")

Each page is watched: a console error, a CSP violation, an exception or a request to another site fails the test.
The demo data are shared by the tests of a run: a test that writes must not be in the way of another.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.browser import DESK, LAUNCH_ARGUMENTS, Watch
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
def browser() -> Iterator[Browser]:
    chromium = find_chromium()
    if chromium is None:
        pytest.fail("Chromium manque : sudo apt install chromium, ou ./test qui l’installe.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=LAUNCH_ARGUMENTS)
        yield browser
        browser.close()


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

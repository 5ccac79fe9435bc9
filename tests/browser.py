"""Debian's Chromium for journeys, and what holds on every page. Every journey calls
check_page() on each page it comes to."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = {"width": 390, "height": 800}
AXE = Axe()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: apt-get install chromium")
    # Playwright runs an event loop in this thread, in which Django refuses its database.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of a phone's size. The test fails on anything the page complains of."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if is_fault(line.text) else None)
    yield page
    assert not complaints


def is_fault(line: str) -> bool:
    return "Content Security Policy" in line or "Uncaught" in line


def check_page(page: Page, *, language: str | None = None) -> None:
    """What holds on every page: one h1, a title, its language, unique ids, no sideways
    scrolling, nothing that axe finds. `language` is the one the page should be in."""
    where = f"{page.url} ({page.title()})"
    assert page.title().strip(), where
    assert page.locator("h1").count() == 1, f"{where}: one h1, not {page.locator('h1').count()}"
    spoken = page.locator("html").get_attribute("lang")
    assert spoken, f"{where}: no language"
    assert language in {None, spoken}, f"{where}: in {spoken}, not {language}"
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(each => each.id)")
    assert not [each for each, count in Counter(ids).items() if count > 1], f"{where}: ids twice"
    sideways = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert sideways <= 0, f"{where}: scrolls sideways by {sideways} px"
    check_axe(page, where)


def check_axe(page: Page, where: str) -> None:
    found = AXE.run(page).response["violations"]
    faults = [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]
    assert not faults, f"{where}: {faults}"


def sign_in(page: Page, base: str, *, email: str, password: str) -> None:
    page.goto(f"{base}/staff/account/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", password)
    page.click("main button.button")

"""Debian's Chromium for journeys, and what holds on every page."""

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error,
    Page,
    Route,
    expect,
    sync_playwright,
)

from tests.conftest import IS_WHOLE

# The shell without a window of its own takes a third less of the processor for the same pages.
CHROMIUMS = ("chromium-headless-shell", "chromium")
CHROMIUM = Path(
    os.environ.get("TEST_CHROMIUM")
    or next(filter(None, map(shutil.which, CHROMIUMS)), f"/usr/bin/{CHROMIUMS[0]}")
)
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = {"width": 390, "height": 800}
NARROW_AT = 960
"""Pixels. A page of staff that is no wider has its list of pages behind a link."""
FRAME = """() => ({
    title: document.title,
    headings: document.querySelectorAll('h1').length,
    language: document.documentElement.lang,
    ids: [...document.querySelectorAll('[id]')].map(each => each.id),
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
})"""

SKELETON = """() => {
    const said = ['alt', 'title', 'aria-label', 'placeholder', 'value', 'href', 'src', 'srcset',
                  'action', 'lang', 'datetime'];
    const isFilled = text => text.trim() ? '+' : '-';
    const attribute = (of, {name, value}) =>
        said.includes(name) || name.startsWith('data-') || of.ownerSVGElement
        ? name + isFilled(value) : `${name}=${value}`;
    const seen = node =>
        node.nodeType === Node.TEXT_NODE ? isFilled(node.data)
        : node.nodeType !== Node.ELEMENT_NODE ? ''
        : `<${node.localName} ${[...node.attributes].map(each => attribute(node, each)).join(' ')}>`
          + [...node.childNodes].map(seen).filter(isNew).join('') + '</>';
    const isRepeated = /^<(li|tr|option) /;
    const isNew = (now, at, all) => !isRepeated.test(now) || now !== all[at - 1];
    const isSo = query => matchMedia(query).matches;
    const focus = document.activeElement;
    return [innerWidth, isSo('(prefers-color-scheme: dark)'), isSo('(forced-colors: active)'),
            document.adoptedStyleSheets.length, focus ? focus.localName + focus.id : '',
            seen(document.documentElement)].join(' ');
}"""
"""All that axe judges by but the words: every element and attribute, whether a text is there, the
width and the colours. Of rows of a list or a table that are alike in this, one after another, the
first stands for all."""
_looked_at: set[str] = set()
MOST_WAITING = 10_000
"""Milliseconds: what a look waits for on a busy machine."""
A_MOMENT = 50
"""Milliseconds."""
expect.set_options(timeout=MOST_WAITING)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed: apt-get install chromium-headless-shell")
    # Playwright runs an event loop in this thread, in which Django refuses its database.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Browser]:
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if is_fault(line.text) else None)
    yield page
    assert not complaints


def is_fault(line: str) -> bool:
    return "Content Security Policy" in line or "Uncaught" in line


def check_page(page: Page, *, language: str | None = None) -> None:
    # A press returns once the next page has come, which may be before any of it is read.
    page.wait_for_load_state()
    seen = page.evaluate(FRAME)
    where = f"{page.url} ({seen['title']})"
    assert seen["title"].strip(), where
    assert seen["headings"] == 1, f"{where}: one h1, not {seen['headings']}"
    assert seen["language"], f"{where}: no language"
    assert language in {None, seen["language"]}, f"{where}: in {seen['language']}, not {language}"
    twice = [each for each, count in Counter(seen["ids"]).items() if count > 1]
    assert not twice, f"{where}: ids twice {twice}"
    assert seen["sideways"] <= 0, f"{where}: scrolls sideways by {seen['sideways']} px"
    check_axe(page, where)


def check_axe(page: Page, where: str, *rules: str) -> None:
    if page.evaluate("matchMedia('(scripting: none)').matches"):
        return
    look = sha256("\n".join((page.evaluate(SKELETON), *rules)).encode()).hexdigest()
    if _was_well(look) and not IS_WHOLE:
        return
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    options = {"resultTypes": ["violations"]} | ({"runOnly": list(rules)} if rules else {})
    found = page.evaluate("async options => (await axe.run(options)).violations", options)
    faults = [f"{fault['id']}: {node['html'][:160]}" for fault in found for node in fault["nodes"]]
    assert not faults, f"{where}: {faults}"
    _looked_at.add(look)
    if folder := _looks_of_all():
        (folder / look).touch()


def _was_well(look: str) -> bool:
    folder = _looks_of_all()
    return look in _looked_at or (folder is not None and (folder / look).exists())


def _looks_of_all() -> Path | None:
    if not (shared := os.environ.get("TEST_FOLDER")):
        return None
    folder = Path(shared) / "axe"
    folder.mkdir(exist_ok=True)
    return folder


def html_of(page: Page) -> str:
    for _ in range(MOST_WAITING // A_MOMENT):
        with suppress(Error):
            return page.content()
        page.wait_for_timeout(A_MOMENT)
    return page.content()


def expect_address(page: Page, ending: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(ending) + "$"))


def expect_words(page: Page, words: str, *, within: str = "main") -> None:
    expect(page.locator(within).first).to_contain_text(words, use_inner_text=True)


def sign_in(page: Page, base: str, *, email: str, password: str) -> None:
    page.goto(f"{base}/staff/account/login/")
    page.fill("#id_login", email)
    page.fill("#id_password", password)
    page.click("main button.button")


def open_pages(page: Page) -> None:
    if page.evaluate(f"innerWidth <= {NARROW_AT}"):
        page.click("a.to-pages")


def go_to(page: Page, label: str) -> None:
    open_pages(page)
    page.locator("nav.side").get_by_role("link", name=label, exact=True).click()


def sign_in_to_work(page: Page, base: str, *, email: str, password: str) -> None:
    sign_in(page, base, email=email, password=password)
    expect_address(page, "/staff/")
    open_pages(page)
    page.locator("nav.side li a").nth(1).click()


def save_pdfs(page: Page) -> None:
    def save(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        headers = dict(answer.headers)
        if headers.get("content-type") == "application/pdf":
            headers["content-disposition"] = "attachment"
        route.fulfill(response=answer, headers=headers)

    page.route(
        "**/*",
        lambda route: save(route) if route.request.is_navigation_request() else route.continue_(),
    )

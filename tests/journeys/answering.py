"""Answering without a mouse, in Welsh: the verbs that journeys share."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import check_page, expect_address, expect_words

MOST_STOPS = 60
PREFER_NOT_TO_SAY = "ArrowUp"
"""From the first choice it goes round to the last."""


def tab_to(page: Page, selector: str) -> None:
    for _ in range(MOST_STOPS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{page.url}: no way by Tab to {selector}")


def press(page: Page, key: str = "Enter") -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def answer_core(page: Page) -> None:
    expect_address(page, "/q/1/")
    check_page(page, language="cy")
    expect_words(page, "heddlu")
    tab_to(page, "input[name=answer]")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    press(page)
    for number in range(2, 13):
        expect_address(page, f"/q/{number}/")
        check_page(page, language="cy")
        tab_to(page, "input[name=answer]")
        page.keyboard.press("Space" if number % 2 == 0 else PREFER_NOT_TO_SAY)
        press(page)


def say_no_more(page: Page) -> None:
    if page.url.endswith("/f/"):
        check_page(page, language="cy")
        tab_to(page, "button[name=more][value=no]")
        press(page)


def answer_about_oneself(page: Page) -> None:
    say_no_more(page)
    expect_address(page, "/m/")
    check_page(page, language="cy")
    tab_to(page, "main form button.button")
    press(page)
    for code in ("female", "35_44", "white", "british", "yes", "a_lot"):
        choose(page, code)
    check_page(page, language="cy")
    for code in ("vision", "mobility"):
        tab_to(page, f"input[value={code}]")
        page.keyboard.press("Space")
    press(page)
    for code in ("christian", "straight", "yes", "no"):
        choose(page, code)


def choose(page: Page, code: str) -> None:
    check_page(page, language="cy")
    tab_to(page, "input[name=answer]")
    page.keyboard.press("Space")
    while page.evaluate("document.activeElement.value") != code:
        page.keyboard.press("ArrowDown")
    press(page)


def write_nothing(page: Page) -> None:
    expect(page).to_have_url(re.compile("/[uvr]/$"))
    while page.locator("button[name=skip]").count():
        check_page(page, language="cy")
        before = page.url
        tab_to(page, "button[name=skip]")
        press(page)
        expect(page).not_to_have_url(before)
        page.wait_for_load_state()


def check_and_send(page: Page) -> None:
    expect_address(page, "/r/")
    check_page(page, language="cy")
    tab_to(page, "main summary")
    page.keyboard.press("Enter")
    tab_to(page, "dl button[formaction='/q/3/']")
    press(page)
    check_page(page, language="cy")
    tab_to(page, "input[name=answer]")
    page.keyboard.press(PREFER_NOT_TO_SAY)
    press(page)
    expect_address(page, "/r/")
    tab_to(page, "main form button.button")
    press(page)
    check_page(page, language="cy")
    expect(page.locator("h1")).to_have_text("Diolch")
    expect_words(page, "116 123")

"""What somebody does on a telephone between the link and the last page: the verbs that journeys
share."""

from contextlib import suppress

from playwright.sync_api import Error, Page
from pytest_django.live_server_helper import LiveServer

from tests.responses.invited import Invited

ON = "main form button.button:not([name])"
TELLING = ("police", "Victims’ Code", "six words", "Samaritans", "Very easy")
"""Words of pages that nobody but the respondent may come to."""


def pass_gate(page: Page, live_server: LiveServer, invited: Invited) -> None:
    page.goto(f"{live_server.url}/{invited.token}")
    page.fill("#id_answer", "1984")
    page.locator(ON).first.click()
    page.wait_for_url("**/q/1/")


def pick(page: Page, choice: str) -> None:
    page.locator(f"input[value={choice}] + label").click()


def is_blank(page: Page) -> bool:
    return page.evaluate("getComputedStyle(document.documentElement).display") == "none"


def answer(page: Page, choice: str) -> None:
    pick(page, choice)
    go_on(page, ON)


def go_on(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.locator(button).first.click()


def press_back(page: Page) -> None:
    with suppress(Error):
        page.go_back()
    page.wait_for_load_state("networkidle")


def answer_to_review(page: Page) -> None:
    answer(page, "very_easy")
    while not page.url.endswith("/r/"):
        if page.locator("button[name=skip]").count():
            go_on(page, "button[name=skip]")
        else:
            page.locator("main form label").last.click()
            go_on(page, ON)

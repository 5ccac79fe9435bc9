"""What a screen reader is told of each page: role, name, state and order, in English, in Welsh and
in one language written from right to left. The trees are kept in trees/, to be read."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.conftest import NOW
from tests.journeys.every_page import Stop, Walk, right_to_left
from tests.journeys.kept import IS_RENEWING, check_kept

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TREES = Path(__file__).parent / "trees"
LANGUAGES = ["en", "cy", *right_to_left()]
FOCUS = """() => document.activeElement === document.body ? 'the start of the page'
    : document.activeElement.className || document.activeElement.id"""


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def file_name(stop: Stop) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", f"{stop.page} {stop.state}").strip("-") + ".txt"


def tree(page: Page) -> str:
    html = page.locator("html")
    head = [
        f"title: {page.title()}",
        f"language: {html.get_attribute('lang')}, {html.get_attribute('dir')}",
        f"focus: {page.evaluate(FOCUS)}",
        f"described: {described(page)}",
    ]
    return "\n".join([*head, "", page.locator("body").aria_snapshot(), ""])


def described(page: Page) -> str:
    """What is read out with the answer: the hint and the error message of its group or field."""
    parts = page.evaluate(
        """() => [...document.querySelectorAll('main [aria-describedby]')].flatMap(each =>
            each.getAttribute('aria-describedby').split(' ').map(id =>
                document.getElementById(id).textContent.replace(/\\s+/g, ' ').trim()))"""
    )
    return " | ".join(parts) or "nothing"


def without_words(found: str, words: str) -> str:
    """The tree without the withdrawal words, which are different for everyone."""
    for word in words.split():
        found = found.replace(f"strong: {word}\n", "strong: (a word)\n")
    return found


@pytest.mark.parametrize("language", LANGUAGES)
class TestTheTree:
    def test_of_each_page_is_as_kept(
        self, page: Page, live_server: LiveServer, language: str
    ) -> None:
        walk = Walk(page, live_server.url, language, is_whole=False)
        met = set()
        for stop in walk.stops():
            met.add(file_name(stop))
            found = without_words(tree(page), walk.words)
            check_kept(TREES / language / file_name(stop), found)

        for path in (TREES / language).glob("*.txt"):
            if path.name not in met and IS_RENEWING:
                path.unlink()
        assert {path.name for path in (TREES / language).glob("*.txt")} == met

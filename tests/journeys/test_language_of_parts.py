"""WCAG 3.1.2 on every page: no English word on a page in another language without its language.
What is in Latin letters on a page of another script is looked for; on a page in Latin letters, the
names of organisations."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.conftest import LANGUAGES_OF_EVERY_RUN, NOW, rest_at_night
from tests.journeys.every_page import Walk, languages
from ui.english_words import NAMES, OTHER_SCRIPTS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.sweep,
    pytest.mark.django_db(transaction=True),
]
# Texts with a pattern in them that stand in no element of another language than the page's. An
# address is no word, and neither is a code in groups of four.
FOUND = """pattern => {
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (words.nextNode()) {
        const text = words.currentNode;
        const around = text.parentElement;
        const isOwn = around.closest('[lang]') === document.documentElement;
        const said = text.data.replace(/\\S*[:.@/]\\S+|(\\w{4}-){2}\\w{4}/g, '');
        if (isOwn && !around.closest('bdi, textarea, script') && new RegExp(pattern).test(said))
            found.push(text.data.trim().slice(0, 60));
    }
    return found;
}"""
TRANSLATED = [each for each in languages() if not each.startswith("en")]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.mark.parametrize("language", rest_at_night(TRANSLATED, now=LANGUAGES_OF_EVERY_RUN))
class TestTheLanguageOfParts:
    def test_is_told_wherever_it_is_english(
        self, page: Page, live_server: LiveServer, language: str
    ) -> None:
        pattern = "[A-Za-z]{3}" if language in OTHER_SCRIPTS else "|".join(NAMES)
        bare = [
            f"{stop}: {text}"
            for stop in Walk(page, live_server.url, language, is_whole=False).stops()
            for text in page.evaluate(FOUND, pattern)
        ]

        assert not bare, "\n".join(bare)

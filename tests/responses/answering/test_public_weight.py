import gzip
from pathlib import Path as File

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.test import Client

from survey.forms.question_wording import EASY_READ
from tests.conftest import LANGUAGES_OF_EVERY_RUN, rest_at_night
from tests.responses import saying_more
from tests.responses.invited import Invited, enter, invite
from tests.responses.pages import Page
from tests.responses.saying_more import invite_about

EVERY = rest_at_night([code for code, _ in settings.LANGUAGES], now=LANGUAGES_OF_EVERY_RUN)
MOST_BYTES = 10 * 1024
"""Of the first page and the gate, whole and compressed."""
MOST_BYTES_OF_A_LIST = 12 * 1024
MOST_BYTES_AT = {"/i/4/": MOST_BYTES_OF_A_LIST, "/q/1/": 10.5 * 1024}
"""The first question also says who asks, and what holds for all of them."""
MOST_SCRIPT_BYTES = 7 * 1024
MOST_REQUESTS = 5


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, compresslevel=6, mtime=0))


def static_content(address: str) -> bytes:
    found = finders.find(address.removeprefix("/static/"))
    assert isinstance(found, str), f"{address} is not a file we ship"
    return File(found).read_bytes()


def loads(page: Page) -> list[str]:
    return [tag["href"] for tag in page.all("link")] + [
        tag["src"] for tag in page.all("script") + page.all("img")
    ]


@pytest.mark.parametrize("language", EVERY)
@pytest.mark.parametrize("address", ["/s/", "/g/", "/q/1/", "/i/4/"])
class TestWeight:
    def test_is_light_and_comes_in_five_requests(
        self, browser: Client, address: str, language: str
    ) -> None:
        invited = invite(language=language)
        browser.get(f"/{invited.token}")
        if address in {"/q/1/", "/i/4/"}:
            enter(browser, invited)

        response = browser.get(address)
        loaded = loads(Page(response))

        total = compressed(response.content) + sum(compressed(static_content(a)) for a in loaded)
        assert 1 + len(loaded) <= MOST_REQUESTS
        assert total <= MOST_BYTES_AT.get(address, MOST_BYTES)

    def test_needs_few_bytes_of_script(self, browser: Client, address: str, language: str) -> None:
        invited = invite(language=language)
        enter(browser, invited)

        scripts = [tag["src"] for tag in Page(browser.get(address, follow=True)).all("script")]

        assert sum(len(static_content(a)) for a in scripts) <= MOST_SCRIPT_BYTES


class TestFurtherQuestions:
    @pytest.mark.slow
    @pytest.mark.parametrize("language", saying_more.LANGUAGES)
    @pytest.mark.parametrize("stage", ["ST3a", "ST5"])
    def test_weigh_no_more_than_any_other(
        self, db, browser: Client, stage: str, language: str
    ) -> None:
        saying_more.publish_national()
        invited = invite_about(stage, "RASSO", language=language)
        pages = [offer_to(browser, invited, language)]
        address = saying_more.say_yes(browser, language)
        while address.startswith("/q/"):
            pages.append(browser.get(address))
            address = saying_more.press(browser, address, skip="yes")

        heaviest = max(pages, key=lambda page: compressed(page.content))
        loaded = loads(Page(heaviest))
        total = compressed(heaviest.content) + sum(compressed(static_content(a)) for a in loaded)
        assert total <= (MOST_BYTES_OF_A_LIST if language == EASY_READ else MOST_BYTES)
        assert 1 + len(loaded) <= MOST_REQUESTS


def offer_to(browser: Client, invited: Invited, language: str) -> HttpResponse:
    saying_more.to_offer(browser, invited)
    browser.post("/language/", {"language": language, "next": saying_more.OFFER})
    return browser.get(saying_more.OFFER)

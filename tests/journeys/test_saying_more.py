"""Somebody chooses to say more: what they see, stop at, and in which language; on a small phone."""

import os
from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from responses.answering.selectors import respondents
from survey.bank.pathways import PRECEDENCE, STAGES
from survey.forms.question_wording import EASY_READ
from tests.browser import check_page, expect_address
from tests.conftest import IS_WHOLE, LANGUAGES_OF_EVERY_RUN, NOW, rest_at_night
from tests.journeys import answering
from tests.journeys.on_a_phone import ON, go_on
from tests.journeys.test_first_screen import REACHES, SMALL_PHONE
from tests.responses import saying_more
from tests.responses.invited import Invited
from tests.responses.saying_more import WORD, invite_about, response_of

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
YES, NO, STOP = "button[name=more]", "button[name=more][value=no]", "button[name=stop]"
LIST = "document.querySelector('main li + li').getBoundingClientRect().bottom + scrollY"
LOOKED_AT = 3
"""Pages of a walk that are looked at closely in a sample."""
SAMPLE = [("ST3a", "RASSO", "en"), ("ST2", "BUR", "cy"), ("ST5", "DA", EASY_READ)]
WHOLE = [
    *((stage, "DA", language) for stage in STAGES for language in saying_more.LANGUAGES),
    *(("ST1", crime, language) for crime in PRECEDENCE for language in saying_more.LANGUAGES),
]
SEE = os.environ.get("SEE", "")
"""A folder into which pictures of what is met are put."""


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        saying_more.publish_national()
        yield


@pytest.fixture
def small_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SMALL_PHONE)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def come_to_offer(page: Page, live_server: LiveServer, invited: Invited) -> None:
    page.goto(f"{live_server.url}/{invited.token}")
    page.goto(f"{live_server.url}/g/")
    page.fill("#id_answer", WORD)
    go_on(page, ON)
    saying_more.skip_in_the_store(invited)
    page.goto(f"{live_server.url}{saying_more.OFFER}")


def look(page: Page, name: str) -> None:
    if SEE:
        page.screenshot(path=f"{SEE}/{name}.png", full_page=True)


@pytest.mark.parametrize(("stage", "crime", "language"), WHOLE if IS_WHOLE else SAMPLE)
class TestSayingMore:
    def test_is_walked_to_its_end(
        self, small_page: Page, live_server: LiveServer, stage: str, crime: str, language: str
    ) -> None:
        page, below = small_page, []
        invited = invite_about(stage, crime, language=language)
        come_to_offer(page, live_server, invited)
        check_page(page, language=language)
        look(page, f"offer-{language}")
        go_on(page, YES)

        walked = 0
        while "/q/" in page.url:
            if IS_WHOLE or walked < LOOKED_AT:
                check_page(page, language=language)
                look(page, f"{stage}-{crime}-{language}-{walked}")
            reach = page.evaluate(REACHES)
            if language != EASY_READ and reach > SMALL_PHONE["height"]:
                below.append(f"{page.url} reaches {reach}: {page.inner_text('main')[:80]}")
            walked += 1
            pick_something(page)

        journey = respondents.journey_of(response_of(invited))
        expect_address(page, "/m/")
        assert walked == sum(journey.is_further(each) for each in journey.path)
        assert not below, "\n".join(below)


def pick_something(page: Page) -> None:
    page.locator("main .choice label").first.click()
    go_on(page, ON)


@pytest.mark.parametrize(
    "language",
    rest_at_night([code for code, _ in settings.LANGUAGES], now=LANGUAGES_OF_EVERY_RUN),
)
class TestTheOffer:
    def test_says_on_the_first_screen_how_much_is_asked(
        self, small_page: Page, live_server: LiveServer, language: str
    ) -> None:
        come_to_offer(small_page, live_server, invite_about(language=language))
        check_page(small_page, language=language)
        look(small_page, f"offer-{language}")

        if language != EASY_READ:
            assert small_page.evaluate(LIST) <= SMALL_PHONE["height"]


class TestStopping:
    def test_leads_to_the_last_questions_and_loses_nothing(
        self, page: Page, live_server: LiveServer
    ) -> None:
        invited = invite_about("ST2", "BUR")
        come_to_offer(page, live_server, invited)
        go_on(page, YES)
        pick_something(page)
        answered = response_of(invited).answers
        page.locator("main .choice label").first.click()

        go_on(page, STOP)

        expect_address(page, "/m/")
        assert len(response_of(invited).answers) == len(answered) + 1

    def test_is_not_what_the_enter_key_presses(self, page: Page, live_server: LiveServer) -> None:
        come_to_offer(page, live_server, invite_about("ST2", "BUR"))
        go_on(page, YES)
        answering.tab_to(page, "input[name=answer]")
        page.keyboard.press("Space")

        answering.press(page)

        assert "/q/" in page.url


class TestNo:
    def test_leads_to_the_last_questions(self, page: Page, live_server: LiveServer) -> None:
        come_to_offer(page, live_server, invite_about("ST2", "BUR"))

        go_on(page, NO)

        expect_address(page, "/m/")

"""Taps and words from the text to the first answer, and words on the last pages."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import check_page
from tests.conftest import NOW
from tests.journeys import looking
from tests.journeys.on_a_phone import ON, answer_to_review, go_on, pass_gate
from tests.responses.invited import BIRTH_YEAR, Invited, invite

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SMALL_PHONE = {"width": 360, "height": 640}
MOST_TAPS, MOST_WORDS = 4, 120
MOST_WORDS_OF_THE_REVIEW, MOST_WORDS_OF_THE_LAST_PAGE = 40, 130
LOWEST_FIRST_CHOICE = 400
"""Pixels from the top of the page."""


WIDTHS = (320, 360, 1280)
UNFOLD = "document.querySelectorAll('main details').forEach(each => { each.open = true })"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def small_page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SMALL_PHONE, java_script_enabled=request.param)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def words_on(page: Page) -> int:
    return len(page.locator("main").inner_text().split())


class TestTheFirstMinute:
    def test_takes_few_taps_and_words_to_the_first_answer(
        self, small_page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        page, taps = small_page, 0
        page.goto(f"{live_server.url}/{invited.token}")
        words = words_on(page)
        page.locator("#id_answer").click()
        taps += 1
        page.keyboard.type(str(BIRTH_YEAR))
        go_on(page, ON)
        taps += 1
        words += words_on(page)
        first_choice = page.locator("main .choice label").first
        top = first_choice.bounding_box()
        first_choice.click()
        taps += 1
        go_on(page, ON)
        taps += 1

        assert invited.response is not None
        assert len(invited.response.answers) == 1
        assert taps <= MOST_TAPS
        assert words <= MOST_WORDS
        assert top
        assert top["y"] < LOWEST_FIRST_CHOICE


@pytest.mark.parametrize("language", ["en", "cy", "ur", "ar", "bn", "pl"])
class TestTheFirstChoice:
    def test_is_in_the_upper_part_of_a_small_phone(
        self, small_page: Page, live_server: LiveServer, language: str
    ) -> None:
        page = small_page
        page.goto(f"{live_server.url}/{invite(language=language).token}")
        page.fill("#id_answer", str(BIRTH_YEAR))
        go_on(page, ON)
        banner = page.locator(".simulated").bounding_box()
        first_choice = page.locator("main .choice label").first.bounding_box()

        assert first_choice
        assert first_choice["y"] - (banner["height"] if banner else 0) < LOWEST_FIRST_CHOICE


class TestLeavingAQuestionOut:
    def test_is_asked_about_once_and_can_be_taken_back(
        self, small_page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        page = small_page
        page.goto(f"{live_server.url}/{invited.token}")
        page.fill("#id_answer", str(BIRTH_YEAR))
        go_on(page, ON)
        go_on(page, ON)
        expect(page.locator("[data-test=skip-prompt]")).to_have_count(1)
        go_on(page, ON)
        expect(page).to_have_url(re.compile("/q/2/$"))
        go_on(page, "main button.back")
        expect(page.locator("input:checked")).to_have_count(0)
        page.locator("main .choice label").first.click()
        go_on(page, ON)

        assert invited.response is not None
        assert invited.response.answers == {"Q-CON-1": ["very_easy"]}


class TestTheLastPages:
    def test_are_short_with_the_rest_folded(
        self, small_page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        page = small_page
        pass_gate(page, live_server, invited)
        answer_to_review(page)
        review = words_on(page)
        go_on(page, ON)

        assert review <= MOST_WORDS_OF_THE_REVIEW
        assert words_on(page) <= MOST_WORDS_OF_THE_LAST_PAGE
        expect(page.locator("main .inset li")).to_have_count(6)
        expect(page.locator("[data-test=first-help] a[href^='tel:']")).to_have_count(3)
        expect(page.locator("[data-test=first-help] a").first).to_have_attribute("href", "tel:999")
        page.locator("main summary").first.click()
        expect(page.locator("[data-test=sign-language-999]")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "cy", "ur"])
class TestTheChangedPages:
    def test_have_no_fault_at_any_width(
        self, page: Page, live_server: LiveServer, language: str
    ) -> None:
        invited = invite(language=language)
        page.goto(f"{live_server.url}/{invited.token}")
        self.look(page, language)
        page.fill("#id_answer", str(BIRTH_YEAR))
        go_on(page, ON)
        self.look(page, language)
        go_on(page, ON)
        self.look(page, language)
        for path in ("/b/", "/i/4/"):
            page.goto(f"{live_server.url}{path}")
            self.look(page, language)
        page.goto(f"{live_server.url}/q/1/")
        answer_to_review(page)
        self.look(page, language)
        go_on(page, ON)
        self.look(page, language)
        expect(page.locator("main .inset li")).to_have_count(6)

    def look(self, page: Page, language: str) -> None:
        page.evaluate(UNFOLD)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            check_page(page, language=language)
        page.set_viewport_size(looking.NARROW)
        looking.check_sizes(page, f"{language}, {page.url}")

"""What only a browser knows of the end: its Back button, its history, a second phone, and no
connection."""

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from responses.answering.actions import answers
from tests.browser import PHONE, check_page, expect_address, expect_words, html_of
from tests.conftest import NOW
from tests.journeys.on_a_phone import (
    ON,
    TELLING,
    answer,
    answer_to_review,
    go_on,
    is_blank,
    pass_gate,
    pick,
    press_back,
)
from tests.responses.invited import Invited

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
BACK = "main form button.back"
MOST_LOOKS = 40


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def _elsewhere(live_server: LiveServer, settings) -> None:
    settings.EXIT_URL = f"{live_server.url}/livez"


def stop_going(way: Route) -> None:
    if way.request.method == "GET":
        way.abort()
    else:
        way.continue_()


@pytest.mark.safety
class TestFinished:
    """SAF-7, SAF-8"""

    def test_shows_nothing_by_back(
        self, anyones_page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        page = anyones_page
        pass_gate(page, live_server, invited)
        answer_to_review(page)
        go_on(page, ON)
        expect_words(page, "six words")

        page.goto(f"{live_server.url}/livez")
        shown = []
        for _ in range(4):
            press_back(page)
            shown.append(html_of(page))

        assert not [word for word in TELLING for content in shown if word in content]
        assert invited.response.completed_at is not None

    def test_is_read_by_a_screen_reader_as_one_page(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        answer_to_review(page)
        check_page(page, language="en")
        go_on(page, ON)

        check_page(page, language="en")
        expect_address(page, "/r/")

    def test_ends_what_is_open_on_a_second_phone(
        self, page: Page, browser: Browser, live_server: LiveServer, invited: Invited
    ) -> None:
        other = browser.new_context(viewport=PHONE).new_page()
        pass_gate(other, live_server, invited)
        pass_gate(page, live_server, invited)
        answer_to_review(page)
        go_on(page, ON)
        sent = invited.response.answers

        answer(other, "very_difficult")

        expect_address(other, "/e/")
        assert invited.response.answers == sent
        other.context.close()


@pytest.mark.safety
class TestEarlierAnswers:
    """Decision 39, SAF-8"""

    def test_come_by_the_back_button_of_the_page_and_not_by_the_browser_s(
        self, anyones_page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        page = anyones_page
        pass_gate(page, live_server, invited)
        answer(page, "very_easy")
        box = page.locator(BACK).bounding_box()
        go_on(page, BACK)
        by_press = page.locator("input:checked").get_attribute("value")
        go_on(page, ON)

        press_back(page)
        by_browser = page.locator("input:checked").count()

        assert box
        assert min(box["width"], box["height"]) >= 44
        assert (by_press, by_browser) == ("very_easy", 0)

    def test_leave_no_press_in_the_history_to_be_sent_again(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        answer(page, "very_easy")
        go_on(page, BACK)
        go_on(page, ON)

        page.go_back()

        expect_address(page, "/q/1/")
        expect(page.locator("input[name=answer]").first).to_be_attached()
        expect(page.locator("input:checked")).to_have_count(0)

    def test_are_not_on_a_page_loaded_again(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        answer_to_review(page)
        told = page.text_content("main dl")

        page.reload()

        assert "Very easy" in told
        assert "Very easy" not in page.text_content("main dl")


class TestCutOff:
    @pytest.fixture
    def offline(
        self, page: Page, context: BrowserContext, live_server: LiveServer, invited: Invited
    ) -> Page:
        pass_gate(page, live_server, invited)
        pick(page, "very_easy")
        context.set_offline(True)
        return page

    @pytest.mark.parametrize("pressed", [ON, "a[href='/i/4/']"])
    def test_says_so_and_keeps_what_is_picked(
        self, offline: Page, context: BrowserContext, invited: Invited, pressed: str
    ) -> None:
        offline.locator(pressed).first.click()

        expect(offline.get_by_role("alert")).to_contain_text("not connected to the internet")
        expect(offline.locator("input:checked")).to_have_attribute("value", "very_easy")
        context.set_offline(False)
        expect(offline.locator("#offline")).to_have_text("")
        go_on(offline, ON)
        assert invited.response.answers == {"Q-CON-1": ["very_easy"]}

    def test_writes_nothing_to_the_device(self, offline: Page) -> None:
        offline.click(ON)

        assert offline.evaluate("localStorage.length + sessionStorage.length") == 0
        assert offline.evaluate("navigator.serviceWorker.getRegistrations()") == []


@pytest.mark.safety
class TestLeavingWithoutAConnection:
    """SAF-7"""

    @pytest.fixture
    def left(
        self, page: Page, context: BrowserContext, live_server: LiveServer, invited: Invited
    ) -> Page:
        pass_gate(page, live_server, invited)
        context.set_offline(True)
        page.click("#exit")
        return page

    def test_empties_the_page_at_once(self, left: Page, live_server: LiveServer) -> None:
        assert is_blank(left)
        expect(left.locator("body")).to_have_text("", use_inner_text=True)
        expect(left).to_have_title("")
        expect_address(left, "/x/")

    def test_ends_the_session_and_leaves_when_there_is_one(
        self, left: Page, context: BrowserContext, invited: Invited
    ) -> None:
        context.set_offline(False)
        left.wait_for_url("**/livez")

        assert Session.objects.count() == 0
        assert invited.invitation.exited_at is not None

    def test_ends_the_session_where_only_the_page_goes(
        self, left: Page, context: BrowserContext, invited: Invited, monkeypatch
    ) -> None:
        recorded: list[None] = []
        record = answers.record_exit
        monkeypatch.setattr(answers, "record_exit", lambda **who: recorded.append(record(**who)))
        left.route("**/x/", stop_going)
        with left.expect_event("requestfailed"):
            context.set_offline(False)
        for _ in range(MOST_LOOKS):
            if recorded:
                break
            left.wait_for_timeout(50)

        assert Session.objects.count() == 0
        assert invited.invitation.exited_at is not None

"""Exit this page with more than one tab open, and a page that is out of sight."""

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import PHONE, expect_words, html_of
from tests.conftest import NOW
from tests.journeys.on_a_phone import (
    ON,
    answer,
    answer_to_review,
    go_on,
    is_blank,
    pass_gate,
    press_back,
)
from tests.responses.invited import Invited

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.safety,
]
OLD_PHONE = "delete window.BroadcastChannel;"
ALONE = OLD_PHONE + "Object.defineProperty(window, 'localStorage', {get() { throw 0; }});"
TURN = """isHidden => {
    Object.defineProperty(document, 'hidden', {get: () => isHidden, configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
}"""
FROM_CACHE = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
KEPT = "localStorage.length + sessionStorage.length"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def _elsewhere(live_server: LiveServer, settings) -> None:
    settings.EXIT_URL = f"{live_server.url}/livez"


@pytest.fixture
def other(page: Page, live_server: LiveServer, invited: Invited) -> Page:
    return in_two_tabs(page, live_server, invited)


def in_two_tabs(page: Page, live_server: LiveServer, invited: Invited) -> Page:
    pass_gate(page, live_server, invited)
    other = page.context.new_page()
    other.goto(f"{live_server.url}/q/1/")
    return other


def hide(page: Page) -> None:
    page.evaluate(TURN, True)


def show(page: Page) -> None:
    page.evaluate(TURN, False)


def is_covered(page: Page) -> bool:
    return page.evaluate("getComputedStyle(document.body).opacity") == "0"


def expect_uncovered(page: Page) -> None:
    expect(page.locator("html")).not_to_have_class("is-covered")
    assert not is_covered(page)


def end_silently(page: Page, live_server: LiveServer) -> None:
    page.request.get(f"{live_server.url}/x/", max_redirects=0)


class TestAnotherTab:
    """SAF-7"""

    @pytest.mark.parametrize("script", ["", OLD_PHONE], ids=["phone", "old phone"])
    def test_saf_7_leaves_by_exit_in_the_first(
        self,
        context: BrowserContext,
        page: Page,
        live_server: LiveServer,
        invited: Invited,
        script: str,
    ) -> None:
        context.add_init_script(script)
        other = in_two_tabs(page, live_server, invited)

        page.click("#exit")

        other.wait_for_url("**/livez")
        page.wait_for_url("**/livez")
        assert page.evaluate(KEPT) == 0
        assert not Session.objects.exists()

    def test_saf_7_leaves_by_shift_in_the_first_and_shows_nothing_by_back(
        self, page: Page, other: Page
    ) -> None:
        for _ in range(3):
            page.keyboard.press("Shift")
        other.wait_for_url("**/livez")

        for _ in range(2):
            press_back(other)

            assert "police" not in html_of(other)

    def test_saf_7_leaves_where_it_shows_no_page_of_a_visit(
        self, page: Page, other: Page, live_server: LiveServer
    ) -> None:
        other.goto(f"{live_server.url}/i/2/")

        page.click("#exit")

        other.wait_for_url("**/livez")

    def test_saf_7_leaves_where_it_is_loading_meanwhile(
        self, page: Page, other: Page, live_server: LiveServer
    ) -> None:
        page.route("**/x/", hold_up)
        page.click("#exit", no_wait_after=True)
        other.wait_for_url("**/livez")

        other.goto(f"{live_server.url}/i/1/", wait_until="commit")
        other.wait_for_url("**/livez")

    def test_saf_7_that_heard_nothing_leaves_when_it_is_shown(
        self, context: BrowserContext, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        context.add_init_script(ALONE)
        other = in_two_tabs(page, live_server, invited)
        hide(other)
        page.click("#exit")
        page.wait_for_url("**/livez")

        is_hidden = is_covered(other)
        show(other)
        other.wait_for_url("**/livez")

        assert is_hidden

    def test_saf_8_leaves_when_it_is_shown_after_contact_was_stopped_in_the_first(
        self, page: Page, other: Page, live_server: LiveServer
    ) -> None:
        hide(other)
        page.goto(f"{live_server.url}/t/")
        page.locator("main form button").first.click()
        page.wait_for_selector("[data-last]")

        show(other)
        other.wait_for_url("**/livez")
        hide(page)
        show(page)

        expect_uncovered(page)
        expect(page.locator("[name=undo]")).to_be_visible()

    def test_saf_7_out_of_the_cache_leaves(
        self, page: Page, other: Page, live_server: LiveServer
    ) -> None:
        end_silently(page, live_server)

        other.evaluate(FROM_CACHE)

        other.wait_for_url("**/livez")

    def test_saf_7_without_scripts_is_neutral_at_its_next_press(
        self, browser: Browser, live_server: LiveServer, invited: Invited
    ) -> None:
        context = browser.new_context(viewport=PHONE, java_script_enabled=False)
        page = context.new_page()
        other = in_two_tabs(page, live_server, invited)
        page.click("#exit")
        page.wait_for_url("**/livez")

        answer(other, "very_easy")

        expect(other).to_have_url(f"{live_server.url}/e/")
        context.close()


def hold_up(way: Route) -> None:
    if way.request.method == "POST":
        way.continue_()


class TestOutOfSight:
    """SAF-8"""

    def test_saf_8_is_covered_until_it_is_shown(self, page: Page, other: Page) -> None:
        page.locator("input[value=very_easy] + label").click()

        hide(page)
        hidden = is_covered(page)
        show(page)

        assert hidden
        expect_uncovered(page)
        expect(page.locator("input:checked")).to_have_count(1)
        go_on(page, ON)

    def test_saf_8_keeps_the_six_words_of_the_last_page(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        answer_to_review(page)
        go_on(page, ON)

        hide(page)
        show(page)

        expect_uncovered(page)
        expect_words(page, "six words")

    def test_saf_8_is_shown_without_a_connection(
        self, page: Page, context: BrowserContext, other: Page
    ) -> None:
        hide(page)
        context.set_offline(True)
        show(page)

        expect_uncovered(page)
        context.set_offline(False)

    def test_saf_8_is_covered_before_a_phone_takes_its_picture(
        self, browser: Browser, live_server: LiveServer, invited: Invited
    ) -> None:
        context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
        page = context.new_page()
        pass_gate(page, live_server, invited)

        page.evaluate("dispatchEvent(new Event('blur'))")
        covered = is_covered(page)
        page.evaluate("dispatchEvent(new Event('focus'))")

        assert covered
        expect_uncovered(page)
        context.close()

    def test_saf_7_is_left_at_once_while_it_is_covered(self, page: Page, other: Page) -> None:
        hide(page)

        for _ in range(3):
            page.keyboard.press("Shift")

        page.wait_for_url("**/livez")

    def test_saf_8_leaves_a_visit_as_it_is(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        page.locator("input[value=very_easy] + label").click()
        go_on(page, ON)
        hide(page)
        show(page)
        expect_uncovered(page)

        go_on(page, "main form button.back")

        expect(page.locator("input:checked")).to_have_attribute("value", "very_easy")

    @pytest.mark.parametrize("address", ["/q/1/", "/i/2/"])
    def test_saf_8_is_blank_on_paper(
        self, page: Page, other: Page, live_server: LiveServer, address: str
    ) -> None:
        page.goto(f"{live_server.url}{address}")

        page.emulate_media(media="print")

        assert page.evaluate("document.documentElement.innerText") == ""
        assert not is_blank(page)

"""Someone is watched, interrupted, cut off, or changes her mind."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Page, Route
from pytest_django.live_server_helper import LiveServer

from tests.browser import check_page, html_of
from tests.conftest import NOW
from tests.journeys.on_a_phone import ON, go_on, is_blank, pass_gate, pick, press_back
from tests.responses.invited import Invited

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.safety,
]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def _elsewhere(live_server: LiveServer, settings) -> None:
    settings.EXIT_URL = f"{live_server.url}/livez"


class TestWatched:
    """SAF-7"""

    @pytest.mark.parametrize("address", ["/s/", "/q/1/", "/nowhere/", "/w/"])
    def test_leaves_by_the_first_link_of_any_page(
        self, page: Page, live_server: LiveServer, invited: Invited, address: str
    ) -> None:
        pass_gate(page, live_server, invited)
        page.goto(f"{live_server.url}{address}")

        page.keyboard.press("Tab")
        first = page.evaluate("document.activeElement.getAttribute('href')")
        is_seen = page.evaluate("document.activeElement.getBoundingClientRect().height > 20")
        page.keyboard.press("Enter")
        page.wait_for_url("**/livez")

        assert (first, is_seen) == ("/x/", True)
        assert invited.invitation.exited_at is not None

    def test_leaves_by_shift_on_an_error_too(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        page.goto(f"{live_server.url}/nowhere/")

        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_url("**/livez")

    def test_shows_nothing_however_often_back_is_pressed(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        pick(page, "very_easy")
        page.click(ON)
        page.wait_for_url("**/q/2/")
        page.click("#exit")
        page.wait_for_url("**/livez")

        for _ in range(3):
            press_back(page)

            assert "police" not in html_of(page)
            assert page.title() in {"Service feedback", ""}

    def test_keeps_an_empty_page_for_the_back_button(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)

        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
        hidden = is_blank(page)
        with page.expect_navigation():
            page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

        assert hidden
        assert not is_blank(page)


class TestCutOff:
    def test_in_the_middle_of_sending_goes_on_by_sending_again(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        def hear_nothing(route: Route) -> None:
            if route.request.method == "POST":
                route.fetch(max_redirects=0)
                route.abort("connectionreset")
            else:
                route.continue_()

        pass_gate(page, live_server, invited)
        pick(page, "very_easy")
        page.route("**/q/1/", hear_nothing)
        with page.expect_event("requestfailed"):
            page.click(ON, no_wait_after=True)
        stored = invited.response.answers
        page.unroute("**/q/1/")

        page.goto(f"{live_server.url}/q/1/")
        shown = page.locator("input:checked").count()
        page.click(ON)
        page.wait_for_url("**/q/2/")

        assert stored == {"Q-CON-1": ["very_easy"]}
        assert shown == 0
        assert invited.response.answers == stored


class TestAChangeOfMind:
    def test_takes_the_answers_out_by_the_six_words_of_the_last_page(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        pick(page, "very_easy")
        go_on(page, ON)
        while "/q/" in page.url:
            page.check("input[value=prefer_not]")
            go_on(page, ON)
        page.click("button[name=skip]")
        page.wait_for_url("**/r/")
        page.click(ON)
        page.wait_for_selector("h1:has-text('Thank you')")
        check_page(page, language="en")
        words = " ".join(page.locator("main .inset li").all_inner_texts())

        page.goto(f"{live_server.url}/w/")
        check_page(page, language="en")
        page.fill("input[name=words]", "acorn " * 6)
        page.click(ON)
        check_page(page, language="en")
        page.fill("input[name=words]", words)
        page.click(ON)
        page.wait_for_selector("h1:has-text('taken your answers out')")
        check_page(page, language="en")

        assert invited.response.answers == {}
        assert invited.response.withdrawn_at is not None

"""Someone follows the link of a text and answers: by keyboard, in Welsh, watched, in a hurry."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import check_page, html_of
from tests.conftest import NOW
from tests.journeys import answering
from tests.journeys.on_a_phone import press_back
from tests.responses.invited import Invited, invite

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def invited() -> Invited:
    return invite(language="cy")


def pass_gate(page: Page, live_server: LiveServer, invited: Invited) -> None:
    page.goto(f"{live_server.url}/{invited.token}")
    page.goto(f"{live_server.url}/g/")
    page.fill("#id_answer", "1984")
    answering.press(page)
    page.goto(f"{live_server.url}/q/1/")


class TestByKeyboardInWelsh:
    def test_the_whole_way_to_the_thanks(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        page.goto(f"{live_server.url}/{invited.token}")
        check_page(page, language="cy")
        assert page.url == f"{live_server.url}/s/"
        answering.tab_to(page, "#id_answer")
        page.keyboard.type("1885")
        answering.press(page)
        check_page(page, language="cy")
        assert page.evaluate("document.activeElement.className") == "error-summary"
        answering.tab_to(page, "#id_answer")
        page.keyboard.type("1984")
        answering.press(page)

        answering.answer_core(page)
        answering.answer_about_oneself(page)
        answering.check_and_send(page)

        answers = invited.response.answers
        assert answers["Q-CON-1"] == ["fairly_easy"]
        assert answers["Q-ACT-2"] == ["very_satisfied"]
        assert answers["EQ-DIS-3"] == ["vision", "mobility"]
        assert [answers[code] for code in ("EQ-REL", "EQ-ORI", "EQ-GEN-1", "EQ-PREG")] == [
            ["christian"], ["straight"], ["yes"], ["no"],
        ]  # fmt: skip
        assert invited.response.language == "cy"
        assert invited.response.completed_at is not None

    def test_changing_the_language_keeps_what_was_picked(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        answering.tab_to(page, "input[name=answer]")
        page.keyboard.press("Space")
        page.evaluate("document.body.focus()")
        page.focus(".skip")
        answering.tab_to(page, "summary")
        page.keyboard.press("Enter")
        answering.tab_to(page, "button[name=language][value=en]")
        answering.press(page)

        check_page(page, language="en")
        expect(page.locator("input:checked")).to_have_attribute("value", "very_easy")
        assert invited.response.answers == {}


@pytest.mark.safety
class TestInAHurry:
    """SAF-7"""

    @pytest.fixture(autouse=True)
    def _elsewhere(self, live_server: LiveServer, settings) -> None:
        settings.EXIT_URL = f"{live_server.url}/livez"

    @pytest.mark.parametrize("has_script", [True, False], ids=["script", "no script"])
    def test_the_exit_leaves_nothing_behind_the_back_button(
        self, browser: Browser, live_server: LiveServer, invited: Invited, has_script: bool
    ) -> None:
        context = browser.new_context(java_script_enabled=has_script)
        page = context.new_page()
        pass_gate(page, live_server, invited)
        page.click("#exit")
        page.wait_for_url("**/livez")

        press_back(page)

        assert "heddlu" not in html_of(page)
        expect(page.locator("input[name=answer]")).to_have_count(0)
        assert not [cookie for cookie in context.cookies() if cookie["name"] == "sid"]
        assert invited.invitation.exited_at is not None
        context.close()

    def test_three_presses_of_shift_are_an_exit(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)

        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_url("**/livez")

        assert invited.invitation.exited_at is not None

    def test_pressing_continue_twice_goes_one_page_on(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        page.locator("label").first.click()

        page.locator("main button.button:not([name])").dblclick(no_wait_after=True)
        # The first press is given up for the second: waiting for its load may fail.
        expect(page).to_have_url(re.compile("/q/2/$"))

        assert invited.response.answers == {"Q-CON-1": ["very_easy"]}

    def test_two_tabs_lose_nothing(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        other = page.context.new_page()
        other.goto(f"{live_server.url}/q/1/")
        for tab, choice in ((page, "very_easy"), (other, "very_difficult")):
            tab.locator(f"input[value={choice}] + label").click()
            tab.locator("main button.button:not([name])").click()
            tab.wait_for_url("**/q/2/")

        assert invited.response.answers == {"Q-CON-1": ["very_difficult"]}

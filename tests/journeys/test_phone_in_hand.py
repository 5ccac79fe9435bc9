"""Somebody who lives with her holds her unlocked phone, knows her year of birth and this product's
code, and has time."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import PHONE
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
from tests.responses.invited import BIRTH_YEAR, Invited

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.safety,
]
NEUTRAL_ADDRESS = re.compile(r"/[a-z]/(\d+/)?")
NEUTRAL_TITLE = re.compile(r"(Question \d+ – )?Service feedback")
IDLE = timedelta(minutes=20, seconds=1)
TAKE_UP = """() => {
    document.dispatchEvent(new Event("visibilitychange"));
    return document.documentElement.hidden;
}"""


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


def history_of(page: Page) -> list[tuple[str, str]]:
    developer = page.context.new_cdp_session(page)
    entries = developer.send("Page.getNavigationHistory")["entries"]
    kept = [entry for entry in entries if entry["url"].startswith("http")]
    return [(urlsplit(entry["url"]).path, entry["title"]) for entry in kept]


def ticked(page: Page) -> int:
    return page.locator("input:checked").count()


class TestTheHistory:
    """SAF-4, SAF-5"""

    def test_holds_neutral_titles_and_addresses_alone(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        answer_to_review(page)
        go_on(page, ON)

        history = history_of(page)

        assert {"/s/", "/q/1/", "/m/", "/r/"} <= {path for path, _ in history}
        assert not [path for path, _ in history if not NEUTRAL_ADDRESS.fullmatch(path)]
        assert not [title for _, title in history if not NEUTRAL_TITLE.fullmatch(title)]
        assert page.evaluate("document.referrer") == ""

    def test_leads_to_one_neutral_page_after_the_end(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        answer_to_review(page)
        go_on(page, ON)
        shown = set()

        for path in sorted({path for path, _ in history_of(page)} | {f"/{invited.token}"}):
            page.goto(f"{live_server.url}{path}")
            shown.add((urlsplit(page.url).path, page.title(), page.inner_text("main")))

        assert len(shown) == 1
        assert not [word for word in TELLING for page_shown in shown if word in page_shown[2]]


class TestWhileSheAnswers:
    """SAF-8"""

    def test_back_shows_no_answer_however_often(
        self, anyones_page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        page = anyones_page
        pass_gate(page, live_server, invited)
        for _ in range(3):
            answer(page, "very_easy" if page.url.endswith("/q/1/") else "prefer_not")

        shown = []
        for _ in range(3):
            press_back(page)
            shown.append((urlsplit(page.url).path, ticked(page)))

        assert shown == [("/q/3/", 0), ("/q/2/", 0), ("/q/1/", 0)]

    def test_no_address_shows_an_answer(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        pass_gate(page, live_server, invited)
        answer_to_review(page)
        addresses = sorted(
            {path for path, _ in history_of(page) if path.startswith(("/q/", "/r/"))}
        )
        tab = page.context.new_page()
        told = []

        for address in addresses:
            tab.goto(f"{live_server.url}{address}")
            tab.reload()
            told.append((address, ticked(tab)))
        tab.click("main details summary")
        checked = tab.inner_text("main dl")
        tab.locator("button[formaction='/q/1/']").click()
        tab.wait_for_url("**/q/1/")

        assert told == [(address, 0) for address in addresses]
        assert addresses[-1] == "/r/"
        assert "Very easy" not in checked
        assert ticked(tab) == 0


class TestASecondPhone:
    """SAF-6, SAF-8"""

    def test_with_the_link_and_the_right_answer_finds_nothing_after_the_end(
        self, page: Page, browser: Browser, live_server: LiveServer, invited: Invited
    ) -> None:
        other = browser.new_context(viewport=PHONE).new_page()
        other.goto(f"{live_server.url}/{invited.token}")
        pass_gate(page, live_server, invited)
        answer_to_review(page)
        go_on(page, ON)
        sent = invited.response.answers

        other.fill("#id_answer", str(BIRTH_YEAR))
        go_on(other, ON)
        by_gate = other.url
        other.goto(f"{live_server.url}/{invited.token}")

        assert by_gate == other.url == f"{live_server.url}/e/"
        assert "answers" not in other.inner_text("main")
        assert invited.response.answers == sent
        other.context.close()


class TestAPhonePutDown:
    """SAF-8: the visit is over after 20 minutes, and the page is still on the screen."""

    @pytest.fixture
    def put_down(self, page: Page, live_server: LiveServer, invited: Invited) -> Page:
        page.clock.install()
        pass_gate(page, live_server, invited)
        pick(page, "very_easy")
        return page

    def test_shows_nothing_to_who_takes_it_up_later(
        self, put_down: Page, clock: time_machine.Traveller
    ) -> None:
        clock.shift(IDLE)
        put_down.clock.fast_forward(IDLE.total_seconds() * 1000)

        hidden = put_down.evaluate(TAKE_UP)
        put_down.wait_for_url("**/e/")

        assert hidden
        assert not is_blank(put_down)

    def test_shows_the_page_to_who_takes_it_up_in_time(self, put_down: Page) -> None:
        put_down.clock.fast_forward((IDLE.total_seconds() - 60) * 1000)

        hidden = put_down.evaluate(TAKE_UP)

        assert not hidden
        assert ticked(put_down) == 1

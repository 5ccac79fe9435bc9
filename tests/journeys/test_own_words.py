"""Somebody writes in their own words; a reader finds the text, says what it tells of, and closes it
without a mouse."""

from collections.abc import Iterator
from datetime import time

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from access.models import User
from responses.models import FollowUp, WrittenText
from responses.triage.actions import rota
from tests.browser import check_page
from tests.conftest import TESTER
from tests.journeys.answering import press, tab_to
from tests.journeys.at_a_desk import desk_page, see
from tests.responses.invited import BIRTH_YEAR, Invited
from tests.responses.triage.at_the_desk import BETTER, CITY, answered_all, reader

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def readers(transactional_db: None) -> list[User]:
    people = [reader("Ash"), reader("Birch")]
    for person in people:
        rota.set_shifts(
            desk=CITY, person=person, weekdays=range(7), hours=(time(0), time(0)),
            on_bank_holidays=True, by=TESTER, at=timezone.now(),
        )  # fmt: skip
    return people


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, readers: list[User]) -> Iterator[Page]:
    yield from desk_page(browser, live_server, readers[0])


class TestOwnWords:
    def test_are_written_on_a_phone_and_read_at_a_desk(
        self, anyones_page: Page, desk: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        write(anyones_page, live_server, invited)

        read(desk, live_server)
        reach(desk, live_server)

        text = WrittenText.objects.get()
        assert (text.category, text.outcome, text.told) == ("complaint", "complaint", "yes")
        assert FollowUp.objects.get().outcome == "spoken"


def write(page: Page, live_server: LiveServer, invited: Invited) -> None:
    page.goto(f"{live_server.url}/{invited.token}")
    page.locator("input[name=answer]").fill(str(BIRTH_YEAR))
    page.locator("main button.button").first.click()
    page.wait_for_url("**/q/1/")
    answered_all(invited)
    page.goto(f"{live_server.url}/u/")
    expect(page.get_by_role("heading", name="In your own words")).to_be_visible()
    see(page, "own-words")
    page.get_by_label("What is the one thing that should have been better?").fill(BETTER)
    page.get_by_label("How can we reach you safely?").fill("07700 900123")
    page.get_by_role("button", name="Send what I wrote").click()
    expect(page.get_by_role("heading", name="Your message has been sent")).to_be_visible()
    see(page, "own-words-sent")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Send your answers")).to_be_visible()
    expect(page.get_by_text("lapwing")).to_have_count(0)


def read(desk: Page, live_server: LiveServer) -> None:
    desk.goto(f"{live_server.url}/staff/texts/")
    expect(desk.get_by_role("heading", name="Texts to read")).to_be_visible()
    see(desk, "texts")
    tab_to(desk, "main table a")
    press(desk)
    expect(desk.get_by_text("lapwing")).to_have_count(0)
    desk.locator("[data-test=confirm]").click()
    expect(desk.get_by_text("lapwing")).to_be_visible()
    see(desk, "text")
    desk.get_by_label("A complaint", exact=True).check()
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Saved", exact=True)).to_be_visible()
    desk.get_by_label("Passed to the complaints team").check()
    desk.get_by_label("Yes, in the way that is safe for them").check()
    desk.get_by_role("button", name="Close", exact=True).click()
    expect(desk.get_by_text("No messages to read.")).to_be_visible()
    check_page(desk)


def reach(desk: Page, live_server: LiveServer) -> None:
    desk.goto(f"{live_server.url}/staff/wishes/")
    expect(desk.get_by_role("heading", name="Contact requests")).to_be_visible()
    see(desk, "wishes")
    tab_to(desk, "main table a")
    press(desk)
    expect(desk.get_by_text("07700 900123")).to_be_visible()
    see(desk, "wish-at-a-desk")
    desk.get_by_label("Spoke to them").check()
    desk.get_by_role("button", name="Close", exact=True).click()
    expect(desk.get_by_text("No contact requests.")).to_be_visible()

"""A force’s analyst follows an alert from the signal to its end, with a second measurement."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from access import actions as access_actions
from access.models import Force
from access.permissions import Role
from analytics.casebook.actions.follow import follow
from tests.analytics import make as analytics_make
from tests.analytics.casebook import make
from tests.analytics.make import CITY
from tests.browser import check_page, sign_in
from tests.conftest import NOW, TESTER
from tests.journeys.looking import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"
MORNING = NOW + timedelta(hours=21)


@pytest.fixture
def _signal(transactional_db: None) -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        make.answers_around()
        analytics_make.alert(item="Q-OVR-1")
        follow(by=TESTER, at=NOW)
        access_actions.create_user(
            email="city@example.org", name="City Analyst", password=PASSWORD,
            role=Role.FORCE_ANALYST, force=Force.objects.get(code=CITY), by=TESTER, at=NOW,
        )  # fmt: skip
        yield


def looked_at(page: Page) -> None:
    check_page(page)
    wide = page.viewport_size
    page.set_viewport_size(NARROW)
    check_page(page)
    page.set_viewport_size(wide or {"width": 1280, "height": 900})


def save(page: Page) -> None:
    looked_at(page)
    page.get_by_role("button", name="Save").click()
    page.wait_for_load_state()


@pytest.mark.usefixtures("_signal")
class TestAnAlert:
    def test_is_followed_from_the_signal_to_its_end(
        self, context: BrowserContext, live_server: LiveServer
    ) -> None:
        page = context.new_page()
        page.set_viewport_size({"width": 1280, "height": 900})
        sign_in(page, live_server.url, email="city@example.org", password=PASSWORD)
        page.get_by_role("link", name="Alerts").click()
        page.get_by_role("link", name="City of London Police: Satisfied overall").click()
        expect(page.locator(".chart")).to_contain_text("by four weeks over a year")
        looked_at(page)

        page.get_by_role("link", name="Take it").click()
        save(page)
        expect(page.locator("main")).to_contain_text("City Analyst, by 30 November 2026")

        self.say_what_is_being_done(page)
        follow(by=TESTER, at=MORNING)
        page.reload()
        expect(page.locator("main")).to_contain_text(
            "30 % in the eight weeks before, 80 % in the eight weeks from then"
        )
        expect(page.locator("main")).to_contain_text("Beside forces where nothing was done: +50")
        looked_at(page)

        page.get_by_role("link", name="Close it").click()
        page.fill("textarea", "The calls stay.")
        save(page)
        expect(page.locator("main")).to_contain_text("Closed")
        page.get_by_role("link", name="All alerts").click()
        expect(page.locator(".lead")).to_contain_text("No alert is open.")
        page.get_by_role("link", name="What others did").click()
        expect(page.locator("main")).to_contain_text("An officer calls every two weeks.")
        looked_at(page)

    def say_what_is_being_done(self, page: Page) -> None:
        page.get_by_role("link", name="Say what is being done").click()
        page.get_by_label("Updates to victims").check()
        page.get_by_label("What is done, in one sentence?").fill(
            "An officer calls every two weeks."
        )
        start = make.START
        for part, value in (("day", start.day), ("month", start.month), ("year", start.year)):
            page.fill(f"[name=starts_on_{part}]", str(value))
        save(page)
        expect(page.locator("main")).to_contain_text("Something is being done")

"""A superintendent asks what truly changed, and what goes with being satisfied, and is told by
name."""

import pytest
import time_machine
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from access.models import User
from tests.analytics.drivers import nation as drivers
from tests.analytics.trends import nation as trends
from tests.browser import check_page, go_to, sign_in_to_work
from tests.conftest import NOW
from tests.journeys.at_a_desk import PASSWORD
from tests.journeys.looking import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def in_welsh_on_a_telephone(page: Page, context: BrowserContext, base: str) -> None:
    context.add_cookies([{"name": "language", "value": "cy", "url": base}])
    page.set_viewport_size(NARROW)
    page.reload()


class TestASuperintendent:
    def test_is_told_what_truly_changed(
        self, context: BrowserContext, live_server: LiveServer, force_analyst: User
    ) -> None:
        trends.enter()
        with time_machine.travel(NOW, tick=True):
            page = context.new_page()
            sign_in_to_work(page, live_server.url, email=force_analyst.email, password=PASSWORD)
            go_to(page, "Trends")

            lead = page.locator(".lead")
            expect(lead).to_contain_text(
                "From 2026 Q2 to 2026 Q3 this truly changed in City of London Police: “Felt "
                "believed” fell from 60 % to 40 % (−20 points"
            )
            expect(lead).to_contain_text("points would have been seen")
            page.get_by_text("Show as a table").click()
            expect(page.get_by_role("row", name="2026 Q3 40 %")).to_contain_text(
                "outside the limits of its own habit"
            )
            page.get_by_text("How a change is told from chance").click()
            check_page(page, language="en")
            page.get_by_role("link", name="Satisfied overall").click()
            expect(page.locator("#trend-heading")).to_have_text("Satisfied overall over time")

            in_welsh_on_a_telephone(page, context, live_server.url)
            expect(lead).to_contain_text("newidiodd hyn mewn gwirionedd")
            check_page(page, language="cy")

    def test_is_told_what_goes_with_being_satisfied(
        self, context: BrowserContext, live_server: LiveServer, force_analyst: User
    ) -> None:
        trends.enter()
        drivers.store_a_year()
        with time_machine.travel(NOW, tick=True):
            page = context.new_page()
            sign_in_to_work(page, live_server.url, email=force_analyst.email, password=PASSWORD)
            go_to(page, "Journey")
            page.get_by_role("link", name="1 Reporting").click()

            lead = page.locator(".lead")
            expect(lead).to_contain_text(
                "“Satisfied with being kept informed” goes most closely with “Satisfied overall”. "
                "Its share is 60 % (55–65 %)"
            )
            expect(page.locator("main")).to_contain_text("goes together, and not a cause")
            page.get_by_text("How this is made").click()
            check_page(page, language="en")

            in_welsh_on_a_telephone(page, context, live_server.url)
            expect(lead).to_contain_text("sy’n mynd agosaf gyda")
            check_page(page, language="cy")

"""An analyst of a force asks on a telephone where the journey of its victims fails, and notes on a
series why it begins anew."""

import pytest
import time_machine
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from access.models import User
from tests.analytics import make
from tests.analytics.journey.nation import enter_a_journey
from tests.browser import check_page, expect_words, go_to, sign_in
from tests.conftest import NOW
from tests.journeys.at_a_desk import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class TestAnAnalyst:
    def test_is_told_the_step_by_name_as_the_first_thing(
        self, page: Page, live_server: LiveServer, force_analyst: User
    ) -> None:
        enter_a_journey()
        make.fill()

        with time_machine.travel(NOW, tick=True):
            sign_in(page, live_server.url, email=force_analyst.email, password=PASSWORD)
            expect_words(page, "loses most between “Reporting” and “Investigation”")
            check_page(page, language="en")
            page.get_by_role("link", name="Journey", exact=True).first.click()

            lead = "“Satisfied with being kept informed” falls from 75 % to 35 %"
            expect_words(page, "loses most between “Reporting” and “Investigation”", within=".lead")
            expect_words(page, lead, within=".lead")
            expect_words(page, "Sentence (fewer than 10 people answered)")
            check_page(page, language="en")

            page.get_by_text("Show as a table").first.click()
            page.get_by_text("How stages are compared").click()
            check_page(page, language="en")
            page.get_by_role("link", name="Satisfied overall").click()
            expect(page.locator("#stages-heading")).to_have_text("Satisfied overall")
            check_page(page, language="en")

            note_why_limits_restart(page)
            expect_words(page, "New crime recording system", within=".series-notes")
            check_page(page, language="en")


def note_why_limits_restart(page: Page) -> None:
    go_to(page, "Figures")
    page.get_by_role("link", name="Note an event on this series").click()
    page.get_by_role("button", name="Note it").click()
    check_page(page, language="en")
    page.get_by_label("In which quarter?").select_option("2026-Q3")
    page.get_by_label("Begin the limits of the series anew").check()
    page.get_by_label("What happened?").fill("New crime recording system")
    page.get_by_role("button", name="Note it").click()

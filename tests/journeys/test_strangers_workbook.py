"""A workbook that nobody here has seen, from its sheet of notes to invitations on screen: a title
row, nine columns of ours under other names, true dates, a hidden sheet, and a victim who must not
be texted."""

from collections.abc import Iterator

import pytest
import time_machine
import xlsxwriter
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from access import actions as access_actions
from access.models import DataOrigin, User
from responses.case_files.columns import FLAGS
from responses.models import Case, OutboxMessage
from tests.browser import sign_in_to_work
from tests.conftest import NOW, TESTER
from tests.journeys.at_a_desk import DESK, PASSWORD, see, work
from tests.responses import asked
from tests.responses.case_files.workbooks.books import book

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
HEADINGS = (
    "Crime Ref", "HO code", "Date Reported", "Current status", "Status date", "Mob No",
    "Year of birth", "Gender", "Number checked", "Surname", "Station",
    *(f"flag_{flag}" for flag in FLAGS),
)  # fmt: skip
REPORTED = asked.on(20)


def victim(key: str, mobile: str, gender: str = "F", checked: str = "Yes") -> list[object]:
    return [
        key, "28E", REPORTED, "Under investigation", REPORTED, mobile, 1984, gender, checked,
        "Synthetic", "Bishopsgate", *("no" for _flag in FLAGS),
    ]  # fmt: skip


def strangers_workbook() -> bytes:
    def hide(made: xlsxwriter.Workbook) -> None:
        made.get_worksheet_by_name("Lookups").hide()

    return book(
        {
            "Read me": [["Weekly extract for the survey"], ["Ask the records desk"]],
            "Cases": [
                ["Victims of crime, week 47"],
                list(HEADINGS),
                victim("R-2001", "07700 900123"),
                victim("R-2002", "+44 7700 900124", gender="M"),
                victim("R-2003", "DO NOT TEXT 07700 900125"),
            ],
            "Lookups": [["code", "meaning"], ["28E", "Burglary"]],
        },
        change=hide,
    )


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    with time_machine.travel(NOW, tick=True):
        context = browser.new_context(viewport=DESK, locale="en-GB", reduced_motion="reduce")
        context.set_default_timeout(10_000)
        yield context.new_page()
        context.close()


class TestAStrangersWorkbook:
    def test_comes_to_invitations_of_those_who_may_be_texted(
        self, desk: Page, live_server: LiveServer, data_loader: User, force_analyst: User
    ) -> None:
        access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)
        sign_in_to_work(desk, live_server.url, email=data_loader.email, password=PASSWORD)
        self.bring(desk)
        self.say_what_the_columns_are(desk)
        self.say_what_the_codes_are(desk)
        self.load(desk)

        assert set(Case.objects.values_list("case_key", flat=True)) == {"R-2001", "R-2002"}
        asked.decide()
        asked.queue()
        asked.send()

        assert OutboxMessage.objects.count() == 2
        desk.context.clear_cookies()
        sign_in_to_work(desk, live_server.url, email=force_analyst.email, password=PASSWORD)
        desk.goto(f"{live_server.url}/staff/outbox/")
        see(desk, "outbox")
        shown = desk.inner_text("main")
        assert "••• 123" in shown
        assert "••• 124" in shown
        assert "125" not in shown

    def bring(self, page: Page) -> None:
        file = {
            "name": "week 47.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": strangers_workbook(),
        }
        page.set_input_files("#id_file", [file])
        page.click("button[name=example]")
        work()
        page.reload()
        see(page, "columns")

    def say_what_the_columns_are(self, page: Page) -> None:
        page.get_by_label("Mob No", exact=True).select_option("contact_mobile")
        page.get_by_label("Number checked", exact=True).select_option("number_safe")
        page.get_by_label("Station", exact=True).select_option("-")
        page.click("text=Continue")
        see(page, "codes")

    def say_what_the_codes_are(self, page: Page) -> None:
        page.get_by_label("Yes", exact=True).select_option("yes")
        page.click("text=Continue")
        see(page, "keep")
        page.fill("#id_name", "week-47")
        page.click("text=Keep it, and check this file by it")
        work()
        page.reload()
        see(page, "checked")

    def load(self, page: Page) -> None:
        page.click("text=Load the 2 good rows")
        work()
        page.reload()
        see(page, "loaded")

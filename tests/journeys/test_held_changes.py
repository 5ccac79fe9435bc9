"""A data loader brings a file that says much otherwise, looks before loading it, and an operations
lead judges what waits."""

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from access.models import User
from responses.models import Case, HeldChange
from tests.browser import PHONE, expect_words
from tests.journeys.at_a_desk import DESK, desk_page, see, work
from tests.journeys.test_case_files import bring
from tests.responses.case_files.examples import csv_text, record

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROWS = [record(case_key=f"K{n}", sex="female", flag_stalking="yes") for n in range(24)]
OTHERWISE = [{**row, "offence_code": "34B", "flag_stalking": ""} for row in ROWS]


def load_at_once(page: Page, live_server: LiveServer) -> None:
    page.goto(f"{live_server.url}/staff/case-files/")
    bring(page, csv_text(ROWS))
    work()
    page.reload()
    page.click("text=Load all 24 rows")
    work()


class TestAFileThatSaysMuchOtherwise:
    @pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
    def test_is_looked_at_loaded_and_judged(
        self,
        browser: Browser,
        live_server: LiveServer,
        data_loader: User,
        operations_lead: User,
        size: dict[str, int],
    ) -> None:
        loader_pages = desk_page(browser, live_server, data_loader)
        page = next(loader_pages)
        load_at_once(page, live_server)
        page.set_viewport_size(size)
        page.goto(f"{live_server.url}/staff/case-files/")
        bring(page, csv_text(OTHERWISE))
        work()
        page.reload()
        see(page, f"diff-1-read-{size['width']}")
        expect_words(page, "Flags become unknown: 24 of 24 cases.")
        page.click("text=Load all 24 rows")
        expect_words(page, "say that the file is right", within="body")
        page.check("text=I have looked at these numbers")
        page.click("text=Load all 24 rows")
        work()
        page.reload()
        see(page, f"diff-2-loaded-{size['width']}")

        self.judge(browser, live_server, operations_lead, size)
        loader_pages.close()

    def judge(
        self, browser: Browser, live_server: LiveServer, lead: User, size: dict[str, int]
    ) -> None:
        pages = desk_page(browser, live_server, lead)
        page = next(pages)
        page.goto(f"{live_server.url}/staff/held-changes/")
        page.set_viewport_size(size)
        see(page, f"diff-3-waiting-{size['width']}")
        page.click("text=A flag becomes no or unknown")
        see(page, f"diff-4-group-{size['width']}")
        page.click("text=Confirm K3")
        expect_words(page, "1 change is confirmed.", within="body")
        page.click("text=A flag becomes no or unknown")
        page.click("text=Refuse 23 changes")
        see(page, f"diff-5-done-{size['width']}")
        expect_words(page, "23 changes are refused.", within="body")
        assert Case.objects.get(case_key="K3").flags == {}
        assert HeldChange.objects.filter(state="refused").count() == 23
        pages.close()

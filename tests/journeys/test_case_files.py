"""A data loader brings a file, reads the report, loads the good rows and takes them back."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from access.models import User
from responses.models import Case
from tests.browser import PHONE, expect_words
from tests.journeys.at_a_desk import DESK, desk_page, see, work
from tests.responses.case_files.examples import csv_text, record
from tests.responses.case_files.police_uk_files import street_row, street_text
from tests.responses.case_files.workbooks.books import book, table

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MIXED = csv_text(
    [
        record(ethnicity="roma", reported_on="2026-08-01", stage_on="2026-08-01"),
        record(case_key="K2", stage="NOWHERE"),
        record(case_key="K3", birth_year="1900", contact_mobile="07700 900 12"),
    ]
)
SEARCHES = "Type,Date,Object of search\n"
POLICE_UK = street_text(street_row(), street_row("a2"))
PROFILE = '[columns]\n"Ref" = "case_key"\n'


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def desk(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, data_loader: User
) -> Iterator[Page]:
    pages = desk_page(browser, live_server, data_loader, java_script_enabled=request.param)
    page = next(pages)
    page.is_scripted = request.param  # type: ignore[attr-defined]
    yield page
    pages.close()


def bring(page: Page, text: str = MIXED) -> None:
    file = {"name": "night-extract.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.set_input_files("#id_file", [file])
    page.click("main button.button")


class TestALoader:
    def test_loads_the_good_rows_reads_the_report_and_takes_them_back(
        self, desk: Page, live_server: LiveServer
    ) -> None:
        bring(desk)
        expect(desk.locator(".tag")).to_have_text("Being read")
        work()
        self.look(desk)
        expect_words(desk, "2 rows of 3 cannot be loaded", within="#state")
        expect_words(desk, "Ethnic group stated")
        with desk.expect_download() as download:
            desk.click("main a[href$='rejected.csv']")
        assert "NOWHERE" in Path(download.value.path()).read_text(encoding="utf-8-sig")

        desk.click("text=Load the one good row")
        work()
        self.look(desk)
        expect(desk.locator(".tag")).to_have_text("Loaded")
        assert Case.objects.count() == 1

        desk.click("text=Take this load back")
        work()
        self.look(desk)
        expect(desk.locator(".tag")).to_have_text("Taken back")
        assert not Case.objects.exists()

    def test_brings_an_archive_of_police_uk_and_takes_it_back(
        self, desk: Page, live_server: LiveServer
    ) -> None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as package:
            package.writestr("2016-03/2016-03-city-of-london-street.csv", POLICE_UK)
            package.writestr("2016-03/2016-03-city-of-london-stop-and-search.csv", SEARCHES)
        archive = {"name": "2016.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
        desk.set_input_files("#id_file", [archive])
        desk.click("main button.button")
        work()
        self.look(desk)
        expect_words(desk, "All 2 rows are good", within="#state")
        expect_words(desk, "Files of stop and search, left out")

        desk.click("text=Load all 2 rows")
        work()
        self.look(desk)
        assert set(Case.objects.values_list("case_key", flat=True)) == {"a1", "a2"}

        desk.click("text=Take this load back")
        work()
        self.look(desk)
        assert not Case.objects.exists()

    def look(self, page: Page) -> None:
        if page.is_scripted:  # type: ignore[attr-defined]
            page.locator("text=Look again").wait_for(state="detached")
        else:
            page.click("text=Look again")


class TestAWorkbookThatHidesRows:
    def test_is_refused_until_the_loader_says_that_they_are_meant(
        self, browser: Browser, live_server: LiveServer, data_loader: User
    ) -> None:
        pages = desk_page(browser, live_server, data_loader)
        page = next(pages)
        self.bring(page)
        work()
        page.reload()
        see(page, "hidden-refused")
        expect_words(page, "Rows are hidden or filtered out. Their numbers are 3 (1 in all).")
        expect(page.locator("text=Load all")).to_have_count(0)

        page.click("text=All case files")
        page.check("text=Load hidden rows and columns too")
        see(page, "hidden-ticked")
        self.bring(page)
        work()
        page.reload()
        see(page, "hidden-read")
        expect_words(page, "Hidden rows were read too. Their numbers are 3 (1 in all).")
        page.click("text=Load all 2 rows")
        work()
        assert Case.objects.count() == 2
        pages.close()

    @staticmethod
    def bring(page: Page) -> None:
        content = book(
            {"Read me": [["About this file"]], "Cases": table(record(), record(case_key="K2"))},
            change=lambda made: made.get_worksheet_by_name("Cases").set_row(
                2, None, None, {"hidden": True}
            ),
        )
        file = {"name": "cases.xlsx", "mimeType": "application/octet-stream", "buffer": content}
        page.set_input_files("#id_file", [file])
        page.click("main button.button")


class TestThePages:
    @pytest.mark.parametrize("size", [DESK, PHONE])
    @pytest.mark.parametrize("language", ["en", "cy"])
    def test_hold_up(
        self,
        browser: Browser,
        live_server: LiveServer,
        data_loader: User,
        size: dict[str, int],
        language: str,
    ) -> None:
        pages = desk_page(browser, live_server, data_loader)
        page = next(pages)
        page.context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
        page.set_viewport_size(size)
        seen = f"{language}-{size['width']}"
        page.goto(f"{live_server.url}/staff/case-files/")
        see(page, f"1-empty-{seen}", language)
        page.click("main button.button")
        see(page, f"2-fault-{seen}", language)
        bring(page)
        see(page, f"3-reading-{seen}", language)
        work()
        page.reload()
        see(page, f"4-read-{seen}", language)
        page.click(".buttons button.button:not(.is-quiet)")
        work()
        page.reload()
        see(page, f"5-loaded-{seen}", language)
        page.goto(f"{live_server.url}/staff/case-files/")
        see(page, f"6-list-{seen}", language)
        page.goto(f"{live_server.url}/staff/case-files/standard/")
        page.click("#crime_group summary")
        see(page, f"6-standard-{seen}", language)
        page.goto(f"{live_server.url}/staff/mapping-profiles/")
        page.fill("#id_name", "niche")
        page.fill("#id_text", '[columns]\n"A" = "nowhere"\n')
        page.click("main button.button")
        see(page, f"7-profile-fault-{seen}", language)
        page.fill("#id_text", PROFILE)
        page.click("main button.button")
        see(page, f"8-profile-{seen}", language)
        page.goto(f"{live_server.url}/staff/mapping-profiles/")
        see(page, f"9-profiles-{seen}", language)
        pages.close()

"""A data loader who has read nothing brings an extract in their own layout, says what its columns
are, and has it loaded."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from access.models import User
from responses.models import Case, MappingProfile
from tests.browser import PHONE, expect_words
from tests.journeys.at_a_desk import DESK, desk_page, see, work
from tests.journeys.own_layout import EXTRACT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def desk(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, data_loader: User
) -> Iterator[Page]:
    yield from desk_page(browser, live_server, data_loader, java_script_enabled=request.param)


def bring(page: Page) -> None:
    file = {"name": "weekly.csv", "mimeType": "text/csv", "buffer": EXTRACT}
    page.set_input_files("#id_file", [file])
    page.click("button[name=example]")
    page.wait_for_load_state()


def name_columns(page: Page) -> None:
    page.get_by_label("Mob", exact=True).select_option("contact_mobile")
    page.get_by_label("Gorsaf", exact=True).select_option("-")


class TestALoader:
    def test_names_the_columns_keeps_a_profile_and_loads_the_file(self, desk: Page) -> None:
        bring(desk)
        expect_words(desk, "Windows-1252", within="dl.facts")
        assert "Synthetic" not in desk.content()
        name_columns(desk)
        desk.click("text=Continue")

        expect_words(desk, "3 cells look like 31/12/2026")
        desk.get_by_label("N", exact=True).select_option("no")
        desk.click("text=Continue")

        desk.fill("#id_name", "weekly")
        with desk.expect_navigation():
            desk.click("text=Keep it, and check this file by it")
        work()
        desk.reload()
        expect_words(desk, "All 3 rows are good", within="#state")
        with desk.expect_navigation():
            desk.click("text=Load all 3 rows")
        work()

        assert Case.objects.count() == 3
        assert MappingProfile.objects.get().name == "weekly"


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
        bring(page)
        see(page, f"m1-columns-{seen}", language)
        page.click("details.method summary")
        see(page, f"m2-layout-{seen}", language)
        page.click("main button[value=columns]")
        see(page, f"m3-fault-{seen}", language)
        name_columns(page)
        page.click("main button[value=columns]")
        see(page, f"m4-codes-{seen}", language)
        page.click("main form button.button")
        see(page, f"m5-profile-{seen}", language)
        page.fill("#id_name", "weekly")
        page.click("main form button.button")
        page.goto(f"{live_server.url}/staff/mapping-profiles/{MappingProfile.objects.get().pk}/")
        see(page, f"m6-kept-{seen}", language)
        pages.close()

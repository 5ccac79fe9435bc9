"""A designer brings in a questionnaire that was written in a spreadsheet: first with faults, which
stand on the page by their causes, then without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from access.models import User
from tests.journeys.at_a_desk import desk_page, see
from tests.survey.interchange import workbooks

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MANY = 300


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, designer: User) -> Iterator[Page]:
    yield from desk_page(browser, live_server, designer)


def bring(page: Page, *rows: list[str]) -> None:
    content = workbooks.xlsx(survey=[*workbooks.SURVEY, *rows], choices=workbooks.CHOICES)
    file = {"name": "helped.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("The spreadsheet").set_input_files([file])
    page.get_by_role("button", name="Bring it in").click()


class TestADesigner:
    def test_brings_in_a_questionnaire(self, desk: Page, live_server: LiveServer) -> None:
        desk.goto(f"{live_server.url}/staff/instruments/")
        desk.get_by_role("link", name="Bring in a questionnaire").click()
        see(desk, "bring")
        bring(
            desk,
            *([["geopoint", f"at_{n}", "Where?"] for n in range(MANY)]),
            *([["image", f"of_{n}", "Show it"] for n in range(MANY)]),
            ["rank yes_no", "order", "In which order?"],
        )
        expect(desk.locator("ul.faults li")).to_have_count(3)
        see(desk, "bring-faults")

        bring(desk, ["start", "began", ""], ["dateTime", "when", "When was it?"])
        expect(desk.get_by_role("heading", name="The questionnaire is a draft")).to_be_visible()
        see(desk, "brought")
        desk.get_by_role("link", name="Look at the draft").click()
        expect(desk.get_by_text("At what time?").first).to_be_visible()

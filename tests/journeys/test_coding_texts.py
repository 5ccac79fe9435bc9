"""Somebody codes texts without a mouse, and takes one away in which something should be hidden."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from responses.models import CodedText, ThemeCoding
from tests.journeys.answering import press, tab_to
from tests.journeys.at_a_desk import desk_page, see
from tests.responses.themes.coded import analyst, batch

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
EVERYBODY = 12


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, transactional_db: None) -> Iterator[Page]:
    batch(EVERYBODY)
    yield from desk_page(browser, live_server, analyst("Ash"))


class TestCoding:
    def test_is_done_by_keys_alone_and_takes_faults_away(
        self, desk: Page, live_server: LiveServer
    ) -> None:
        desk.goto(f"{live_server.url}/staff/coding/")
        see(desk, "coding-confirm")
        tab_to(desk, "[data-test=confirm]")
        press(desk)
        expect(desk.locator("#id_themes")).to_be_visible()
        see(desk, "coding")

        tab_to(desk, "#id_themes")
        for key in "att":
            desk.keyboard.press(key)
        tab_to(desk, "main form button.button")
        press(desk)
        expect(desk.get_by_text(f"{EVERYBODY - 1} texts wait for you.")).to_be_visible()
        assert ThemeCoding.objects.get().themes == ["better:informed"]

        desk.get_by_label("What should have been hidden?").fill("at the corner")
        desk.get_by_role("button", name="Take the text away").click()
        expect(desk.get_by_text(f"{EVERYBODY - 2} texts wait for you.")).to_be_visible()
        assert CodedText.objects.filter(state="faulty").count() == 1
        desk.goto(f"{live_server.url}/staff/coding/quotations/")
        see(desk, "quotations")

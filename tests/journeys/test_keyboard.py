"""The whole way without a mouse, with scripts and without; what typing does not set off."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import PHONE, expect_address
from tests.conftest import NOW
from tests.journeys import answering, recorded
from tests.journeys.travelling import Recorder, travel
from tests.responses.invited import Invited, invite

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def invited() -> Invited:
    return invite()


@pytest.fixture(params=[True, False], ids=["with_scripts", "without_scripts"])
def anyones_page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=request.param)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


class TestTheKeyboardAlone:
    def test_goes_all_the_way_and_leaves_a_record(
        self,
        request: pytest.FixtureRequest,
        anyones_page: Page,
        live_server: LiveServer,
        invited: Invited,
    ) -> None:
        recorder = Recorder(anyones_page, invited.token)

        travel(anyones_page, f"{live_server.url}/{invited.token}")

        expect_address(anyones_page, "/r/")
        assert invited.response.completed_at is not None
        recorded.check(request.node.callspec.id, recorder.lines)

    def test_skips_to_the_question(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        page.goto(f"{live_server.url}/{invited.token}")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') !== null")

    @pytest.mark.safety
    def test_leaves_by_the_first_link(
        self, anyones_page: Page, live_server: LiveServer, invited: Invited, settings
    ) -> None:
        settings.EXIT_URL = f"{live_server.url}/livez"
        anyones_page.goto(f"{live_server.url}/{invited.token}")
        anyones_page.keyboard.press("Tab")
        anyones_page.keyboard.press("Enter")

        anyones_page.wait_for_url("**/livez")


@pytest.mark.safety
class TestShift:
    """SAF-7: three presses leave; writing does not."""

    @pytest.fixture
    def field(self, page: Page, live_server: LiveServer, invited: Invited) -> Page:
        page.goto(f"{live_server.url}/{invited.token}")
        page.goto(f"{live_server.url}/g/")
        page.focus("#id_answer")
        return page

    def test_pressed_for_capital_letters_is_no_exit(self, field: Page) -> None:
        for letter in "ABCDEF":
            field.keyboard.down("Shift")
            field.keyboard.press(letter)
            field.keyboard.up("Shift")

        expect(field.locator("#id_answer")).to_have_value("ABCDEF")
        expect_address(field, "/g/")

    def test_used_to_go_back_is_no_exit(self, field: Page) -> None:
        for _ in range(4):
            field.keyboard.press("Shift+Tab")

        expect_address(field, "/g/")

    def test_pressed_slowly_is_no_exit(self, field: Page) -> None:
        field.evaluate(
            """() => [0, 3000, 6000].forEach(at => {
                const press = new KeyboardEvent('keydown', {key: 'Shift', bubbles: true});
                Object.defineProperty(press, 'timeStamp', {value: at});
                document.activeElement.dispatchEvent(press);
            })"""
        )

        expect_address(field, "/g/")
        expect(field.locator("html[hidden]")).to_have_count(0)


class TestTheGate:
    def test_takes_what_is_pasted(
        self, page: Page, live_server: LiveServer, invited: Invited
    ) -> None:
        page.goto(f"{live_server.url}/{invited.token}")
        page.goto(f"{live_server.url}/g/")
        page.focus("#id_answer")
        page.keyboard.insert_text("1984")
        answering.press(page)

        expect_address(page, "/q/1/")

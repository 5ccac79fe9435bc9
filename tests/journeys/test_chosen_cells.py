"""Tables whose cells say more when they are chosen: by a press, by the keyboard, with scripts and
without, and as a screen reader hears them."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from access import actions as access_actions
from access.permissions import Role
from tests.analytics import make
from tests.analytics.disparities import nation
from tests.analytics.journey.nation import enter_a_journey
from tests.browser import PHONE, check_page, expect_address, sign_in
from tests.conftest import NOW, TESTER

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"
EMAIL = "nation@example.org"
IN_VIEW = """cell => {
    const said = cell.querySelector('span').getBoundingClientRect();
    const own = cell.getBoundingClientRect();
    return said.height > 20 && said.bottom <= innerHeight && own.bottom <= said.top + 1;
}"""

DESK = {"width": 1280, "height": 800}
PAPER = 718
"""Pixels between the margins of A4."""
FIFTY_ROWS = """() => { for (let row = 0; row < 50; row += 1) {
    const rows = document.querySelector('.is-matrix tbody');
    rows.append(rows.lastElementChild.cloneNode(true));
} }"""
HEADING_STAYS = """box => {
    box.scrollTop = box.scrollHeight;
    const top = each => each.getBoundingClientRect().top;
    return box.scrollTop > 0 && Math.abs(top(box.querySelector('th')) - top(box)) < 2;
}"""
RIGHT_EDGE = "table => table.getBoundingClientRect().right"
EDGE = "link => getComputedStyle(link).borderInlineStartColor"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def _analyst(transactional_db: None) -> None:
    access_actions.create_user(
        email=EMAIL, name="National Analyst", password=PASSWORD, role=Role.NATIONAL_ANALYST,
        force=None, by=TESTER, at=NOW,
    )  # fmt: skip


@pytest.fixture
def _journey(_analyst: None) -> None:
    enter_a_journey()
    make.fill()


@pytest.fixture
def without_scripts(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def cell_of(page: Page, row: str, at: int) -> Locator:
    heading = page.locator("th[scope=row]").filter(has_text=row)
    return page.locator(".is-told tr").filter(has=heading).locator("td[tabindex]").nth(at)


def come_home(page: Page, live_server: LiveServer) -> None:
    sign_in(page, live_server.url, email=EMAIL, password=PASSWORD)
    expect_address(page, "/staff/")


class TestAChosenCell:
    @pytest.mark.usefixtures("_journey")
    def test_tells_its_value_with_the_interval_and_is_left_by_the_arrows(
        self, context: BrowserContext, live_server: LiveServer
    ) -> None:
        page = context.new_page()
        come_home(page, live_server)
        city = cell_of(page, "City of London Police", 8)
        said = city.locator("span")
        assert said.bounding_box()["height"] <= 1, "nothing is said before it is chosen"

        city.click()
        expect(said).to_contain_text("City of London Police, Satisfied overall: ")
        expect(said).to_contain_text("95 % interval")
        assert city.evaluate(IN_VIEW)
        check_page(page)

        page.keyboard.press("Escape")
        assert said.bounding_box()["height"] <= 1
        page.keyboard.press("ArrowDown")
        expect(cell_of(page, "Kent Police", 8)).to_be_focused()
        page.keyboard.press("ArrowLeft")
        expect(cell_of(page, "Kent Police", 7)).to_be_focused()
        expect(page.locator(".is-told td[tabindex='0']")).to_have_count(1)

    def test_is_heard_in_its_place(self, context: BrowserContext, live_server: LiveServer) -> None:
        nation.enter()
        page = context.new_page()
        come_home(page, live_server)
        page.goto(f"{live_server.url}/staff/let-down/gwent/?period=2026-Q3")

        heard = cell_of(page, "Disabled", 8)
        expect(heard).to_have_role("cell")
        expect(heard).to_contain_text("Satisfied overall: as it is −40")
        expect(heard).to_contain_text("with the same mix −40")
        heard.focus()
        assert heard.evaluate(IN_VIEW)
        check_page(page)

    @pytest.mark.usefixtures("_journey")
    def test_needs_no_script(self, without_scripts: Page, live_server: LiveServer) -> None:
        page = without_scripts
        come_home(page, live_server)
        page.goto(f"{live_server.url}/staff/?sort=size")
        first = page.locator(".is-told td[tabindex]").first
        page.locator(".is-told th a").first.focus()
        page.keyboard.press("Tab")

        expect(first).to_be_focused()
        assert first.evaluate(IN_VIEW)
        page.keyboard.press("Tab")
        expect(page.locator(".is-told td[tabindex]").nth(1)).to_be_focused()

    @pytest.mark.usefixtures("_journey")
    def test_stands_whole_on_paper_and_keeps_its_heading_on_screen(
        self, context: BrowserContext, live_server: LiveServer
    ) -> None:
        page = context.new_page()
        page.set_viewport_size(DESK)
        come_home(page, live_server)
        page.evaluate(FIFTY_ROWS)
        assert page.locator(".scroll:has(> .is-matrix)").evaluate(HEADING_STAYS)

        page.set_viewport_size({"width": PAPER, "height": 1000})
        page.emulate_media(media="print")
        assert page.locator(".is-matrix").evaluate(RIGHT_EDGE) <= PAPER

    def test_is_marked_where_the_reader_chose_the_colours(
        self, context: BrowserContext, live_server: LiveServer
    ) -> None:
        page = context.new_page()
        page.set_viewport_size(DESK)
        page.emulate_media(forced_colors="active")
        come_home(page, live_server)

        current = page.locator(".side a[aria-current]").evaluate(EDGE)
        others = {
            one.evaluate(EDGE) for one in page.locator(".side li a:not([aria-current])").all()
        }
        assert current not in others
        assert len(others) == 1

"""Less movement where it is wished, and nothing on paper."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
MOVING = """[...document.querySelectorAll('*')].filter(each => {
    const style = getComputedStyle(each);
    return parseFloat(style.transitionDuration) > 0 || style.animationName != 'none';
}).length"""


@pytest.fixture
def question(page: Page, live_server: LiveServer) -> Page:
    page.goto(f"{live_server.url}{reverse('gallery')}?show=radios&language=en")
    return page


class TestMovement:
    @pytest.mark.parametrize(("wished", "moves"), [("no-preference", True), ("reduce", False)])
    def test_is_only_for_who_does_not_mind_it(
        self, question: Page, wished: str, moves: bool
    ) -> None:
        question.emulate_media(reduced_motion=wished)

        assert (question.evaluate(MOVING) > 0) == moves


@pytest.mark.safety
class TestOnPaper:
    def test_saf_8_shows_nothing_of_a_respondents_page(self, question: Page) -> None:
        question.emulate_media(media="print")

        expect(question.locator("h1")).to_be_hidden()
        assert question.evaluate("document.documentElement.innerText") == ""


class TestZoom:
    def test_of_four_hundred_per_cent_needs_no_scrolling_sideways(
        self, browser: Browser, live_server: LiveServer
    ) -> None:
        context = browser.new_context(viewport={"width": 320, "height": 256}, device_scale_factor=4)
        page = context.new_page()
        page.goto(f"{live_server.url}{reverse('gallery')}?show=radios&language=en")

        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        context.close()

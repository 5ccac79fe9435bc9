"""What stands on the first screen of a small phone, in text of ordinary size: the question and its
first two answers, on every question in every language; on the start page the gate's field."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from survey.forms.question_wording import EASY_READ
from tests.conftest import LANGUAGES_OF_EVERY_RUN, NOW, rest_at_night
from tests.journeys.every_page import Walk, languages

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
SMALL_PHONE = {"width": 360, "height": 640}
# How far down the second answer reaches, or the only field where there are no answers to choose.
REACHES = """() => {
    const rows = document.querySelectorAll('main .choice label, main .field input, main textarea');
    const last = [...rows].filter(each => each.matches('label') || !each.closest('.choice'))
        .slice(0, 2).pop();
    return last ? Math.ceil(last.getBoundingClientRect().bottom + scrollY) : 0;
}"""
GATE = "document.querySelector('#id_answer').getBoundingClientRect().bottom + scrollY"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def small_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=SMALL_PHONE)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    "language",
    rest_at_night([each for each in languages() if each != EASY_READ], now=LANGUAGES_OF_EVERY_RUN),
)
class TestTheFirstScreen:
    def test_shows_the_question_and_its_first_two_answers(
        self, small_page: Page, live_server: LiveServer, language: str
    ) -> None:
        walk = Walk(small_page, live_server.url, language)
        walk.follow_link()
        walk.pass_gate()
        below = []
        for stop in walk.questions():
            reach = small_page.evaluate(REACHES)
            if stop.state == "normal" and reach > SMALL_PHONE["height"]:
                below.append(f"{stop} reaches {reach}")

        assert not below, "\n".join(below)

    def test_shows_the_way_on_from_the_start(
        self, small_page: Page, live_server: LiveServer, language: str
    ) -> None:
        walk = Walk(small_page, live_server.url, language)
        walk.follow_link()

        assert small_page.evaluate(GATE) <= SMALL_PHONE["height"]


TOP = """() => {
    const height = where => document.querySelector(where).getBoundingClientRect().height;
    const width = where => document.querySelector(where).getBoundingClientRect().width;
    return {
        fold: height('.is-folded summary') - height('#exit'),
        progress: width('main .field') - width('.progress'),
    };
}"""


@pytest.mark.parametrize("language", ["en", EASY_READ])
class TestTheTopOfAQuestion:
    def test_is_one_line_which_leaves_progress_its_width(
        self, small_page: Page, live_server: LiveServer, language: str
    ) -> None:
        walk = Walk(small_page, live_server.url, language)
        walk.follow_link()
        walk.pass_gate()
        next(iter(walk.questions()))

        assert small_page.evaluate(TOP) == {"fold": 0, "progress": 0}

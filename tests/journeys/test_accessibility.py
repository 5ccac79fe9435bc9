"""Every page × every language × {normal, error} under axe, narrow, zoomed, dark and in forced
colours. `./dev evidence` opens every question, at every time of a visit; otherwise one of each kind
is, and colours and focus are looked at in one language of each direction."""

from collections.abc import Iterator

import pytest
import time_machine
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import check_page
from tests.conftest import IS_WHOLE, LANGUAGES_OF_EVERY_RUN, NOW, rest_at_night
from tests.journeys import evidence, looking
from tests.journeys.every_page import Stop, Walk, languages, pages, right_to_left

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.sweep,
    pytest.mark.django_db(transaction=True),
]
LOOKED_AT = languages() if IS_WHOLE else ["en", *right_to_left()]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def narrow_page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=looking.NARROW, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def look(page: Page, stop: Stop, language: str) -> None:
    where = f"{language}, {stop}"
    check_page(page, language=language)
    looking.check_sizes(page, where)
    if language in LOOKED_AT:
        looking.check_colours(page, where)
    if language in LOOKED_AT and (IS_WHOLE or not stop.is_error):
        looking.check_focus(page, where)


@pytest.mark.parametrize("language", rest_at_night(languages(), now=LANGUAGES_OF_EVERY_RUN))
class TestEveryPage:
    def test_has_no_fault(self, narrow_page: Page, live_server: LiveServer, language: str) -> None:
        faults: list[str] = []
        seen: list[Stop] = []
        for stop in Walk(narrow_page, live_server.url, language).stops():
            seen.append(stop)
            try:
                look(narrow_page, stop, language)
            except AssertionError as error:
                faults.append(str(error))

        assert not faults, "\n".join(faults)
        assert {stop.name for stop in seen} == set(pages())
        evidence.keep(language, seen)

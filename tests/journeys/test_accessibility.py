"""Every page × every language × {normal, error} under axe, narrow, zoomed, dark and in forced
colours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests.browser import check_page
from tests.conftest import IS_WHOLE, LANGUAGES_OF_EVERY_RUN, NOW, rest_at_night
from tests.journeys import evidence, hearing, looking
from tests.journeys.every_page import Stop, Walk, languages, pages, right_to_left
from tests.journeys.kept import IS_RENEWING, check_kept

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LOOKED_AT = languages() if IS_WHOLE else ["en", *right_to_left()]
TREES = Path(__file__).parent / "trees"
EVERY = rest_at_night(languages(), now=LANGUAGES_OF_EVERY_RUN)
TRANSLATED = rest_at_night(
    [each for each in languages() if not each.startswith("en")], now=LANGUAGES_OF_EVERY_RUN
)


@dataclass
class Seen:
    stops: list[Stop] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    trees: dict[str, str] = field(default_factory=dict)
    bare: list[str] = field(default_factory=list)
    """English words that do not say that they are."""


_seen: dict[tuple[str, bool], Seen] = {}


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def narrow_page(page: Page) -> Page:
    page.set_viewport_size(looking.NARROW)
    return page


def seen_in(language: str, page: Page, base: str, *, is_whole: bool = False) -> Seen:
    key = language, is_whole
    if key not in _seen:
        _seen[key] = _look_at_all(Walk(page, base, language, is_whole=is_whole))
    return _seen[key]


def _look_at_all(walk: Walk) -> Seen:
    seen, page, language = Seen(), walk.browser_page, walk.language
    for stop in walk.stops():
        seen.stops.append(stop)
        if not walk.is_whole:
            tree = hearing.without_words(hearing.tree(page), walk.words)
            seen.trees[hearing.file_name(stop)] = tree
            english = hearing.unmarked_english(page, language)
            seen.bare += [f"{stop}: {text}" for text in english]
        if walk.is_whole == IS_WHOLE:
            try:
                look(page, stop, language)
            except AssertionError as error:
                seen.faults.append(str(error))
    return seen


def look(page: Page, stop: Stop, language: str) -> None:
    where = f"{language}, {stop}"
    check_page(page, language=language)
    looking.check_sizes(page, where)
    if language in LOOKED_AT:
        looking.check_colours(page, where)
    if language in LOOKED_AT and (IS_WHOLE or not stop.is_error):
        looking.check_focus(page, where)


@pytest.mark.parametrize("language", EVERY)
class TestEveryPage:
    def test_has_no_fault(self, narrow_page: Page, live_server: LiveServer, language: str) -> None:
        seen = seen_in(language, narrow_page, live_server.url, is_whole=IS_WHOLE)

        assert not seen.faults, "\n".join(seen.faults)
        assert {stop.name for stop in seen.stops} == set(pages())
        evidence.keep(language, seen.stops)


@pytest.mark.parametrize(
    "language", rest_at_night(["en", "cy", *right_to_left()], now=LANGUAGES_OF_EVERY_RUN)
)
class TestTheTree:
    def test_of_each_page_is_as_kept(
        self, narrow_page: Page, live_server: LiveServer, language: str
    ) -> None:
        trees = seen_in(language, narrow_page, live_server.url).trees
        for name, found in trees.items():
            check_kept(TREES / language / name, found)

        for path in (TREES / language).glob("*.txt"):
            if path.name not in trees and IS_RENEWING:
                path.unlink()
        assert {path.name for path in (TREES / language).glob("*.txt")} == trees.keys()


@pytest.mark.parametrize("language", TRANSLATED)
class TestTheLanguageOfParts:
    def test_is_told_wherever_it_is_english(
        self, narrow_page: Page, live_server: LiveServer, language: str
    ) -> None:
        bare = seen_in(language, narrow_page, live_server.url).bare

        assert not bare, "\n".join(bare)

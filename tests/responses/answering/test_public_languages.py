from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from responses.helplines import selectors as helplines
from tests.conftest import LANGUAGES_OF_EVERY_RUN, rest_at_night
from tests.languages import controls_of, hear_untranslated, words_of
from tests.responses.answering import public_routes
from tests.responses.answering.test_public_start import answer_all
from tests.responses.invited import invite
from tests.responses.pages import Page
from ui import languages

EVERY = [code for code, _ in settings.LANGUAGES]
SAMPLED = rest_at_night(EVERY, now=LANGUAGES_OF_EVERY_RUN)
OTHERS = [code for code in EVERY if code != "en"]
ROUTES = [
    route for route in public_routes.public_routes() if route != "x/" and not route.startswith("^")
]
QUESTIONS = [f"q/{number}/" for number in range(1, 13)]
# English by itself or in every language, and what stands in no language.
SAME_EVERYWHERE = {"localhost:8000", "SIMULATED", "999bsl.co.uk"}


def pages_in(language: str) -> Iterator[tuple[str, HttpResponse]]:
    invite()  # so that the open link is open from the first page on
    for state in public_routes.STATES:
        browser, _ = public_routes.browser_of(state)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        questions = QUESTIONS if state == "inside" else []
        for route in [*ROUTES, *questions, "nonsense/"]:
            yield f"{route} ({state})", browser.get(f"/{route}")
            if route in {"g/", "w/", *questions}:
                yield f"{route} with an error ({state})", browser.post(f"/{route}", {})
    yield "the last page", answer_all(browser_in(language), invite())


@dataclass(frozen=True)
class Opened:
    pages: Mapping[str, HttpResponse]
    untranslated: Set[str]


@cache
def opened_in(language: str) -> Opened:
    with pytest.MonkeyPatch.context() as patched:
        untranslated = hear_untranslated(patched)
        return Opened(dict(pages_in(language)), untranslated)


def browser_in(language: str) -> Client:
    browser = Client()
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return browser


class TestListening:
    def test_hears_what_has_no_translation(self, monkeypatch: pytest.MonkeyPatch) -> None:
        untranslated = hear_untranslated(monkeypatch)

        with translation.override("pl"):
            gettext("Continue")
            gettext("No catalogue has this")
            pgettext("translation", "No context has this")
            ngettext("%(count)s unheard-of thing", "%(count)s unheard-of things", 2)

        assert untranslated == {
            "No catalogue has this", "No context has this", "%(count)s unheard-of things",
        }  # fmt: skip


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
class TestEveryPage:
    @pytest.mark.parametrize("language", rest_at_night(OTHERS, now=LANGUAGES_OF_EVERY_RUN))
    def test_takes_no_text_from_english_by_default(self, language: str) -> None:
        opened = opened_in(language)
        own = [
            where
            for where, response in opened.pages.items()
            if f'<html lang="{language}"' in response.content.decode()
        ]

        assert len(own) > 2 * len(ROUTES)
        assert not opened.untranslated

    @pytest.mark.parametrize(
        "language",
        rest_at_night([each for each in OTHERS if each != "en-x-easy"], now=LANGUAGES_OF_EVERY_RUN),
    )
    def test_has_no_text_that_stands_there_in_english(self, language: str) -> None:
        names = {listing.names.get(language, "") for listing in helplines.shown_listings()}
        allowed = SAME_EVERYWHERE | names | set(languages.OWN_NAMES.values())
        english = opened_in("en").pages

        same = {
            (where, text)
            for where, response in opened_in(language).pages.items()
            for text in words_of(response) & words_of(english[where])
            if text not in allowed and not text.startswith(("http", "localhost"))
        }

        assert not same

    @pytest.mark.parametrize("language", SAMPLED)
    def test_says_its_language_and_direction(self, browser: Client, language: str) -> None:
        invite()
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        direction = "rtl" if language in {"ar", "ur"} else "ltr"

        for address in ("/i/1/", "/e/", "/nonsense/"):
            (root,) = Page(browser.get(address)).all("html")

            assert (root["lang"], root["dir"]) == (language, direction)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
class TestWelsh:
    def test_has_the_controls_of_english_in_their_order(self) -> None:
        english = opened_in("en").pages

        differing = [
            where
            for where, response in opened_in("cy").pages.items()
            if controls_of(response) != controls_of(english[where])
        ]

        assert not differing

    def test_stands_beside_english_and_as_large(self, browser: Client) -> None:
        invite()
        first, second = (
            Page(browser.get("/i/1/", headers={"accept-language": language}))
            for language in ("en", "cy")
        )

        for page in (first, second):
            listed = [
                tag.get("lang")
                for name, tag in page.tags
                if tag.get("lang") and (name == "button" or tag.get("aria-current"))
            ]
            assert sorted(listed[:2]) == ["cy", "en"]

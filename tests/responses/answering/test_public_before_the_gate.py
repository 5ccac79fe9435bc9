"""Before the gate everything is as dull as a council's survey, in every language and wherever a
page is opened (decision 38)."""

from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from tests.responses.answering import public_routes
from tests.responses.answering.telling_words import STAND_AFTER_THE_GATE, telling, topics_in
from tests.responses.answering.test_public_languages import ROUTES, SAMPLED
from tests.responses.invited import enter, invite
from tests.responses.pages import Page
from tests.responses.phones import once_on

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("clock")]
BEFORE = ("a stranger", "at the gate", "stopped")
FORMS = {"c/", "g/", "w/"}
AFTER = ("/b/", "/q/1/", "/i/2/", "/i/4/", "/i/5/")
TITLES = {
    "en": "Service feedback", "en-x-easy": "Service feedback", "cy": "Adborth am wasanaeth",
    "pl": "Opinia o usłudze", "ro": "Părerea despre serviciu", "pa": "ਸੇਵਾ ਬਾਰੇ ਰਾਏ",
    "ur": "سروس کے بارے میں رائے", "ar": "رأيك في الخدمة", "bn": "সেবা সম্পর্কে মতামত",
}  # fmt: skip


def pages_before(language: str) -> Iterator[tuple[str, HttpResponse]]:
    invite()  # Before anybody is, pages are in English alone.
    for state in BEFORE:
        browser, _ = public_routes.browser_of(state)
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        for route in [*ROUTES, "nonsense/"]:
            yield f"{route} ({state})", browser.get(f"/{route}", follow=True)
            if route in FORMS:
                yield f"{route} empty ({state})", browser.post(f"/{route}", {}, follow=True)
                wrong = {"answer": "1900", "code": "abcdefghijkl", "words": "acorn acorn"}
                yield f"{route} wrong ({state})", browser.post(f"/{route}", wrong, follow=True)
        yield f"a wrong method ({state})", browser.delete("/e/")


@cache
def read_before(language: str) -> Mapping[str, Page]:
    return {where: Page(response) for where, response in pages_before(language)}


def read(page: Page) -> str:
    spoken = [
        value
        for _tag, attributes in page.tags
        for name in ("aria-label", "title", "alt", "placeholder", "content", "data-stop")
        if (value := attributes.get(name))
    ]
    return " ".join([page.text, *spoken])


@pytest.mark.safety
@pytest.mark.parametrize("language", SAMPLED)
class TestAPageBeforeTheGate:
    def test_tells_nothing_of_what_this_is_about(self, language: str) -> None:
        faults = {
            where: words
            for where, page in read_before(language).items()
            if (words := telling(read(page), language))
        }

        assert not faults

    def test_has_the_one_title(self, language: str) -> None:
        title = TITLES[language]
        wrong = {
            where: page.title
            for where, page in read_before(language).items()
            if page.all("html")
            and page.title != title
            and not (page.title.endswith(f" {title}") and "error-summary" in page.html)
        }

        assert not wrong


@pytest.mark.parametrize("language", SAMPLED)
class TestTheWordsThatTell:
    def test_are_those_that_pages_after_the_gate_have(self, browser: Client, language: str) -> None:
        enter(browser, invite())
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language

        text = " ".join(read(Page(browser.get(address))) for address in AFTER)

        assert set(STAND_AFTER_THE_GATE) <= topics_in(text, language)


@pytest.mark.safety
class TestAPageAfterTheGate:
    def test_has_the_one_title_or_the_number_of_its_question(self, browser: Client) -> None:
        enter(browser, invite())

        titles = {address: Page(browser.get(address)).title for address in AFTER}
        once = once_on(Page(browser.get("/q/1/")))
        wrong = Page(browser.post("/q/1/", {"answer": "sideways", "once": once})).title

        assert titles.pop("/q/1/") == "Question 1 – Service feedback"
        assert set(titles.values()) == {"Service feedback"}
        assert wrong == "Error: Question 1 – Service feedback"

"""Designers look at what is asked: every pathway walked on the respondent's own pages, a draft
proposed by one person and published by another."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect
from pytest_django.live_server_helper import LiveServer

from access import actions as access_actions
from access.forces.reference_file import force_rows
from access.models import User
from responses.preview import walkthrough
from survey.bank.pathways import BEREAVED, NATIONAL, PROXY, SHORT_CORE
from survey.definition.parsing import parse_definition
from survey.publishing import actions as publishing_actions
from survey.publishing import shipped
from tests.browser import PHONE, check_page, sign_in
from tests.conftest import (
    IS_WHOLE,
    LANGUAGES_OF_EVERY_RUN,
    NOW,
    SAMPLE_SEED,
    TESTER,
    rest_at_night,
)
from tests.journeys.every_page import languages
from tests.survey import make

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"
DESK = {"width": 1280, "height": 900}
MOST_PAGES = 60


@pytest.fixture(autouse=True)
def _filled(transactional_db: None) -> None:
    access_actions.load_forces(rows=force_rows(), by=TESTER, at=NOW)
    for raw in shipped.definitions():
        publishing_actions.save_draft(raw=raw, by=TESTER, at=NOW)


@pytest.fixture
def desk(browser: Browser, live_server: LiveServer, designer: User) -> Iterator[Page]:
    context = at_desk(browser)
    page = context.new_page()
    sign_in(page, live_server.url, email=designer.email, password=PASSWORD)
    yield page
    context.close()


def at_desk(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport=DESK, locale="en-GB", reduced_motion="reduce")
    context.set_default_timeout(10_000)
    return context


def pathways(code: str) -> list[tuple[int, str]]:
    return [
        (raw["version"], str(place))
        for raw in shipped.definitions()
        if raw["code"] == code
        for place, _ in enumerate(walkthrough.pathways_to(parse_definition(raw)), 1)
    ]


def skip(page: Page) -> None:
    if urlsplit(page.url).path.endswith("/introduction/"):
        page.click("main a.button")
    elif page.locator("button[name=skip]").count():
        page.click("button[name=skip]")
    else:
        page.check("input[value=prefer_not]")
        page.click("main form .button:not([name])")


def walk(page: Page) -> list[str]:
    headings = []
    for _ in range(MOST_PAGES):
        page.wait_for_load_state()
        headings.append(page.inner_text("h1"))
        if urlsplit(page.url).path.endswith("/end/"):
            return headings
        skip(page)
    pytest.fail(f"no end after {MOST_PAGES} pages")


def begin(
    page: Page,
    live_server: LiveServer,
    code: str,
    *,
    pathway: str,
    language: str,
    version: int = 1,
) -> None:
    start = f"{live_server.url}/staff/instruments/draft/{code}/{version}/preview/"
    page.goto(f"{start}?pathway={pathway}&language={language}")
    page.click("text=Open at full width")


class TestEveryPathway:
    @pytest.mark.parametrize(
        "code",
        [
            SHORT_CORE,
            NATIONAL,
            PROXY,
            BEREAVED,
        ],
    )
    def test_leads_to_the_end(self, desk: Page, live_server: LiveServer, code: str) -> None:
        found = pathways(code)
        for version, pathway in found if IS_WHOLE else [found[SAMPLE_SEED % len(found)]]:
            self.walk(desk, live_server, code, version, pathway)
        check_page(desk, language="en")

    def walk(
        self, page: Page, live_server: LiveServer, code: str, version: int, pathway: str
    ) -> None:
        begin(page, live_server, code, version=version, pathway=pathway, language="en")

        headings = walk(page)

        assert headings[-1] == "Check your answers"
        assert len(headings) == len(set(headings)), "a question was asked twice"


class TestThePreview:
    def test_shows_a_page_on_a_phone_and_the_path_beside_it(
        self, desk: Page, live_server: LiveServer
    ) -> None:
        desk.goto(f"{live_server.url}/staff/instruments/draft/short-core/1/preview/")
        check_page(desk, language="en")
        desk.select_option("#case", "question:EQ-DIS-2:in")
        desk.select_option("#language", "cy")
        desk.select_option("#width", "320")
        desk.click(".choose button")
        check_page(desk, language="en")

        phone: FrameLocator = desk.frame_locator("iframe.phone")
        expect(phone.locator("html")).to_have_attribute("lang", "cy")
        assert phone.locator("html").evaluate("each => each.clientWidth") == 320
        phone.locator("input[name=answer]").first.check()
        phone.locator("form .button").first.click()
        phone.locator("h1", has_text="yn unrhyw un o’r meysydd hyn").wait_for()
        desk.click(".path li:nth-child(2) a")
        phone.locator("h1", has_text="Pa mor hawdd").wait_for()

    @pytest.mark.parametrize("language", rest_at_night(languages(), now=LANGUAGES_OF_EVERY_RUN))
    def test_speaks_the_language_that_is_looked_at(
        self, desk: Page, live_server: LiveServer, language: str
    ) -> None:
        desk.set_viewport_size(PHONE)

        begin(desk, live_server, SHORT_CORE, pathway="", language=language)

        check_page(desk, language=language)

    def test_leaves_a_page_without_signing_the_designer_out(
        self, desk: Page, live_server: LiveServer
    ) -> None:
        begin(desk, live_server, SHORT_CORE, pathway="", language="en")
        desk.click("#exit")
        desk.wait_for_url("**/end/**")

        desk.goto(f"{live_server.url}/staff/instruments/")

        expect(desk.locator("h1")).to_have_text("Instruments")


class TestTheLifeOfAVersion:
    def test_takes_two_people(
        self, desk: Page, browser: Browser, live_server: LiveServer, second_designer: User
    ) -> None:
        draft = f"{live_server.url}/staff/instruments/draft/sample/1/"
        raw = make.raw_definition(languages=["en"], questions=english_questions())
        publishing_actions.save_draft(raw=raw, by=TESTER, at=NOW)

        desk.goto(draft)
        check_page(desk)
        desk.fill("#id_day_0", "32")
        desk.click("button:text-is('Propose')")
        check_page(desk)
        expect(desk).to_have_title(re.compile("^Error: "))
        desk.goto(draft)
        desk.click("button:text-is('Propose')")
        check_page(desk)
        expect(desk.locator("text=Confirm and publish")).to_have_count(0)

        other = at_desk(browser)
        page = other.new_page()
        sign_in(page, live_server.url, email=second_designer.email, password=PASSWORD)
        page.goto(draft)
        check_page(page)
        page.click("button:text-is('Confirm and publish')")
        check_page(page)
        expect(page.locator(".notice")).to_have_text("The version is published.")
        page.click("text=What changed since the version before")
        check_page(page)
        other.close()

    @pytest.mark.parametrize("size", [DESK, PHONE])
    @pytest.mark.parametrize("language", ["en", "cy"])
    def test_is_told_on_pages_that_hold_up(
        self, desk: Page, live_server: LiveServer, size: dict[str, int], language: str
    ) -> None:
        own = {"name": "language", "value": language, "url": live_server.url}
        desk.context.add_cookies([own])
        desk.set_viewport_size(size)
        for path in ("", "text/", "draft/short-core/1/", "draft/short-core/1/preview/"):
            desk.goto(f"{live_server.url}/staff/instruments/{path}")
            check_page(desk, language=language)


def english_questions() -> list[dict[str, object]]:
    choices = [
        {"code": "yes", "text": {"en": "Yes"}, "meaning": "positive"},
        {"code": "no", "text": {"en": "No"}, "meaning": "negative"},
    ]
    return [make.raw_question("A", text={"en": "Did it help?"}, choices=choices)]

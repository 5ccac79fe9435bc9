"""Nobody asked them: the open link from its first page to the six words, on a phone, with and
without scripts; and what it leaves when somebody comes in."""

from collections.abc import Iterator

import pytest
import time_machine
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from responses.models import OpenAnswers, Response
from tests.browser import check_page, expect_address, expect_words, html_of
from tests.conftest import NOW
from tests.journeys.on_a_phone import press_back
from tests.responses.open_link.someone import open_the_link

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _open(live_server: LiveServer, settings) -> Iterator[None]:
    settings.EXIT_URL = f"{live_server.url}/livez"
    with time_machine.travel(NOW, tick=True):
        open_the_link()
        yield


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def enter(page: Page, live_server: LiveServer, *, who: str = "Myself: it happened to me") -> None:
    page.goto(f"{live_server.url}/o/")
    check_page(page, language="en")
    press(page, "Continue")
    check_page(page, language="en")
    with page.expect_navigation():
        page.get_by_role("link", name="Continue", exact=True).click()
    check_page(page, language="en")
    page.get_by_label("18 or over").check()
    page.get_by_label(who).check()
    page.get_by_label("Which police force dealt with it?").select_option("kent")
    page.get_by_label("The police are looking into it").check()
    press(page, "Continue")


class TestSomebodyWhomNobodyAsked:
    def test_answers_and_reads_six_words(self, anyones_page: Page, live_server: LiveServer) -> None:
        page = anyones_page
        enter(page, live_server)
        for number in range(1, 11):
            expect_address(page, f"/j/{number}/")
            check_page(page, language="en")
            page.locator("input[name=answer]").first.check()
            press(page, "Continue")
        check_page(page, language="en")
        press(page, "Skip these questions")
        check_page(page, language="en")

        press(page, "Send my answers")

        check_page(page, language="en")
        words = page.locator("ol li strong").all_inner_texts()
        assert len(words) == 6
        [stored] = OpenAnswers.objects.all()
        assert (stored.who, stored.force_id, stored.stage) == ("self", "kent", "ST2")
        assert not Response.objects.exists()
        page.goto(f"{live_server.url}/w/")
        page.get_by_role("textbox").fill(" ".join(words))
        press(page, "Take my answers out")
        expect_words(page, "Nobody can bring them back")
        check_page(page, language="en")

    def test_who_answers_for_someone_goes_the_same_way(
        self, page: Page, live_server: LiveServer
    ) -> None:
        enter(page, live_server, who="Somebody who died")

        expect_address(page, "/j/1/")
        check_page(page, language="en")

    def test_corrects_what_was_left_out(self, page: Page, live_server: LiveServer) -> None:
        page.goto(f"{live_server.url}/o/")
        press(page, "Continue")
        page.goto(f"{live_server.url}/h/")
        press(page, "Continue")

        check_page(page, language="en")
        expect(page.locator(".error-summary a")).to_have_count(4)


class TestSomebodyComesIn:
    def test_leaving_keeps_nothing(self, page: Page, live_server: LiveServer) -> None:
        enter(page, live_server)
        page.locator("input[name=answer]").first.check()
        press(page, "Continue")

        page.locator("#exit").click()
        page.wait_for_url("**/livez")
        press_back(page)

        assert "Question" not in html_of(page)
        assert not Session.objects.exists()
        assert not OpenAnswers.objects.exists()

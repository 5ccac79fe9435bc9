"""The database is lost while people answer: what they are told, and how they leave."""

from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from responses.answering.middleware import LeaveAllTheSame
from tests.responses.invited import enter, invite
from tests.responses.pages import TELLTALE, Page

pytestmark = pytest.mark.django_db
GONE = OperationalError("the server closed the connection")
READ = "access.web.sessions.SessionStore._get_session_from_db"
WRITTEN = "django.db.models.base.Model.save"


@pytest.fixture
def visiting(browser: Client) -> Client:
    enter(browser, invite(language="cy"))
    browser.raise_request_exception = False
    return browser


class TestALostDatabase:
    def test_is_told_neutrally_with_the_way_out_and_when_to_come_back(
        self, visiting: Client
    ) -> None:
        """SAF-5, SAF-7"""
        with patch(READ, side_effect=GONE):
            answer = visiting.get("/q/1/", headers={"accept-language": "cy"})

        page = Page(answer)
        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0
        assert page.all("html")[0]["lang"] == "cy"
        assert page.links.count("/x/") == 2
        assert TELLTALE.findall(page.text) == []
        assert answer["Cache-Control"] == "no-store"

    def test_is_told_in_no_language_that_is_only_a_draft(self, visiting: Client) -> None:
        with patch(READ, side_effect=GONE):
            page = Page(visiting.get("/q/1/", headers={"accept-language": "pl"}))

        assert page.all("html")[0]["lang"] == "en"

    def test_is_no_bad_request_where_it_goes_after_the_page_was_made(
        self, visiting: Client
    ) -> None:
        with patch(WRITTEN, side_effect=GONE):
            answer = visiting.post("/text-size/", {"text_size": "larger", "next": "/q/1/"})

        assert answer.status_code == 503

    def test_is_told_to_staff_as_theirs(self, national_client: Client) -> None:
        national_client.raise_request_exception = False

        with patch(READ, side_effect=GONE):
            answer = national_client.get("/staff/")

        assert answer.status_code == 503
        assert "look before you send it again" in answer.content.decode()

    def test_lets_people_leave_and_takes_their_cookies(self, visiting: Client, settings) -> None:
        """SAF-7"""
        with patch(READ, side_effect=GONE):
            pressed, sent = visiting.get("/x/"), visiting.post("/x/")

        assert pressed["Location"] == settings.EXIT_URL
        assert sent.status_code == 204
        for answer in (pressed, sent):
            for name in (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
                assert answer.cookies[name]["max-age"] == 0

    def test_is_asked_once_more_for_what_is_only_read(self, visiting: Client) -> None:
        """As when its server was replaced while the page was made."""
        with patch(READ, side_effect=[GONE, visiting.session._get_session_from_db()]):
            assert visiting.get("/q/1/").status_code == 200

    def test_is_not_asked_twice_to_do_something(self, visiting: Client) -> None:
        with patch(READ, side_effect=GONE) as read:
            assert visiting.post("/q/1/", {"answer": "very_easy"}).status_code == 503

        assert read.call_count == 1

    def test_stands_before_what_reads_it(self, settings) -> None:
        order = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]

        assert order.index(LeaveAllTheSame.__name__) < order.index("SessionMiddleware")

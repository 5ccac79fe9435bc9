from collections.abc import Iterator
from unittest.mock import Mock, patch

import pytest
from django.db import OperationalError
from django.test import Client

from responses.answering.middleware import LeaveAllTheSame
from tests.responses.invited import enter, invite
from tests.responses.pages import TELLTALE, Page

pytestmark = pytest.mark.django_db
GONE = OperationalError("the server closed the connection")
READ = "access.web.sessions.SessionStore.load"
WRITTEN = "access.web.sessions.SessionStore._change_row"


@pytest.fixture(autouse=True)
def closed() -> Iterator[Mock]:
    with patch("access.web.middleware.close_old_connections") as closed:
        yield closed


@pytest.fixture
def visiting(browser: Client) -> Client:
    enter(browser, invite(language="cy"))
    browser.raise_request_exception = False
    return browser


class TestALostDatabase:
    @pytest.mark.safety
    def test_is_told_neutrally_with_the_way_out_and_when_to_come_back(
        self, visiting: Client
    ) -> None:
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

    @pytest.mark.parametrize(
        "first",
        [
            "access.selectors.viewer_for",
            "access.web.middleware.is_over",
            "access.web.middleware.note",
            "access.web.frames.set_for",
        ],
    )
    def test_is_told_whatever_meets_it_first(self, national_client: Client, first: str) -> None:
        national_client.raise_request_exception = False

        with patch(first, side_effect=GONE):
            answer = national_client.get("/staff/", headers={"sec-fetch-dest": "document"})

        assert answer.status_code == 503
        assert int(answer["Retry-After"]) > 0

    def test_is_told_where_a_new_key_cannot_be_written(self, browser: Client) -> None:
        token = invite().token
        browser.get(f"/{token}")
        browser.raise_request_exception = False

        with patch("access.web.sessions.SessionStore.cycle_key", side_effect=GONE):
            answer = browser.get(f"/{token}")

        assert answer.status_code == 503

    def test_is_told_to_a_program_in_json(self, national_client: Client) -> None:
        national_client.raise_request_exception = False

        with patch(READ, side_effect=GONE) as read:
            answer = national_client.get("/api/v1/alerts/")

        assert (answer.status_code, answer.json()["code"]) == (503, "outage")
        assert answer["Content-Type"] == "application/problem+json"
        assert int(answer["Retry-After"]) > 0
        assert read.call_count == 2

    @pytest.mark.safety
    def test_lets_people_leave_and_takes_their_cookies(self, visiting: Client, settings) -> None:
        with patch(READ, side_effect=GONE):
            pressed, sent = visiting.get("/x/"), visiting.post("/x/")

        assert pressed["Location"] == settings.EXIT_URL
        assert sent.status_code == 204
        for answer in (pressed, sent):
            for name in (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
                assert answer.cookies[name]["max-age"] == 0

    def test_is_asked_once_more_for_what_is_only_read(self, visiting: Client, closed: Mock) -> None:
        with patch(READ, side_effect=[GONE, visiting.session.load()]):
            assert visiting.get("/q/1/").status_code == 200

        assert closed.call_count == 1

    def test_is_not_asked_twice_to_do_something(self, visiting: Client) -> None:
        with patch(READ, side_effect=GONE) as read:
            assert visiting.post("/q/1/", {"answer": "very_easy"}).status_code == 503

        assert read.call_count == 1

    def test_stands_before_what_reads_it(self, settings) -> None:
        order = [name.rpartition(".")[2] for name in settings.MIDDLEWARE]

        assert order.index(LeaveAllTheSame.__name__) < order.index("SessionMiddleware")

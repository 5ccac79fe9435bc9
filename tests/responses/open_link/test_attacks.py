import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from access.web.sessions import SessionStore
from responses.models import OpenAnswers
from tests.conftest import NOW
from tests.responses.open_link.someone import (
    SAID,
    begin,
    open_the_link,
    press_send,
    skip_to_the_end,
)
from tests.responses.pages import Page

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def key_of(browser: Client) -> str:
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


class TestStuffing:
    def test_by_the_same_press_stores_one_row(self, browser: Client) -> None:
        begin(browser)
        skip_to_the_end(browser)
        once = Page(browser.get("/n/")).all("input", name="once")[0]["value"]

        for _ in range(5):
            browser.post("/n/", {"once": once})

        assert OpenAnswers.objects.count() == 1

    def test_by_a_session_that_was_put_back_stores_one_row(self, browser: Client) -> None:
        begin(browser)
        skip_to_the_end(browser)
        before = dict(SessionStore(key_of(browser)).items())
        first = press_send(browser)

        store = SessionStore(key_of(browser))
        store.clear()
        store.update(before)
        store.save()
        again = press_send(browser)

        assert (first.status_code, again.status_code) == (200, 200)
        assert OpenAnswers.objects.count() == 1

    def test_by_two_cookies_of_one_visit_stores_one_row(self, browser: Client) -> None:
        begin(browser)
        skip_to_the_end(browser)
        copy = Client(headers={"accept-language": "en"})
        copy.cookies = browser.cookies.copy()

        press_send(browser)
        copy.post("/n/")

        assert OpenAnswers.objects.count() == 1


class TestAScript:
    def test_gets_nowhere_without_a_visit(self, browser: Client) -> None:
        posted = [
            browser.post("/h/", SAID),
            browser.post("/j/1/", {"answer": "very_easy"}),
            browser.post("/l/", {"skip": "yes"}),
            browser.post("/n/"),
        ]

        assert {each.headers["Location"] for each in posted} == {"/e/"}
        assert not OpenAnswers.objects.exists()

    def test_sends_nothing_in_past_an_open_question(self, browser: Client) -> None:
        begin(browser)
        browser.post("/l/", {"skip": "yes"})

        assert browser.post("/n/").headers["Location"] == "/j/1/"
        assert not OpenAnswers.objects.exists()

    def test_puts_in_no_field_of_its_own(self, browser: Client) -> None:
        begin(browser, completed_at="2020-01-01", id="7", instrument="1")
        browser.post(
            "/j/1/",
            {"answer": ["very_easy", "very_hard"], "Q-OVR-1": "very_satisfied", "force": "kent"},
        )
        skip_to_the_end(browser)
        press_send(browser)

        [stored] = OpenAnswers.objects.all()
        assert stored.force_id == "city-of-london"
        assert stored.completed_at == NOW
        assert stored.answers["Q-OVR-1"] == []
        assert len(stored.answers["Q-CON-1"]) <= 1

    @pytest.mark.parametrize("value", ["\x00", "é" * 5000, "' or 1=1 --", "{{7*7}}", "%s%n"])
    def test_stores_no_text_of_its_own(self, browser: Client, value: str) -> None:
        browser.post("/o/")
        for field in ("who", "force", "stage"):
            assert browser.post("/h/", SAID | {field: value}).status_code == 200
        browser.post("/h/", SAID)

        assert browser.post("/j/1/", {"answer": value}).status_code == 200
        assert browser.get("/n/").headers["Location"] == "/j/1/"

    @pytest.mark.parametrize("number", [0, 99, 10**12])
    def test_finds_no_other_question(self, browser: Client, number: int) -> None:
        begin(browser)

        assert browser.get(f"/j/{number}/").headers["Location"] == "/j/1/"


class TestAForgedPress:
    def test_begins_nothing(self, db, clock) -> None:
        open_the_link()
        strict = Client(enforce_csrf_checks=True)
        strict.get("/o/")

        assert strict.post("/o/").status_code == 403

    def test_in_a_known_session_leads_to_no_answers(self, browser: Client) -> None:
        browser.get("/o/")
        browser.post("/o/")
        known = key_of(browser)

        browser.post("/o/")

        assert key_of(browser) != known
        assert not SessionStore(known).exists(known)


class TestAFlood:
    def test_of_looks_stores_nothing(self, browser: Client) -> None:
        before = Session.objects.count()

        for _ in range(20):
            Client().head("/o/")
            Client().get("/d/")

        assert Session.objects.count() == before

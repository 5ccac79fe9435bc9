"""Errors are a respondent's pages too: neutral, in her language, with the way out (SAF-7)."""

from unittest.mock import patch

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client

from access.limits.table import Kind
from access.models import TryCount
from responses.models import Invitation, Response
from tests.conftest import NOW
from tests.limits import allowing
from tests.responses.invited import Invited, enter, invite
from tests.responses.pages import TELLTALE, Page

pytestmark = pytest.mark.safety

UNKNOWN = "/abcdefghijkl"


@pytest.fixture
def invited(browser: Client) -> Invited:
    invited = invite(language="cy")
    browser.get(f"/{invited.token}")
    return invited


def not_found(browser: Client) -> HttpResponse:
    return browser.get("/no-such-page/")


def wrong_method(browser: Client) -> HttpResponse:
    return browser.delete("/s/")


def forged(browser: Client) -> HttpResponse:
    browser.handler.enforce_csrf_checks = True
    return browser.post("/g/", {"answer": "1984"})


def unreadable(browser: Client) -> HttpResponse:
    return browser.post("/g/", {f"field{n}": "x" for n in range(1_001)})


def broken(browser: Client) -> HttpResponse:
    browser.raise_request_exception = False
    with patch("responses.answering.views.start.render", side_effect=RuntimeError("broken")):
        return browser.get("/s/")


@allowing(Kind.LINK, 3)
def too_often(browser: Client) -> HttpResponse:
    for _ in range(3):
        assert browser.get(UNKNOWN).status_code == 302
    return browser.get(UNKNOWN)


ERRORS = {
    404: not_found,
    405: wrong_method,
    403: forged,
    400: unreadable,
    500: broken,
    429: too_often,
}


@pytest.mark.parametrize(("status", "cause"), ERRORS.items(), ids=map(str, ERRORS))
class TestAnError:
    def test_is_a_neutral_page_with_every_way_out(
        self, browser: Client, invited: Invited, status: int, cause
    ) -> None:
        response = cause(browser)

        page = Page(response)
        assert response.status_code == status
        assert page.links.count("/x/") == 2
        assert page.links[0] == "/x/"
        assert any("exit.js" in tag["src"] for tag in page.all("script"))
        assert TELLTALE.findall(page.text) == []
        assert response.headers["Cache-Control"] == "no-store"

    def test_speaks_the_language_of_the_visit(
        self, browser: Client, invited: Invited, status: int, cause
    ) -> None:
        page = Page(cause(browser))

        assert page.all("html")[0]["lang"] == "cy"

    def test_speaks_what_was_chosen_since(
        self, browser: Client, invited: Invited, status: int, cause
    ) -> None:
        browser.post("/language/", {"language": "en", "next": "/s/"})

        assert Page(cause(browser)).all("html")[0]["lang"] == "en"


@pytest.mark.parametrize("refused", [forged, wrong_method, unreadable])
class TestARefusedRequest:
    @pytest.mark.slow
    def test_changes_nothing_as_its_page_says(
        self, browser: Client, invited: Invited, refused
    ) -> None:
        before = Invitation.objects.values().get()

        assert refused(browser).status_code in {400, 403, 405}

        assert Invitation.objects.values().get() == before
        assert not Response.objects.exists()


class TestExitWhenTheStoreFails:
    @pytest.mark.parametrize(
        "failing",
        [
            "access.web.sessions.SessionStore.delete",
            "responses.answering.actions.answers.record_exit",
        ],
    )
    def test_leaves_all_the_same_and_takes_the_cookie(
        self, browser: Client, invited: Invited, settings, failing: str
    ) -> None:
        enter(browser, invited)

        with patch(failing, side_effect=DatabaseError("locked")):
            response = browser.get("/x/")

        assert response.headers["Location"] == settings.EXIT_URL
        assert response.cookies["sid"]["max-age"] == 0
        assert browser.get("/q/1/").headers["Location"] == "/e/"


class TestExit:
    def test_takes_the_choice_of_language_with_it(self, browser: Client, invited: Invited) -> None:
        browser.post("/language/", {"language": "cy", "next": "/s/"})

        response = browser.get("/x/")

        assert response.cookies["language"]["max-age"] == 0
        assert set(browser.cookies) - {"language", "sid"} == set()
        assert not any(cookie.value for cookie in browser.cookies.values())

    def test_ends_what_a_finished_visit_left_too(self, browser: Client, invited: Invited) -> None:
        browser.post("/t/")

        browser.get("/x/")

        assert Session.objects.count() == 0
        assert browser.get("/t/").headers["Location"] == "/e/"


class TestWaiting:
    """SAF-4: tries that fail are limited by address; SAF-12: nobody waits to stop."""

    def test_is_for_who_tries_unknown_links(self, browser: Client, time_machine) -> None:
        time_machine.move_to(NOW, tick=False)
        refused = too_often(browser)

        assert refused.status_code == 429
        assert refused.headers["Retry-After"] == "300"
        assert "Do not contact me again" in Page(refused).text

    @pytest.mark.slow
    def test_is_not_for_who_has_a_link(self, browser: Client) -> None:
        too_often(browser)
        invited = invite()

        assert browser.get(f"/{invited.token}").headers["Location"] == "/s/"
        assert browser.post("/t/").status_code == 200
        assert invited.invitation.opted_out_at is not None

    @allowing(Kind.LINK, 3)
    def test_is_not_for_previews_of_links_that_are_known(self, browser: Client) -> None:
        invited = invite()

        seen = {Client().head(f"/{invited.token}").headers["Location"] for _ in range(5)}

        assert seen == {"/s/"}

    def test_keeps_a_gate_from_being_tried_and_not_from_being_left(
        self, browser: Client, invited: Invited
    ) -> None:
        with allowing(Kind.GATE, 0):
            refused = browser.post("/g/", {"answer": "1900"})
            stopped = browser.post("/t/").status_code
            left = browser.get("/x/").status_code

        assert (refused.status_code, stopped, left) == (429, 200, 302)
        assert invited.invitation.gate_tries == 0
        assert invited.invitation.opted_out_at is not None

    def test_does_not_count_right_answers(self, browser: Client) -> None:
        enter(Client(), invite())

        assert not TryCount.objects.exists()

    def test_is_not_for_who_presses_stop_without_a_link(self, browser: Client) -> None:
        assert browser.post("/t/").status_code == 302
        assert not TryCount.objects.exists()

    @pytest.mark.slow
    @allowing(Kind.GATE, 3)
    def test_is_for_who_gives_wrong_answers_over_many_links(self, browser: Client) -> None:
        statuses = []
        for number in range(4):
            browser.get(f"/{invite(mobile=f'+4477009000{number + 20}').token}")
            statuses.append(browser.post("/g/", {"answer": "1900"}).status_code)

        assert statuses == [200, 200, 200, 429]


class TestALinkThatWasCopiedBadly:
    @pytest.mark.parametrize("after", [".", ",", ")", "”", "…", "/", '".', "%20"])
    def test_opens_with_what_stood_after_it(
        self, browser: Client, invited: Invited, after: str
    ) -> None:
        assert browser.get(f"/{invited.token}{after}").headers["Location"] == "/s/"

    @pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: t + "x", lambda t: t * 2])
    def test_goes_to_an_address_that_does_not_nearly_tell_it(
        self, browser: Client, invited: Invited, change
    ) -> None:
        response = browser.get(f"/{change(invited.token)}", follow=True)

        assert response.redirect_chain == [("/e/", 302)]
        assert invited.token[:8] not in response.content.decode()

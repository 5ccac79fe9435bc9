"""Opting out by one press, without the gate (SAF-12)."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from access.web.sessions import IDLE_SECONDS
from responses.invitations.actions import opt_outs
from responses.models.contacts import StopPress, Suppression
from tests.conftest import NOW, TESTER
from tests.responses.invited import Invited, enter, invite
from tests.responses.pages import TELLTALE, Page
from tests.responses.phones import once_on
from tests.responses.suppressed import is_suppressed

pytestmark = pytest.mark.safety


@pytest.fixture
def invited(browser: Client) -> Invited:
    invited = invite()
    browser.get(f"/{invited.token}")
    return invited


def form_on(page: Page) -> dict[str, str]:
    """Return the hidden field of the first form."""
    token = page.all("input", name="csrfmiddlewaretoken")[0]["value"]
    return {"csrfmiddlewaretoken": str(token)}


class TestDoNotContactMeAgain:
    @pytest.mark.slow
    def test_is_one_press_on_the_first_page(self, browser: Client, invited: Invited) -> None:
        page = Page(browser.get("/s/"))

        response = browser.post("/t/")

        assert page.all("form", action="/t/", method="post")
        assert response.status_code == 200
        assert "We will not contact you again" in Page(response).text
        assert not TELLTALE.search(Page(response).text)
        assert is_suppressed(invited.case_id)

    def test_is_one_press_too_for_who_was_not_meant(
        self, browser: Client, invited: Invited
    ) -> None:
        button = Page(browser.get("/s/")).all("button", name="wrong_person")

        page = Page(browser.post("/t/", {"wrong_person": "yes"}))

        assert button
        assert "We will not write to this number or address again" in page.text
        assert "We will not contact you again" not in page.text
        assert not TELLTALE.search(page.text)
        assert is_suppressed(invited.case_id)
        assert Suppression.objects.get().is_number_only

    def test_has_a_page_of_its_own_for_who_comes_by_address(
        self, browser: Client, invited: Invited
    ) -> None:
        page = Page(browser.get("/t/"))

        assert "If this isn’t you" in page.text
        assert page.all("button", name="wrong_person")
        assert not is_suppressed(invited.case_id)

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_is_not_done_by_looking(self, browser: Client, invited: Invited, method: str) -> None:
        getattr(browser, method)("/t/")

        assert not is_suppressed(invited.case_id)

    def test_ends_the_visit_and_the_link(self, browser: Client, invited: Invited) -> None:
        browser.post("/t/")
        kept = set(browser.session.keys())

        assert kept <= {"farewell", IDLE_SECONDS, "_csrftoken"}
        assert Client().get(f"/{invited.token}").headers["Location"] == "/e/"

    @pytest.mark.parametrize(
        "address", ["/s/", "/t/", "/g/", "/q/1/", "/r/", "/i/4/", "/e/", "/{token}"]
    )
    def test_saf_8_leaves_one_neutral_page_at_every_address_at_once(
        self, browser: Client, invited: Invited, address: str
    ) -> None:
        browser.post("/t/")

        response = browser.get(address.format(token=invited.token), follow=True)

        assert response.request["PATH_INFO"] == "/e/"
        assert Session.objects.count() == 0

    def test_saf_8_empties_another_tab_when_it_is_shown(
        self, browser: Client, invited: Invited
    ) -> None:
        assert browser.get("/y/").status_code == 204

        browser.post("/t/")

        assert browser.get("/y/").status_code == 410

    def test_saf_12_gets_the_same_page_for_the_same_press(
        self, browser: Client, invited: Invited
    ) -> None:
        browser.handler.enforce_csrf_checks = True
        form = form_on(Page(browser.get("/s/")))
        first = browser.post("/t/", form)

        again = [browser.post("/t/", form) for _ in range(3)]

        assert {Page(each).text for each in again} == {Page(first).text}
        assert Page(again[-1]).all("button", name="undo")
        assert invited.invitation.opted_out_at == NOW

    def test_saf_8_leads_to_the_neutral_page_where_it_is_pressed_again_later(
        self, browser: Client, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        browser.post("/t/")
        clock.shift(timedelta(minutes=2, seconds=1))

        assert browser.post("/t/").headers["Location"] == "/e/"

    def test_saf_7_leads_to_the_neutral_page_where_the_visit_was_left_meanwhile(
        self, browser: Client, invited: Invited
    ) -> None:
        twin = Client()
        twin.cookies = browser.cookies.copy()
        opt_out = opt_outs.opt_out

        def overtaken(**given: object) -> str:
            twin.get("/x/")
            return opt_out(**given)

        with patch("responses.invitations.actions.opt_outs.opt_out", overtaken):
            response = browser.post("/t/")

        assert response.headers["Location"] == "/e/"
        assert is_suppressed(invited.case_id)
        assert Session.objects.count() == 0

    def test_works_on_a_page_left_open_too_long(
        self, browser: Client, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        clock.shift(timedelta(hours=2))

        browser.post("/t/")

        assert is_suppressed(invited.case_id)

    @pytest.mark.slow
    def test_works_after_the_gate_too(self, browser: Client, invited: Invited) -> None:
        enter(browser, invited)

        browser.post("/t/")

        assert is_suppressed(invited.case_id)
        assert browser.get("/q/1/").headers["Location"] == "/e/"

    def test_claims_nothing_to_who_has_no_visit(self, browser: Client) -> None:
        response = browser.post("/t/", follow=True)

        assert response.redirect_chain == [("/e/", 302)]


class TestUndo:
    """SAF-12: on the page that confirms a stop, for the visit that pressed it."""

    def pressed(self, browser: Client, **data: str) -> Page:
        return Page(browser.post("/t/", data, follow=True))

    def undone(self, browser: Client, page: Page) -> Page:
        return self.pressed(browser, undo="yes", once=once_on(page))

    @pytest.mark.slow
    @pytest.mark.parametrize("data", [{}, {"wrong_person": "yes"}])
    def test_saf_12_takes_the_stop_back_and_opens_the_link(
        self, browser: Client, invited: Invited, data: dict[str, str]
    ) -> None:
        stopped = self.pressed(browser, **data)
        assert stopped.all("button", name="undo")

        page = self.undone(browser, stopped)

        assert "We have undone that" in page.text
        assert not page.all("button", name="undo")
        assert not TELLTALE.search(page.text)
        assert not is_suppressed(invited.case_id)
        assert browser.get(f"/{invited.token}").headers["Location"] == "/s/"

    def test_saf_12_may_be_pressed_again_and_says_the_same(
        self, browser: Client, invited: Invited
    ) -> None:
        stopped = self.pressed(browser)

        once, twice = self.undone(browser, stopped), self.undone(browser, stopped)

        assert once.html == twice.html
        assert not is_suppressed(invited.case_id)

    @pytest.mark.parametrize("once", ["", "another page"])
    def test_saf_12_needs_the_page_itself(
        self, browser: Client, invited: Invited, once: str
    ) -> None:
        self.pressed(browser)

        self.pressed(browser, undo="yes", once=once)

        assert is_suppressed(invited.case_id)

    def test_is_offered_to_nobody_else(self, browser: Client, invited: Invited) -> None:
        self.pressed(browser)

        stranger = Client(headers={"accept-language": "en"})
        stranger.post("/t/", {"undo": "yes"})

        assert is_suppressed(invited.case_id)

    def test_ends_after_twenty_minutes(
        self, browser: Client, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        stopped = self.pressed(browser)
        clock.shift(timedelta(minutes=20, seconds=1))

        page = self.undone(browser, stopped)

        assert "We will not contact you again" in page.text
        assert not page.all("button", name="undo")
        assert is_suppressed(invited.case_id)

    @pytest.mark.parametrize("address", ["/t/", "/s/", "/q/1/"])
    def test_is_not_for_who_opens_the_page_again(
        self, browser: Client, invited: Invited, address: str
    ) -> None:
        stopped = self.pressed(browser)

        browser.get(address)
        self.undone(browser, stopped)

        assert is_suppressed(invited.case_id)

    def test_has_no_button_beside_it_that_would_lose_it(
        self, browser: Client, invited: Invited
    ) -> None:
        stopped = self.pressed(browser)
        undone = self.undone(browser, stopped)

        for name in ("language", "text_size"):
            assert not stopped.all("button", name=name)
            assert not undone.all("button", name=name)

    def test_ends_with_the_visit(self, browser: Client, invited: Invited) -> None:
        stopped = self.pressed(browser)
        browser.get("/x/")

        self.undone(browser, stopped)

        assert is_suppressed(invited.case_id)

    def test_is_done_by_a_press_alone(self, browser: Client, invited: Invited) -> None:
        self.pressed(browser)

        browser.get("/t/?undo=yes")

        assert is_suppressed(invited.case_id)

    def test_that_comes_too_late_says_again_what_holds(
        self, browser: Client, invited: Invited
    ) -> None:
        stopped = self.pressed(browser)
        opt_outs.opt_out(invitation_id=invited.invitation_id, channel="web", by=TESTER, at=NOW)

        page = self.undone(browser, stopped)

        assert "We will not contact you again" in page.text
        assert not page.all("button", name="undo")
        assert is_suppressed(invited.case_id)

    def test_keeps_its_ticket_on_the_server(self, browser: Client, invited: Invited) -> None:
        stopped = self.pressed(browser)

        ticket = str(StopPress.objects.get().pk)

        assert browser.session["farewell"]["ticket"] == ticket
        assert ticket not in stopped.html

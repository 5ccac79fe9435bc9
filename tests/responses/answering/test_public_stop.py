"""Opting out by one press, without the gate (SAF-12)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from responses.invitations.actions import opt_outs
from responses.models.contacts import StopPress, Suppression
from tests.conftest import NOW, TESTER
from tests.responses.invited import Invited, enter, invite
from tests.responses.pages import TELLTALE, Page
from tests.responses.suppressed import is_suppressed


@pytest.fixture
def invited(browser: Client) -> Invited:
    """Someone who has followed the link and not passed the gate."""
    invited = invite()
    browser.get(f"/{invited.token}")
    return invited


class TestDoNotContactMeAgain:
    @pytest.mark.slow
    def test_is_one_press_on_the_first_page(self, browser: Client, invited: Invited) -> None:
        """SAF-12"""
        page = Page(browser.get("/s/"))

        response = browser.post("/t/", follow=True)

        assert page.all("form", action="/t/", method="post")
        assert response.redirect_chain == [("/t/", 302)]
        assert "We will not contact you again" in Page(response).text
        assert not TELLTALE.search(Page(response).text)
        assert is_suppressed(invited.case_id)

    def test_is_one_press_too_for_who_was_not_meant(
        self, browser: Client, invited: Invited
    ) -> None:
        """SAF-12: in words of its own, and nothing about who was meant."""
        button = Page(browser.get("/s/")).all("button", name="wrong_person")

        response = browser.post("/t/", {"wrong_person": "yes"}, follow=True)

        page = Page(response)
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
        """Decision 9: opting out is a POST."""
        getattr(browser, method)("/t/")

        assert not is_suppressed(invited.case_id)

    def test_ends_the_visit_and_the_link(self, browser: Client, invited: Invited) -> None:
        browser.post("/t/")

        assert browser.get("/s/").headers["Location"] == "/t/"
        assert Client().get(f"/{invited.token}").headers["Location"] == "/e/"
        assert set(browser.session.keys()) <= {"farewell", "_csrftoken"}

    def test_may_be_pressed_twice(self, browser: Client, invited: Invited) -> None:
        browser.post("/t/")

        again = browser.post("/t/", follow=True)

        assert "We will not contact you again" in Page(again).text
        assert invited.invitation.opted_out_at == NOW

    def test_works_on_a_page_left_open_too_long(
        self, browser: Client, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        """SAF-12: an opt-out that is swallowed is worse than an idle session."""
        clock.shift(timedelta(hours=2))

        browser.post("/t/")

        assert is_suppressed(invited.case_id)

    @pytest.mark.slow
    def test_works_after_the_gate_too(self, browser: Client, invited: Invited) -> None:
        enter(browser, invited)

        browser.post("/t/")

        assert is_suppressed(invited.case_id)
        assert browser.get("/q/1/").headers["Location"] == "/t/"

    def test_claims_nothing_to_who_has_no_visit(self, browser: Client) -> None:
        response = browser.post("/t/", follow=True)

        assert response.redirect_chain == [("/t/", 302), ("/e/", 302)]


class TestUndo:
    """SAF-12: on the page that confirms a stop, for the visit that pressed it."""

    def pressed(self, browser: Client, **data: str) -> Page:
        return Page(browser.post("/t/", data, follow=True))

    @pytest.mark.slow
    @pytest.mark.parametrize("data", [{}, {"wrong_person": "yes"}])
    def test_saf_12_takes_the_stop_back_and_opens_the_link(
        self, browser: Client, invited: Invited, data: dict[str, str]
    ) -> None:
        assert self.pressed(browser, **data).all("button", name="undo")

        page = self.pressed(browser, undo="yes")

        assert "We have undone that" in page.text
        assert not page.all("button", name="undo")
        assert not TELLTALE.search(page.text)
        assert not is_suppressed(invited.case_id)
        assert browser.get(f"/{invited.token}").headers["Location"] == "/s/"

    def test_is_offered_to_nobody_else(self, browser: Client, invited: Invited) -> None:
        self.pressed(browser)

        stranger = Client(headers={"accept-language": "en"})
        stranger.post("/t/", {"undo": "yes"})

        assert is_suppressed(invited.case_id)

    def test_ends_after_twenty_minutes(
        self, browser: Client, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        self.pressed(browser)
        clock.shift(timedelta(minutes=20, seconds=1))

        page = self.pressed(browser, undo="yes")

        assert "We will not contact you again" in page.text
        assert not page.all("button", name="undo")
        assert is_suppressed(invited.case_id)

    @pytest.mark.parametrize("address", ["/t/", "/s/", "/q/1/"])
    def test_is_not_for_who_opens_the_page_again(
        self, browser: Client, invited: Invited, address: str
    ) -> None:
        """Out of the history: somebody else may hold the phone."""
        self.pressed(browser)

        page = Page(browser.get(address, follow=True))
        self.pressed(browser, undo="yes")

        assert "We will not contact you again" in page.text
        assert not page.all("button", name="undo")
        assert is_suppressed(invited.case_id)

    def test_has_no_button_beside_it_that_would_lose_it(
        self, browser: Client, invited: Invited
    ) -> None:
        offered = self.pressed(browser)
        again = Page(browser.get("/t/"))

        for name in ("language", "text_size"):
            assert not offered.all("button", name=name)
            assert again.all("button", name=name)

    def test_ends_with_the_visit(self, browser: Client, invited: Invited) -> None:
        self.pressed(browser)
        browser.get("/x/")

        self.pressed(browser, undo="yes")

        assert is_suppressed(invited.case_id)

    def test_is_done_by_a_press_alone(self, browser: Client, invited: Invited) -> None:
        self.pressed(browser)

        browser.get("/t/?undo=yes")

        assert is_suppressed(invited.case_id)

    def test_that_comes_too_late_says_again_what_holds(
        self, browser: Client, invited: Invited
    ) -> None:
        """Somebody has stopped the same number meanwhile, in a visit of the same link."""
        self.pressed(browser)
        opt_outs.opt_out(invitation_id=invited.invitation_id, channel="web", by=TESTER, at=NOW)

        page = self.pressed(browser, undo="yes")

        assert "We will not contact you again" in page.text
        assert not page.all("button", name="undo")
        assert is_suppressed(invited.case_id)

    def test_keeps_its_ticket_on_the_server(self, browser: Client, invited: Invited) -> None:
        self.pressed(browser)

        ticket = str(StopPress.objects.get().pk)

        assert browser.session["farewell"]["ticket"] == ticket
        assert ticket not in Page(browser.get("/t/")).html

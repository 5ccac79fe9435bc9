"""The page between the gate and the first question: what may only be said now."""

import pytest
from django.test import Client

from responses.answering.selectors import respondents
from tests.responses.invited import BIRTH_YEAR, INTRODUCTION, Invited, enter, invite
from tests.responses.pages import Page


@pytest.fixture
def invited(browser: Client) -> Invited:
    return invite()


def pass_gate(browser: Client, invited: Invited) -> str:
    browser.get(f"/{invited.token}")
    return browser.post("/g/", {"answer": str(BIRTH_YEAR)}).headers["Location"]


class TestTheIntroduction:
    def test_follows_the_gate_and_leads_to_the_first_question(
        self, browser: Client, invited: Invited
    ) -> None:
        address = pass_gate(browser, invited)
        page = Page(browser.get(address))

        assert address == INTRODUCTION
        assert page.all("a", **{"class": "button"})[0]["href"] == "/q/1/"

    def test_says_which_report_is_meant_and_that_nobody_asks_what_happened(
        self, browser: Client, invited: Invited
    ) -> None:
        pass_gate(browser, invited)

        page = Page(browser.get(INTRODUCTION))
        first = Page(browser.get("/q/1/"))

        assert "reported to them in October 2026" in page.text
        assert "We do not ask what happened" in page.text
        assert "October 2026" not in first.text

    def test_counts_the_questions_and_tells_the_optional_ones_apart(
        self, browser: Client, invited: Invited
    ) -> None:
        pass_gate(browser, invited)

        page = Page(browser.get(INTRODUCTION))

        journey = respondents.journey_of(invited.response)
        assert "Number of questions: 12. You can skip any of them." in page.text
        assert f"at most {journey.equality_length.most} more. They are optional" in page.text

    def test_says_who_sees_the_answers_and_when_not(
        self, browser: Client, invited: Invited
    ) -> None:
        pass_gate(browser, invited)

        page = Page(browser.get(INTRODUCTION))

        assert "confidential. They are not anonymous" in page.text
        assert "at serious risk" in page.text

    def test_says_how_to_leave_where_help_is_and_that_someone_may_be_watching(
        self, browser: Client, invited: Invited
    ) -> None:
        """SAF-7: told before the first question, and only after the gate (decision 38)."""
        pass_gate(browser, invited)

        page = Page(browser.get(INTRODUCTION))

        assert "Choose “Exit this page” at the top at any time" in page.text
        assert "does not remove this page from your browser’s history" in page.text
        assert "someone may be watching" in page.text
        assert {"/i/4/", "/i/5/"} <= set(page.links)

    def test_is_shown_to_nobody_who_has_not_passed_the_gate(
        self, browser: Client, invited: Invited
    ) -> None:
        """SAF-6"""
        stranger = browser.get(INTRODUCTION).headers["Location"]
        browser.get(f"/{invited.token}")

        assert stranger == "/e/"
        assert browser.get(INTRODUCTION).headers["Location"] == "/g/"

    def test_is_not_in_the_way_of_who_has_begun(self, browser: Client, invited: Invited) -> None:
        enter(browser, invited)
        browser.post("/q/1/", {"answer": "very_easy"})

        assert pass_gate(Client(), invited) == "/q/2/"

    def test_comes_again_to_who_left_before_the_first_answer(
        self, browser: Client, invited: Invited
    ) -> None:
        enter(browser, invited)

        assert pass_gate(Client(), invited) == INTRODUCTION

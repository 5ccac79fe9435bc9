import pytest
from django.test import Client

from responses.answering.selectors import respondents
from tests.responses.invited import (
    BIRTH_YEAR,
    FIRST_QUESTION,
    INTRODUCTION,
    Invited,
    enter,
    invite,
)
from tests.responses.pages import Page


@pytest.fixture
def invited(browser: Client) -> Invited:
    return invite()


def pass_gate(browser: Client, invited: Invited) -> str:
    browser.get(f"/{invited.token}")
    return browser.post("/g/", {"answer": str(BIRTH_YEAR)}).headers["Location"]


class TestTheIntroduction:
    def test_is_behind_a_link_of_the_first_question_and_leads_back(
        self, browser: Client, invited: Invited
    ) -> None:
        first = Page(browser.get(pass_gate(browser, invited)))
        page = Page(browser.get(INTRODUCTION))

        assert INTRODUCTION in first.links
        assert page.all("a", **{"class": "button"})[0]["href"] == FIRST_QUESTION

    def test_says_which_report_is_meant_and_that_nobody_asks_what_happened(
        self, browser: Client, invited: Invited
    ) -> None:
        pass_gate(browser, invited)

        page = Page(browser.get(INTRODUCTION))
        first = Page(browser.get("/q/1/"))

        assert "reported to them in October 2026" in page.text
        assert "We do not ask what happened" in page.text
        assert "October 2026" in first.text

    def test_counts_required_and_optional_questions(
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

    @pytest.mark.safety
    def test_says_how_to_leave_where_help_is_and_that_someone_may_be_watching(
        self, browser: Client, invited: Invited
    ) -> None:
        pass_gate(browser, invited)

        page = Page(browser.get(INTRODUCTION))

        assert "Choose “Exit this page” at the top at any time" in page.text
        assert "does not remove this page from your browser’s history" in page.text
        assert "someone may be watching" in page.text
        assert {"/i/4/", "/i/5/"} <= set(page.links)

    @pytest.mark.safety
    def test_is_shown_to_nobody_who_has_not_passed_the_gate(
        self, browser: Client, invited: Invited
    ) -> None:
        stranger = browser.get(INTRODUCTION).headers["Location"]
        browser.get(f"/{invited.token}")

        assert stranger == "/e/"
        assert browser.get(INTRODUCTION).headers["Location"] == "/g/"

    def test_is_not_in_the_way_of_who_has_begun(self, browser: Client, invited: Invited) -> None:
        enter(browser, invited)
        browser.post("/q/1/", {"answer": "very_easy"})

        assert pass_gate(Client(), invited) == "/q/2/"

    def test_is_not_in_the_way_of_who_left_before_the_first_answer(
        self, browser: Client, invited: Invited
    ) -> None:
        enter(browser, invited)

        assert pass_gate(Client(), invited) == FIRST_QUESTION


class TestTheFirstQuestion:
    @pytest.mark.safety
    def test_saf_7_says_who_asks_what_holds_and_how_to_leave(
        self, browser: Client, invited: Invited
    ) -> None:
        page = Page(browser.get(pass_gate(browser, invited)))

        assert page.all("ul", **{"data-test": "first-lines"})
        assert page.html.index("first-words") < page.html.index("<legend")
        assert page.html.index('class="choices"') < page.html.index("first-lines")
        assert page.html.index("first-lines") < page.html.index('class="buttons"')

    def test_says_it_on_no_later_question(self, browser: Client, invited: Invited) -> None:
        enter(browser, invited)
        browser.post(FIRST_QUESTION, {"answer": "very_easy"})

        assert "first-lines" not in browser.get("/q/2/").content.decode()
        assert "first-lines" in browser.get(FIRST_QUESTION).content.decode()


class TestTheFirstPage:
    def test_has_the_gate_on_it(self, browser: Client, invited: Invited) -> None:
        browser.get(f"/{invited.token}")
        page = Page(browser.get("/s/"))

        assert page.all("form", action="/g/", method="post")
        assert page.all("input", name="answer")
        assert len(page.all("h1")) == 1

    @pytest.mark.safety
    def test_saf_6_has_no_field_once_the_gate_is_passed(
        self, browser: Client, invited: Invited
    ) -> None:
        enter(browser, invited)

        assert not Page(browser.get("/s/")).all("input", name="answer")

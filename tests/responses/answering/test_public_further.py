"""Further questions after those for everybody: offered in the same words to all, stopped at will
(decision 45)."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from access.models import AuditEvent
from responses.answering.presenters import further as presenters
from responses.models import Case, Response
from tests.responses import saying_more
from tests.responses.invited import Invited
from tests.responses.pages import Page
from tests.responses.phones import Phone, once_on
from tests.responses.saying_more import (
    OFFER,
    come_in,
    invite_about,
    press,
    response_of,
    say_no,
    say_yes,
    skip_the_first_part,
    skip_to_equality,
    to_offer,
)
from tests.sharing import shared_rows
from tests.statements import queries_of

pytestmark = pytest.mark.slow
Choice = Response.MoreChoice
FIRST = "/q/28/"
"""The first of the further questions: their numbers come after all others."""


@shared_rows
def national() -> None:
    saying_more.publish_national()


@pytest.fixture(autouse=True)
def _draws_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    saying_more.draw_alike(monkeypatch)


@pytest.fixture
def invited(national) -> Invited:
    return invite_about("ST2", "BUR")


@pytest.fixture
def offered(browser: Client, invited: Invited) -> Invited:
    to_offer(browser, invited)
    return invited


@pytest.fixture
def saying_more_now(browser: Client, offered: Invited) -> Invited:
    assert say_yes(browser) == FIRST
    return offered


def without_numbers(page: Page) -> str:
    return re.sub(r"\d+|\bat most\b", "", page.text)


class TestTheOffer:
    def test_comes_after_the_questions_for_everybody(
        self, browser: Client, invited: Invited
    ) -> None:
        assert skip_the_first_part(browser, invited) == OFFER
        page = Page(browser.get(OFFER))

        assert page.title == "Service feedback"
        assert page.all("h1")
        assert len(response_of(invited).answers) == 12
        assert response_of(invited).more_choice == ""

    @pytest.mark.safety
    def test_saf_19_has_the_same_words_whatever_the_case(self, national) -> None:
        pages = [
            to_offer(Client(), invite_about(stage, crime))
            for stage, crime in (("ST1", "BUR"), ("ST3a", "RASSO"), ("ST5", "DA"), ("ST2", "POL"))
        ]

        assert len({without_numbers(page) for page in pages}) == 1
        assert len({page.title for page in pages}) == 1

    def test_says_how_many_at_most_and_how_long(self, browser: Client, offered: Invited) -> None:
        page = Page(browser.get(OFFER))

        assert "Number of questions: 16 at most." in page.text
        assert "Time in minutes: about 6." in page.text
        assert "You can stop when you like. What you have said is kept." in page.text

    @pytest.mark.parametrize(("questions", "minutes"), [(1, 1), (3, 1), (4, 2), (10, 4), (16, 6)])
    def test_counts_twenty_seconds_a_question(self, questions: int, minutes: int) -> None:
        assert presenters.minutes_for(questions) == minutes

    @pytest.mark.safety
    def test_saf_19_says_that_the_crime_may_be_named_so_that_who_is_watched_can_decline(
        self, browser: Client, offered: Invited
    ) -> None:
        page = Page(browser.get(OFFER))

        assert "Some may say what kind of crime it was." in page.text
        assert "If someone may be watching, you can say no." in page.text

    def test_leads_back_to_the_last_question(self, browser: Client, offered: Invited) -> None:
        assert Page(browser.get(OFFER)).all("form", id="earlier", action="/q/12/")

    def test_waits_for_the_questions_before(self, browser: Client, invited: Invited) -> None:
        come_in(browser, invited)

        assert browser.get(OFFER).headers["Location"] == "/q/1/"
        assert press(browser, OFFER, more="en") == "/q/1/"
        assert response_of(invited).more_choice == ""

    def test_is_none_where_nothing_further_is_published(self, browser: Client) -> None:
        invited = invite_about("ST2", "BUR")
        address = skip_the_first_part(browser, invited)

        assert address == "/m/"
        assert browser.get(OFFER).headers["Location"] == "/m/"
        assert press(browser, OFFER, more="en") == "/m/"
        assert Page(browser.get("/m/")).all("form", id="earlier", action="/q/12/")
        assert response_of(invited).more_choice == ""

    @pytest.mark.safety
    @pytest.mark.parametrize("role", ["bereaved", "carer", "parent_of_child", "intermediary"])
    def test_is_none_for_who_answers_in_a_victims_place(
        self, browser: Client, invited: Invited, role: str
    ) -> None:
        Case.objects.filter(pk=invited.case_id).update(victim_role=role)
        address = skip_the_first_part(browser, invited)

        assert address == "/m/"
        assert response_of(invited).chances == {}
        assert len(response_of(invited).answers) == 10

    def test_is_shown_to_nobody_before_the_gate(self, browser: Client, invited: Invited) -> None:
        browser.get(f"/{invited.token}")

        assert browser.get(OFFER).headers["Location"] == "/g/"


class TestSayingNo:
    def test_leads_to_the_equality_questions(self, browser: Client, offered: Invited) -> None:
        assert say_no(browser) == "/m/"
        assert response_of(offered).more_choice == Choice.DECLINED
        assert response_of(offered).more_instrument is None
        assert set(response_of(offered).chances) < set(response_of(offered).answers)

    def test_is_asked_once(self, browser: Client, offered: Invited) -> None:
        say_no(browser)

        assert come_in(Client(), offered) == "/m/"
        assert press(browser, "/m/") == "/q/13/"

    def test_can_be_thought_over(self, browser: Client, offered: Invited) -> None:
        say_no(browser)
        assert Page(browser.get("/m/")).all("form", id="earlier", action=OFFER)
        assert "Would you like to say more?" in Page(browser.post(OFFER, {"show": "yes"})).text

        assert say_yes(browser) == FIRST
        assert response_of(offered).more_choice == Choice.WANTED


class TestSayingYes:
    def test_asks_what_the_case_leads_to(self, browser: Client, saying_more_now: Invited) -> None:
        response = response_of(saying_more_now)

        assert response.more_choice == Choice.WANTED
        assert response.more_instrument.code == "national"
        assert response.more_pathway["crimes"] == ["BUR"]
        assert response.more_pathway["stage"] == "ST2"

    def test_counts_further_questions_by_themselves(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        page = Page(browser.get(FIRST))

        assert page.title == "Question 1 – Service feedback"
        assert "Question 1 of at most 16" in page.text
        assert page.all("form", id="earlier", action=OFFER)

    def test_asks_the_same_after_the_case_has_changed(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        first = Page(browser.get(FIRST)).text
        Case.objects.filter(pk=saying_more_now.case_id).update(crime_group="fraud", flags={})

        assert Page(browser.get(FIRST)).text == first

    def test_asks_nothing_twice(self, browser: Client, saying_more_now: Invited) -> None:
        short = set(response_of(saying_more_now).answers)

        seen = skip_to_equality(browser, FIRST)

        further = set(response_of(saying_more_now).answers) - short
        assert len(further) == len(seen) <= 16

    def test_leads_by_the_equality_questions_to_the_end(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        skip_to_equality(browser, FIRST)
        last = Page(browser.get("/m/")).all("form", id="earlier")[0]["action"]
        assert press(browser, "/m/", skip="yes") == "/r/"

        assert browser.post("/r/").status_code == 200
        assert int(last.split("/")[2]) > 28
        assert response_of(saying_more_now).completed_at is not None

    def test_keeps_the_address_of_every_other_question(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        skip_to_equality(browser, FIRST)

        assert press(browser, "/m/") == "/q/13/"
        assert "sex" in Page(browser.get("/q/13/")).text

    @pytest.mark.safety
    def test_saf_8_is_gone_on_with_by_another_visit(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        following = press(browser, FIRST, skip="yes")
        other = Client()

        assert come_in(other, saying_more_now) == following
        page = Page(other.get(FIRST))
        assert page.checked == []
        assert "We do not show what you chose." in page.text

    def test_is_lost_by_nobody_who_presses_twice(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        press(browser, FIRST, skip="yes")
        before = response_of(saying_more_now)

        say_yes(browser)

        after = response_of(saying_more_now)
        assert (after.answers, after.chances) == (before.answers, before.chances)


class TestTheAudit:
    def test_says_that_somebody_chose_and_neither_who_nor_what(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        press(browser, FIRST, stop="yes")

        rows = AuditEvent.objects.filter(kind="response.further_chosen")
        assert [(row.target, row.details, row.actor_user_id) for row in rows] == [
            ("", {}, None)
        ] * 2


class TestStopping:
    def test_leads_to_the_equality_questions_and_keeps_what_was_said(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        following = press(browser, FIRST, skip="yes")
        kept = response_of(saying_more_now).answers

        assert press(browser, following, stop="yes") == "/m/"
        assert response_of(saying_more_now).answers == kept
        assert response_of(saying_more_now).more_choice == Choice.STOPPED
        assert press(browser, "/m/", skip="yes") == "/r/"
        assert browser.post("/r/").status_code == 200

    def test_saves_what_is_picked_on_the_page(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        choice = Page(browser.get(FIRST)).all("input", type="radio")[0]["value"]

        assert press(browser, FIRST, answer=choice, stop="yes") == "/m/"
        assert [choice] in response_of(saying_more_now).answers.values()

    def test_is_not_kept_from_anybody_by_a_fault_on_the_page(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        kept = response_of(saying_more_now).answers

        assert press(browser, FIRST, answer="sideways", stop="yes") == "/m/"
        assert response_of(saying_more_now).answers == kept

    def test_can_be_pressed_on_no_other_question(self, browser: Client, offered: Invited) -> None:
        page = Page(browser.get("/q/12/"))

        assert not page.all("button", name="stop")
        assert browser.post("/q/1/", {"stop": "yes"}).headers["Location"] == OFFER
        assert response_of(offered).more_choice == ""

    def test_counts_after_the_twenty_minutes_too(
        self, browser: Client, saying_more_now: Invited, clock
    ) -> None:
        choice = Page(browser.get(FIRST)).all("input", type="radio")[0]["value"]
        clock.shift(timedelta(minutes=25))

        browser.post(FIRST, {"answer": choice, "stop": "yes"})

        assert [choice] in response_of(saying_more_now).answers.values()
        assert response_of(saying_more_now).more_choice == Choice.STOPPED

    def test_in_one_tab_leaves_the_other_a_way_on(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        press(browser, FIRST, stop="yes")
        kept = response_of(saying_more_now).answers

        assert press(browser, FIRST, answer="yes") == "/m/"
        assert response_of(saying_more_now).answers == kept

    def test_can_be_taken_back(self, browser: Client, saying_more_now: Invited) -> None:
        following = press(browser, FIRST, skip="yes")
        press(browser, following, stop="yes")
        before = response_of(saying_more_now)

        assert say_yes(browser) == following
        after = response_of(saying_more_now)
        assert after.more_choice == Choice.WANTED
        assert (after.more_pathway, after.chances) == (before.more_pathway, before.chances)

    def test_is_what_no_means_once_something_was_said(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        press(browser, FIRST, skip="yes")

        assert say_no(browser) == "/m/"
        assert response_of(saying_more_now).more_choice == Choice.STOPPED

    def test_before_anything_was_said_by_no_leaves_nothing_of_it(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        assert say_no(browser) == "/m/"
        response = response_of(saying_more_now)
        assert (response.more_choice, response.more_pathway) == (Choice.DECLINED, {})
        assert set(response.chances) <= set(response.answers)


class TestTheReview:
    def test_has_further_questions_under_a_neutral_heading(self, national) -> None:
        phone = Phone(Client(headers={"accept-language": "en"}))
        to_offer(phone.client, invite_about("ST2", "DA"))
        phone.open(OFFER)
        phone.press(more="en")
        first = phone.address
        phone.press(answer=phone.page.all("input", type="radio")[0]["value"])
        phone.press(stop="yes")
        page = phone.press(skip="yes")

        assert phone.address == "/r/"
        assert "More about the service" in page.text
        assert page.all("button", formaction=first)
        assert "abuse" not in page.title

    @pytest.mark.safety
    def test_saf_19_names_no_further_question_to_another_visit(self, national) -> None:
        phone, invited = Phone(Client()), invite_about("ST2", "DA")
        to_offer(phone.client, invited)
        phone.open(OFFER)
        phone.press(more="en")
        phone.press(answer=phone.page.all("input", type="radio")[0]["value"])
        phone.press(stop="yes")
        phone.press(skip="yes")
        other = Client()

        assert come_in(other, invited) == "/r/"
        page = Page(other.get("/r/"))
        assert "Check your answers" in page.text
        assert "More about the service" not in page.text


class TestAnotherLanguage:
    @pytest.fixture
    def arabic(self, browser: Client, offered: Invited) -> Invited:
        browser.post("/language/", {"language": "ar", "next": OFFER})
        return offered

    def test_is_told_in_which_languages_it_goes_on(self, browser: Client, arabic: Invited) -> None:
        page = Page(browser.get(OFFER))

        assert page.all("html")[0]["lang"] == "ar"
        values = [button["value"] for button in page.all("button", name="more")]
        assert values == ["en", "cy", "en-x-easy", "no"]

    def test_goes_on_in_the_one_chosen_and_comes_back(
        self, browser: Client, arabic: Invited
    ) -> None:
        address = say_yes(browser, "cy")
        assert Page(browser.get(address)).all("html")[0]["lang"] == "cy"
        press(browser, address, skip="yes")
        press(browser, address, stop="yes")

        page = Page(browser.get("/m/"))
        assert page.all("html")[0]["lang"] == "ar"

    def test_stays_the_language_of_the_response(self, browser: Client, arabic: Invited) -> None:
        press(browser, "/q/1/", skip="yes")
        press(browser, say_yes(browser, "cy"), skip="yes")

        assert response_of(arabic).language == "ar"

    def test_has_further_questions_marked_as_english_in_the_review(
        self, browser: Client, arabic: Invited
    ) -> None:
        address = say_yes(browser, "cy")
        for buttons in ({"skip": "yes"}, {"stop": "yes"}, {"skip": "yes"}):
            once = once_on(Page(browser.get(address)))
            address = press(browser, address, once=once, **buttons)

        page = Page(browser.get(address))
        assert page.all("dt", lang="en", dir="ltr")

    def test_is_taken_by_nobody_who_chose_welsh_before(
        self, browser: Client, offered: Invited
    ) -> None:
        browser.post("/language/", {"language": "cy", "next": OFFER})
        page = Page(browser.get(OFFER))

        values = [button["value"] for button in page.all("button", name="more")]
        assert values == ["cy", "no"]
        assert Page(browser.get(say_yes(browser, "cy"))).all("html")[0]["lang"] == "cy"


@pytest.mark.safety
class TestLeaving:
    def test_saf_7_ends_the_session_from_a_further_question(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        browser.post("/x/")

        assert browser.get(FIRST).headers["Location"] == "/e/"
        assert come_in(Client(), saying_more_now) == FIRST


class TestQueries:
    MOST = 4

    def test_of_a_further_question_are_as_few_as_of_any_other(
        self, browser: Client, saying_more_now: Invited
    ) -> None:
        browser.get(FIRST)  # reads what a process reads once

        assert queries_of(lambda: browser.get(FIRST)) <= self.MOST
        assert queries_of(lambda: press(browser, FIRST, skip="yes")) <= self.MOST

    def test_of_the_last_question_before_the_offer_are_no_more_either(
        self, browser: Client, offered: Invited
    ) -> None:
        press(browser, "/q/12/", skip="yes")  # reads what a process reads once

        assert queries_of(lambda: press(browser, "/q/12/", skip="yes")) <= self.MOST

    def test_of_the_offer_and_of_what_is_said_to_it_are_counted(
        self, browser: Client, offered: Invited
    ) -> None:
        browser.get(OFFER)
        counted = {
            "shown": queries_of(lambda: browser.get(OFFER)),
            "yes": queries_of(lambda: say_yes(browser)),
        }
        browser.get(FIRST)  # reads what a process reads once
        counted["stop"] = queries_of(lambda: press(browser, FIRST, stop="yes"))

        assert counted == {"shown": 5, "yes": 8, "stop": 6}

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from access.limits.table import Kind
from access.models import AuditEvent, DataOrigin
from access.tasks import forget_counts
from responses.models import OpenAnswers, Response
from responses.open_link import counting
from survey.bank.pathways import BEREAVED, PROXY
from tests.conftest import NOW
from tests.limits import allowing
from tests.responses.answering.test_public_withdraw import words_on
from tests.responses.invited import enter, invite
from tests.responses.open_link.someone import (
    SAID,
    answer_all,
    begin,
    press_send,
    skip_to_the_end,
)
from tests.responses.pages import TELLTALE, Page

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
EVERY_PAGE = ("/o/", "/d/", "/h/", "/j/1/", "/l/", "/n/", "/o/1/", "/o/2/", "/o/3/")
INSIDE = ("/d/", "/h/", "/j/1/", "/l/", "/n/", "/o/2/", "/o/3/")


class TestTheFirstPage:
    @pytest.mark.safety
    def test_tells_nothing_of_what_this_is_about(self, browser: Client) -> None:
        for address in ("/o/", "/o/1/"):
            page = Page(browser.get(address))

            assert page.title == "Service feedback"
            assert not TELLTALE.search(page.text.replace("Information Commissioner’s Office", ""))

    def test_sends_who_was_asked_back_to_their_text(self, browser: Client) -> None:
        assert (
            "If you got a text or a code from us, use that instead" in Page(browser.get("/o/")).text
        )

    @pytest.mark.safety
    def test_begins_nothing_until_it_is_pressed(self, browser: Client) -> None:
        browser.get("/o/")

        assert {browser.get(address).headers["Location"] for address in INSIDE} == {"/e/"}

    def test_leads_on_to_what_is_different_here(self, browser: Client) -> None:
        text = Page(browser.post("/o/", follow=True)).text

        assert "Only people whom we asked count in the figures" in text
        assert "whether somebody sends them twice" in text


class TestTheSwitch:
    def test_is_off_where_people_are_real(self, clock, settings) -> None:
        DataOrigin.objects.create(origin="real", set_at=NOW, set_by="tests")

        answers = {address: Client().get(address) for address in EVERY_PAGE}

        assert {response.headers["Location"] for response in answers.values()} == {"/e/"}
        assert Client().post("/o/").headers["Location"] == "/e/"

    def test_opens_it_for_real_people(self, clock, settings) -> None:
        settings.OPEN_LINK = "yes"
        DataOrigin.objects.create(origin="real", set_at=NOW, set_by="tests")

        assert Client().get("/o/").status_code == 200

    def test_closes_it_for_simulated_ones(self, browser: Client, settings) -> None:
        settings.OPEN_LINK = "no"

        assert browser.get("/o/").headers["Location"] == "/e/"

    def test_closed_on_the_way_stores_nothing_more(self, browser: Client, settings) -> None:
        begin(browser)
        skip_to_the_end(browser)
        settings.OPEN_LINK = "no"

        assert browser.post("/n/").headers["Location"] == "/e/"
        assert not OpenAnswers.objects.exists()

    def test_makes_an_empty_database_a_real_one(self, clock, settings) -> None:
        settings.OPEN_LINK = "yes"

        answer_all(Client())

        assert DataOrigin.objects.get().origin == "real"


class TestWhatIsSaid:
    def test_is_stored_with_the_answers(self, browser: Client) -> None:
        answer_all(browser)

        [stored] = OpenAnswers.objects.all()
        assert (stored.who, stored.force_id, stored.stage) == (
            counting.SELF,
            "city-of-london",
            "ST2",
        )
        assert stored.instrument.code == "short-core"

    def test_may_be_that_somebody_is_not_sure(self, browser: Client) -> None:
        answer_all(browser, force="not_sure", stage="not_sure")

        [stored] = OpenAnswers.objects.all()
        assert (stored.force, stored.stage) == (None, "")

    @pytest.mark.parametrize("left_out", ["age", "who", "force", "stage"])
    def test_has_no_gap(self, browser: Client, left_out: str) -> None:
        browser.post("/o/")

        page = Page(browser.post("/h/", {k: v for k, v in SAID.items() if k != left_out}))

        assert page.title == "Error: Service feedback"
        assert "Choose" in page.text

    @pytest.mark.parametrize(
        "made_up", [{"force": "atlantis"}, {"stage": "ST8"}, {"who": "officer"}, {"age": "200"}]
    )
    def test_is_one_of_the_choices(self, browser: Client, made_up: dict[str, str]) -> None:
        browser.post("/o/")

        assert browser.post("/h/", SAID | made_up).status_code == 200
        assert browser.get("/j/1/").headers["Location"] == "/h/"

    def test_stays_as_it_was_said(self, browser: Client) -> None:
        begin(browser)

        browser.post("/h/", SAID | {"force": "metropolitan", "who": counting.OTHER})
        skip_to_the_end(browser)
        press_send(browser)

        [stored] = OpenAnswers.objects.all()
        assert (stored.force_id, stored.who) == ("city-of-london", counting.SELF)

    def test_ends_it_for_who_is_under_eighteen(self, browser: Client) -> None:
        browser.post("/o/")

        page = Page(browser.post("/h/", {"age": "minor"}))

        assert "aged 18 or over" in page.text
        assert "0800 1111" in page.text
        assert browser.get("/h/").headers["Location"] == "/e/"
        assert not OpenAnswers.objects.exists()


class TestTheQuestions:
    def test_are_the_ten_and_the_optional_block(self, browser: Client) -> None:
        assert begin(browser) == "/j/1/"
        assert "Question 1 of 10" in Page(browser.get("/j/1/")).text

        skip_to_the_end(browser)
        press_send(browser)

        [stored] = OpenAnswers.objects.all()
        assert sum(code.startswith("Q-") for code in stored.answers) == 10
        assert any(code.startswith("EQ-") for code in stored.answers)

    def test_come_one_after_the_other(self, browser: Client) -> None:
        begin(browser)

        assert browser.get("/j/7/").headers["Location"] == "/j/1/"
        assert browser.post("/j/7/", {"answer": "very_satisfied"}).headers["Location"] == "/j/1/"

    def test_take_no_answer_that_they_do_not_offer(self, browser: Client) -> None:
        begin(browser)

        assert browser.post("/j/1/", {"answer": "<script>"}).status_code == 200
        assert browser.get("/n/").headers["Location"] == "/j/1/"

    @pytest.mark.safety
    def test_show_no_earlier_answer_to_an_address(self, browser: Client) -> None:
        begin(browser)
        browser.post("/j/1/", {"answer": "very_easy"})

        assert Page(browser.get("/j/1/")).checked == []

    def test_show_it_to_the_press_of_back(self, browser: Client) -> None:
        begin(browser)
        then = browser.post("/j/1/", {"answer": "very_easy"}, follow=True)
        once = Page(then).all("input", name="once")[0]["value"]

        assert Page(browser.post("/j/1/", {"once": once, "show": "yes"})).checked == ["very_easy"]

    def test_are_not_lost_by_a_second_tab(self, browser: Client) -> None:
        begin(browser)
        browser.post("/j/1/", {"answer": "very_easy"})
        browser.get("/j/1/")
        browser.post("/j/2/", {"skip": "yes"})
        browser.post("/j/1/", {"answer": "fairly_easy"})
        skip_to_the_end(browser)
        press_send(browser)

        [stored] = OpenAnswers.objects.all()
        assert stored.answers["Q-CON-1"] == ["fairly_easy"]

    @pytest.mark.safety
    @pytest.mark.parametrize("who", [counting.OTHER, counting.BEREAVED])
    def test_are_others_for_who_answers_for_someone(self, browser: Client, who: str) -> None:
        answer_all(browser, who=who)

        [stored] = OpenAnswers.objects.all()
        assert stored.who == who
        assert stored.instrument.code in {PROXY, BEREAVED, "short-core"}


class TestTheLastPage:
    def test_has_six_words(self, browser: Client) -> None:
        assert len(words_on(answer_all(browser)).split()) == 6

    def test_is_shown_once_more_to_the_same_press(self, browser: Client) -> None:
        begin(browser)
        skip_to_the_end(browser)
        once = Page(browser.get("/n/")).all("input", name="once")[0]["value"]

        first = words_on(browser.post("/n/", {"once": once}))
        again = words_on(browser.post("/n/", {"once": once}))

        assert first == again
        assert OpenAnswers.objects.count() == 1

    def test_is_the_end(self, browser: Client) -> None:
        answer_all(browser)

        assert browser.get("/n/").headers["Location"] == "/e/"
        assert {browser.get(address).headers["Location"] for address in INSIDE} == {"/e/"}

    @pytest.mark.safety
    def test_stores_nobody_in_the_trail(self, browser: Client) -> None:
        answer_all(browser)

        event = AuditEvent.objects.get(kind="open_answers.sent_in")
        assert (event.target, event.force_code, event.details) == ("", "", {})
        assert event.actor_user_id is None


class TestLeaving:
    @pytest.mark.safety
    def test_destroys_what_was_answered(self, browser: Client) -> None:
        begin(browser)
        browser.post("/j/1/", {"answer": "very_easy"})

        browser.post("/x/")

        assert Session.objects.count() == 0
        assert browser.get("/j/1/").headers["Location"] == "/e/"
        assert not OpenAnswers.objects.exists()

    def test_happens_by_itself_after_twenty_minutes(
        self, browser: Client, clock: time_machine.Traveller
    ) -> None:
        begin(browser)
        clock.shift(timedelta(minutes=21))

        assert browser.get("/j/1/").headers["Location"] == "/e/"

    def test_leaves_no_answer_in_the_database_after_twenty_idle_minutes(
        self, browser: Client, clock: time_machine.Traveller
    ) -> None:
        begin(browser)
        clock.shift(timedelta(minutes=15))
        browser.post("/j/1/", {"answer": "very_easy"})
        clock.shift(timedelta(minutes=15))
        forget_counts.func()
        assert Session.objects.count() == 1

        clock.shift(timedelta(minutes=6))
        forget_counts.func()

        assert Session.objects.count() == 0

    def test_lets_its_cookie_go_with_the_browser(self, browser: Client) -> None:
        begin(browser)

        assert browser.cookies["sid"]["max-age"] == ""

    def test_is_explained_without_a_link_that_is_not_there(self, browser: Client) -> None:
        begin(browser)

        text = Page(browser.get("/o/3/")).text

        assert "What you have not sent in is gone" in text
        assert "text message" not in text


class TestABrowserThatWasInvited:
    def test_leaves_the_invited_visit_to_begin_here(self, browser: Client) -> None:
        enter(browser, invite())

        begin(browser)

        assert browser.get("/q/1/").headers["Location"] == "/e/"
        assert Response.objects.get().answers == {}

    def test_reaches_no_page_of_the_other(self, browser: Client) -> None:
        begin(browser)

        assert browser.get("/q/1/").headers["Location"] == "/e/"
        assert browser.post("/r/").headers["Location"] == "/e/"


class TestHowManyBegin:
    def test_is_limited_by_address(self, browser: Client) -> None:
        with allowing(Kind.OPEN_ANSWERS, 2):
            pressed = [browser.post("/o/") for _ in range(3)]

        assert [each.status_code for each in pressed] == [302, 302, 429]
        assert pressed[-1].headers["Retry-After"]

    def test_slows_nobody_who_has_begun(self, browser: Client) -> None:
        begin(browser)
        with allowing(Kind.OPEN_ANSWERS, 1):
            [Client().post("/o/") for _ in range(5)]

            skip_to_the_end(browser)
            assert press_send(browser).status_code == 200

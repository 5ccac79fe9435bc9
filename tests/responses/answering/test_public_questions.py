from copy import deepcopy
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from access.models import AuditEvent
from responses.answering.selectors import further
from survey import selectors as survey_selectors
from survey.publishing import actions as publishing_actions
from tests.conftest import NOW, TESTER
from tests.responses.answering.test_public_start import answer_all
from tests.responses.invited import BIRTH_YEAR, Invited, enter, invite
from tests.responses.pages import Page
from tests.responses.phones import Phone, once_on
from tests.responses.phones import skip_to_review as pages_to_review
from tests.statements import queries_of


@pytest.fixture
def inside(browser: Client) -> Invited:
    invited = invite()
    enter(browser, invited)
    return invited


def answer(browser: Client, number: int, *picked: str, **buttons: str) -> str:
    response = browser.post(f"/q/{number}/", {"answer": picked, **buttons})
    return response.headers["Location"]


def skip(browser: Client, *numbers: int) -> str:
    return [answer(browser, number, skip="yes") for number in numbers][-1]


def skip_to_review(browser: Client) -> None:
    skip(browser, *range(1, 13))
    assert browser.post("/m/", {"skip": "yes"}).headers["Location"] == "/r/"


class TestAQuestion:
    def test_is_a_page_with_one_heading_and_no_script_needed(
        self, browser: Client, inside: Invited
    ) -> None:
        page = Page(browser.get("/q/1/"))

        assert page.title == "Question 1 – Service feedback"
        assert len(page.all("h1")) == len(page.all("fieldset")) == len(page.all("legend")) == 1
        assert "Question 1 of 12" in page.text
        assert page.checked == []

    def test_is_saved_before_the_next_is_shown(self, browser: Client, inside: Invited) -> None:
        following = answer(browser, 1, "very_easy")

        assert following == "/q/2/"
        assert inside.response.answers == {"Q-CON-1": ["very_easy"]}

    def test_can_be_skipped_which_is_kept_too(self, browser: Client, inside: Invited) -> None:
        following = skip(browser, 1)

        assert following == "/q/2/"
        assert inside.response.answers == {"Q-CON-1": []}

    @pytest.mark.slow
    def test_can_be_skipped_whichever_it_is(self, browser: Client, inside: Invited) -> None:
        skip(browser, *range(1, 13))
        address = browser.post("/m/").headers["Location"]
        while address != "/r/":
            address = browser.post(address, {"skip": "yes"}).headers["Location"]

        assert browser.post("/r/").status_code == 200
        assert len(inside.response.answers) == 20
        assert not any(inside.response.answers.values())

    def test_has_one_way_not_to_answer(self, browser: Client, inside: Invited) -> None:
        page = Page(browser.get("/q/1/"))

        assert page.all("input", value="prefer_not")
        assert not page.all("button", name="skip")

    def test_asks_once_whether_to_go_on_without_an_answer(
        self, browser: Client, inside: Invited
    ) -> None:
        page = Page(browser.post("/q/1/", {}))
        stored = inside.response.answers

        gone_on = browser.post("/q/1/", {"asked_to_skip": "yes"})

        assert page.all("div", **{"data-test": "skip-prompt", "role": "alert"})
        assert page.all("button", name="skip", form="question")
        assert page.all("input", name="asked_to_skip")
        assert "error-summary" not in page.html
        assert page.title == "Question 1 – Service feedback"
        assert stored == {}
        assert gone_on.headers["Location"] == "/q/2/"
        assert inside.response.answers == {"Q-CON-1": []}

    @pytest.mark.safety
    def test_saf_8_keeps_an_answer_when_an_empty_page_comes_late(
        self, browser: Client, inside: Invited, clock: time_machine.Traveller
    ) -> None:
        browser.post("/q/1/", {"answer": "very_easy"})
        clock.shift(timedelta(minutes=21))

        browser.post("/q/1/", {"asked_to_skip": "yes"})

        assert inside.response.answers == {"Q-CON-1": ["very_easy"]}

    @pytest.mark.parametrize("answer", [["sideways"], ["very_easy", "sideways"], ["\x00"]])
    def test_refuses_what_it_did_not_offer(
        self, browser: Client, inside: Invited, answer: list[str]
    ) -> None:
        response = browser.post("/q/1/", {"answer": answer[-1]})

        assert response.status_code == 200
        assert inside.response.answers == {}

    def test_cannot_be_reached_before_those_before_it(
        self, browser: Client, inside: Invited
    ) -> None:
        ahead = browser.get("/q/7/").headers["Location"]
        posted = answer(browser, 7, "much_safer")

        assert ahead == posted == "/q/1/"
        assert inside.response.answers == {}

    @pytest.mark.parametrize("number", [0, 99, 17])
    def test_is_the_next_one_where_the_address_names_none(
        self, browser: Client, inside: Invited, number: int
    ) -> None:
        assert browser.get(f"/q/{number}/").headers["Location"] == "/q/1/"

    def test_leads_back_along_the_path(self, browser: Client, inside: Invited) -> None:
        first = Page(browser.get("/q/1/"))
        skip(browser, 1)
        second = Page(browser.get("/q/2/"))

        assert not first.all("form", id="earlier")
        assert second.all("form", id="earlier", action="/q/1/")

    def test_is_changed_by_answering_again(self, browser: Client, inside: Invited) -> None:
        answer(browser, 1, "very_easy")
        answer(browser, 2, "neither")

        following = answer(browser, 1, "very_difficult")

        assert following == "/q/3/"
        assert inside.response.answers["Q-CON-1"] == ["very_difficult"]

    @pytest.mark.slow
    def test_takes_several_answers_where_several_are_asked_for(
        self, browser: Client, inside: Invited
    ) -> None:
        skip(browser, *range(1, 13))
        browser.post("/m/")
        skip(browser, 13, 14, 15)
        answer(browser, 21, "yes")
        answer(browser, 22, "a_lot")

        following = answer(browser, 23, "vision", "memory")

        assert following == "/q/24/"
        assert inside.response.answers["EQ-DIS-3"] == ["vision", "memory"]


class TestPressingTwice:
    def test_stores_one_answer(self, browser: Client, inside: Invited) -> None:
        once = answer(browser, 1, "very_easy")
        twice = answer(browser, 1, "very_easy")

        assert once == twice == "/q/2/"
        assert inside.response.answers == {"Q-CON-1": ["very_easy"]}

    @pytest.mark.slow
    def test_sends_the_answers_in_once(self, browser: Client, inside: Invited) -> None:
        skip_to_review(browser)

        form = {"once": once_on(Page(browser.get("/r/")))}

        once, twice = browser.post("/r/", form), browser.post("/r/", form)

        assert once.content == twice.content
        assert AuditEvent.objects.filter(kind="response.completed").count() == 1

    def test_in_two_tabs_loses_nothing(self, browser: Client, inside: Invited) -> None:
        answer(browser, 1, "very_easy")
        answer(browser, 2, "neither")

        from_the_old_tab = answer(browser, 1, "fairly_easy")

        assert from_the_old_tab == "/q/3/"
        assert inside.response.answers == {"Q-CON-1": ["fairly_easy"], "Q-ACT-2": ["neither"]}


class TestTheLanguageButtons:
    def test_keep_what_was_picked_and_not_yet_saved(self, browser: Client, inside: Invited) -> None:
        phone = Phone(browser)
        phone.open("/q/1/")

        page = phone.press(answer="fairly_easy", language="cy")

        assert page.all("html")[0]["lang"] == "cy"
        assert page.checked == ["fairly_easy"]
        assert inside.response.answers == {}

    @pytest.mark.slow
    def test_keep_several_picks(self, browser: Client, inside: Invited) -> None:
        skip(browser, *range(1, 13))
        browser.post("/m/")
        skip(browser, 13, 14, 15)
        answer(browser, 21, "yes")
        answer(browser, 22, "a_lot")

        phone = Phone(browser)
        phone.open("/q/23/")

        page = phone.press(answer=["vision", "memory"], language="cy")

        assert page.checked == ["vision", "memory"]

    def test_send_nothing_that_the_page_did_not_offer(
        self, browser: Client, inside: Invited
    ) -> None:
        phone = Phone(browser)
        phone.open("/q/1/")

        page = phone.press(answer="<script>", language="cy")

        assert page.checked == []
        assert "<script>" not in page.html.replace('<script src="', "")

    def test_are_not_what_the_enter_key_presses(self, browser: Client, inside: Invited) -> None:
        page = Page(browser.get("/q/1/"))

        first_button = page.all("button")[0]
        assert first_button == {"form": "question", "hidden": None}

    def test_choose_the_language_of_the_pages_that_follow(
        self, browser: Client, inside: Invited
    ) -> None:
        browser.post("/q/1/", {"language": "cy"})
        following = answer(browser, 1, "very_easy")

        page = Page(browser.get(following))

        assert page.all("html")[0]["lang"] == "cy"
        assert inside.response.language == "cy"


class TestComingBack:
    @pytest.fixture
    def back(self, inside: Invited, browser: Client) -> Client:
        answer(browser, 1, "very_easy")
        answer(browser, 2, "fairly_satisfied")
        other = Client(headers={"accept-language": "en"})
        assert enter(other, inside) == "/q/3/"
        return other

    @pytest.mark.safety
    @pytest.mark.slow
    def test_never_shows_an_answer_of_before(self, back: Client) -> None:
        for number in (1, 2):
            page = Page(back.get(f"/q/{number}/"))

            assert page.checked == []
            assert "We do not show what you chose." in page.text

    def test_can_keep_an_answer_without_seeing_it(self, back: Client, inside: Invited) -> None:
        following = answer(back, 1)

        assert following == "/q/3/"
        assert inside.response.answers["Q-CON-1"] == ["very_easy"]

    @pytest.mark.slow
    def test_can_change_an_answer_and_then_sees_the_new_one(
        self, back: Client, inside: Invited
    ) -> None:
        phone = Phone(back)
        phone.open("/q/1/")
        phone.answer("very_difficult")

        shown = phone.press("/q/1/", show="yes")

        assert inside.response.answers["Q-CON-1"] == ["very_difficult"]
        assert shown.checked == ["very_difficult"]

    @pytest.mark.slow
    def test_reads_back_as_answered_what_was_answered_before(self, back: Client) -> None:
        phone = Phone(back)
        phone.open("/q/3/")
        phone.answer("very_dissatisfied")

        page = pages_to_review(phone)

        assert "Very easy" not in page.text
        assert "Fairly satisfied" not in page.text
        assert "Very dissatisfied" in page.text
        assert page.text.count("Answered") == 2
        assert len(page.all("button", formaction="/q/1/")) == 1

    @pytest.mark.safety
    @pytest.mark.slow
    def test_happens_too_when_the_same_browser_follows_the_link_again(
        self, browser: Client, inside: Invited
    ) -> None:
        answer(browser, 1, "very_easy")

        enter(browser, inside)

        assert Page(browser.get("/q/1/")).checked == []


class TestTheOptionalBlock:
    @pytest.fixture
    def offered(self, browser: Client, inside: Invited) -> Invited:
        assert skip(browser, *range(1, 13)) == "/m/"
        return inside

    @pytest.mark.slow
    def test_is_explained_before_it_begins(self, browser: Client, offered: Invited) -> None:
        page = Page(browser.get("/m/"))

        assert page.title == "Service feedback"
        assert "You do not have to answer them." in page.text
        assert "religion sexual orientation gender identity" in " ".join(page.text.split())
        assert page.all("form", id="earlier", action="/q/12/")

    @pytest.mark.slow
    def test_begins_with_continue(self, browser: Client, offered: Invited) -> None:
        assert browser.post("/m/").headers["Location"] == "/q/13/"
        page = Page(browser.get("/q/13/"))
        assert page.all("form", id="earlier", action="/m/")

    @pytest.mark.slow
    def test_numbers_its_questions_afresh(self, browser: Client, offered: Invited) -> None:
        browser.post("/m/")

        page = Page(browser.get("/q/13/"))

        assert page.title == "Question 1 – Service feedback"
        assert "About you: question 1 of at most 11" in page.text

    @pytest.mark.slow
    def test_promises_no_more_when_an_answer_opens_a_branch(
        self, browser: Client, offered: Invited
    ) -> None:
        browser.post("/m/")
        skip(browser, 13, 14)

        branch = Page(browser.get(answer(browser, 15, "white")))

        assert "About you: question 4 of at most 11" in branch.text

    @pytest.mark.slow
    def test_can_be_skipped_whole(self, browser: Client, offered: Invited) -> None:
        following = browser.post("/m/", {"skip": "yes"}).headers["Location"]

        assert following == "/r/"
        assert offered.response.answers["EQ-SEX"] == []

    @pytest.mark.slow
    def test_stays_skipped_when_the_person_comes_back(
        self, browser: Client, offered: Invited
    ) -> None:
        browser.post("/m/", {"skip": "yes"})

        assert enter(Client(), offered) == "/r/"

    @pytest.mark.slow
    def test_follows_each_branch(self, browser: Client, offered: Invited) -> None:
        browser.post("/m/")
        skip(browser, 13, 14)

        group = answer(browser, 15, "white")
        background = Page(browser.get(group))
        onward = answer(browser, 19, "roma")

        assert group == "/q/19/"
        assert {"irish", "roma"} <= {tag["value"] for tag in background.all("input", type="radio")}
        assert onward == "/q/21/"
        assert answer(browser, 21, "no") == "/q/24/"

    @pytest.mark.slow
    def test_asks_the_same_of_everybody_to_its_end(self, browser: Client, offered: Invited) -> None:
        browser.post("/m/")
        skip(browser, 13, 14, 15, 21)

        ways = [answer(browser, 24, "muslim"), *(skip(browser, n) for n in (25, 26))]

        assert ways[0] == "/q/25/"
        assert "pregnant" in Page(browser.get("/q/27/")).text
        assert answer(browser, 27, "no") == "/r/"
        assert offered.response.answers["EQ-REL"] == ["muslim"]
        assert offered.response.answers["EQ-ORI"] == offered.response.answers["EQ-GEN-1"] == []

    def test_is_not_offered_before_the_core_is_done(self, browser: Client, inside: Invited) -> None:
        assert browser.get("/m/").headers["Location"] == "/q/1/"
        assert browser.post("/m/", {"skip": "yes"}).headers["Location"] == "/q/1/"
        assert inside.response.answers == {}


class TestCheckYourAnswers:
    @pytest.mark.slow
    def test_reads_back_each_answer_with_a_way_to_change_it(
        self, browser: Client, inside: Invited
    ) -> None:
        phone = Phone(browser)
        phone.open("/q/1/")
        phone.answer("very_easy")

        page = pages_to_review(phone)

        assert "Very easy" in page.text
        assert page.text.count("Skipped") == 19
        changes = {tag.get("formaction") for tag in page.all("button", name="show")}
        assert {f"/q/{number}/" for number in range(1, 13)} <= changes

    def test_waits_until_every_page_was_seen(self, browser: Client, inside: Invited) -> None:
        skip(browser, 1)

        assert browser.get("/r/").headers["Location"] == "/q/2/"
        assert browser.post("/r/").headers["Location"] == "/q/2/"
        assert inside.response.completed_at is None

    @pytest.mark.slow
    def test_comes_again_after_a_change(self, browser: Client, inside: Invited) -> None:
        skip_to_review(browser)

        assert answer(browser, 4, "always") == "/r/"

    @pytest.mark.slow
    def test_asks_the_branch_that_a_change_opens(self, browser: Client, inside: Invited) -> None:
        skip_to_review(browser)

        assert answer(browser, 15, "mixed") == "/q/18/"
        assert browser.get("/r/").headers["Location"] == "/q/18/"

    @pytest.mark.safety
    @pytest.mark.slow
    def test_sends_in_and_forgets_who_it_was(self, browser: Client, inside: Invited) -> None:
        skip_to_review(browser)

        sent = browser.post("/r/")

        assert sent.status_code == 200
        assert inside.response.completed_at == NOW
        assert not {"visit"} & set(browser.session.keys())
        assert browser.get("/r/").headers["Location"] == "/e/"


class TestAVersionPublishedMeanwhile:
    @pytest.mark.slow
    def test_does_not_move_who_is_answering(self, browser: Client, inside: Invited, clock) -> None:
        answer(browser, 1, "very_easy")
        begun_with = inside.response.instrument
        raw = deepcopy(begun_with.definition) | {"version": 4}
        del raw["questions"][1]
        mended = publishing_actions.publish_version(raw=raw, by=TESTER, at=NOW)
        clock.shift(timedelta(minutes=1))

        page = Page(browser.get("/q/2/"))
        newcomer = invite()
        enter(Client(), newcomer)

        assert mended != begun_with
        assert survey_selectors.version_in_force(on=NOW.date()) == mended
        assert inside.response.instrument == begun_with
        assert "with the actions the police took" in page.text
        assert newcomer.response.instrument == mended


class TestQueries:
    MOST = 4
    MOST_AT = {"door": 4, "gate": 10, "the block skipped": 8, "sending in": 7}

    @pytest.mark.slow
    def test_of_a_question_are_few_whether_it_is_shown_or_answered(
        self, browser: Client, inside: Invited
    ) -> None:
        further.is_asked_further(NOW.date())  # reads what a process reads for some seconds
        for number in range(1, 13):
            address = f"/q/{number}/"

            assert queries_of(lambda: browser.get(address)) <= self.MOST  # noqa: B023
            assert queries_of(lambda: answer(browser, number, skip="yes")) <= self.MOST  # noqa: B023

    @pytest.mark.parametrize("address", ["/s/", "/g/", "/i/4/", "/i/2/", "/t/"])
    def test_of_a_page_to_read_are_few(
        self, browser: Client, inside: Invited, address: str
    ) -> None:
        browser.get(address)  # reads what a process reads once

        assert queries_of(lambda: browser.get(address)) <= self.MOST

    @pytest.mark.slow
    def test_of_reading_back_and_of_showing_an_answer_are_few(
        self, browser: Client, inside: Invited
    ) -> None:
        skip_to_review(browser)

        assert queries_of(lambda: browser.get("/r/")) <= self.MOST
        assert queries_of(lambda: browser.post("/q/1/", {"show": "yes"})) <= self.MOST

    @pytest.mark.slow
    def test_of_what_is_met_once_are_counted(self, browser: Client) -> None:
        answer_all(Client(), invite())  # reads what a process reads once
        invited = invite()
        asked = {
            "door": queries_of(lambda: browser.get(f"/{invited.token}/")),
            "gate": queries_of(lambda: browser.post("/g/", {"answer": str(BIRTH_YEAR)})),
        }
        skip(browser, *range(1, 13))
        asked["the block skipped"] = queries_of(lambda: browser.post("/m/", {"skip": "yes"}))
        asked["sending in"] = queries_of(lambda: browser.post("/r/"))

        assert asked == self.MOST_AT

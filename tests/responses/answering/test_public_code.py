"""SAF-9: a code that an adviser hands over opens the survey once, and shows nobody anything of what
was done with another one."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from access.actor import Actor
from responses import tasks
from responses.answering.actions import withdrawals
from responses.answering.gate import hash_word
from responses.invitations import tokens
from responses.models import Case, CodeAttempt, Invitation, Response
from responses.models.contacts import Contact
from tests.conftest import NOW, TESTER
from tests.responses import by_code
from tests.responses.by_code import draw, open_by, routed, skip_to_the_end, type_code
from tests.responses.invited import invite
from tests.responses.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
DEAD = "This code does not work"
FIRST_PAGE = "Feedback about a public service"


@pytest.fixture
def other_browser(browser: Client) -> Client:
    return Client(headers={"accept-language": "en"})


@pytest.fixture
def with_word(browser: Client) -> str:
    case = routed()
    code = draw(case)
    agree(case, "lapwing")
    return code


def agree(case: Case, word: str, *, by: Actor | None = None) -> None:
    Contact.objects.filter(case=case).update(
        safe_word_hash=hash_word(word),
        safe_word_by=by.name if by else "case file",
        safe_word_by_id=by.user_id if by else None,
    )


def first_question() -> str:
    return reverse("feedback:question", kwargs={"number": 1})


def question(number: int) -> str:
    return reverse("feedback:question", kwargs={"number": number})


def at_gate(client: Client, code: str, given: str) -> str:
    type_code(client, code)
    return say_word(client, given)


def say_word(client: Client, given: str) -> str:
    return client.post(reverse("feedback:check"), {"answer": given}).headers.get("Location", "")


def finished(client: Client, *, is_withdrawn: bool) -> str:
    code = draw(routed())
    open_by(client, code, own_word="otter")
    skip_to_the_end(client)
    client.post(reverse("feedback:review"))
    if is_withdrawn:
        response = Response.objects.latest("pk")
        withdrawals.withdraw_by_words(given=by_code.words_of(response), by=TESTER, at=NOW)
    assert Response.objects.latest("pk").is_closed
    return code


def what_is_said(client: Client, code: str) -> list[str]:
    typed = type_code(client, code)
    asked = [Page(client.get(reverse("feedback:check")))]
    asked += [
        Page(client.post(reverse("feedback:check"), {"answer": word}, follow=True))
        for word in ("12/05/1984", "heron", "curlew", "lapwing")
    ]
    return [page.text for page in (typed, *asked, type_code(client, code))]


def wait(clock: time_machine.Traveller, time: timedelta) -> None:
    clock.move_to(NOW + time)


class TestTypingACode:
    def test_opens_the_first_page_however_it_is_written(self, browser):
        code = tokens.grouped(draw(routed())).lower().replace("0", "o").replace("1", "l")

        assert FIRST_PAGE in type_code(browser, f" {code} ").text

    @pytest.mark.parametrize("wrong", ["abcdefghijkl", "K7M2-P9QX-4TRD", "x", "<b>", "é" * 12])
    def test_is_refused_in_the_same_words_whatever_was_typed(self, browser, wrong):
        page = type_code(browser, wrong)

        assert DEAD in page.text
        assert page.all("input", name="code")[0].get("value") in {None, ""}

    def test_asks_for_it(self, browser):
        assert "Enter the code you were given" in type_code(browser, "").text

    def test_is_not_helped_by_the_telephone(self, browser):
        (field,) = Page(browser.get(reverse("feedback:code"))).all("input", name="code")

        assert (field["autocapitalize"], field["spellcheck"]) == ("none", "false")
        assert field["autocomplete"] == "off"

    @pytest.mark.slow
    def test_saf_4_is_limited_by_internet_address(self, browser):
        for _time in range(20):
            type_code(browser, "abcdefghijkl")

        assert type_code(browser, "abcdefghijkl").status == 429


class TestCodesAndLinks:
    @pytest.mark.parametrize("written", [str, tokens.grouped])
    def test_live_apart_a_code_opens_nothing_as_an_address(self, browser, written):
        code = draw(routed())

        opened = browser.get(f"/{written(code)}", follow=True)

        assert FIRST_PAGE not in opened.content.decode()

    def test_live_apart_a_link_opens_nothing_as_a_code(self, browser):
        assert DEAD in type_code(browser, invite().token).text


class TestACode:
    @pytest.mark.slow
    def test_opens_the_survey_once(self, browser, other_browser):
        code = draw(routed())

        assert open_by(browser, code) == first_question()
        assert DEAD in type_code(other_browser, code).text
        assert Response.objects.get().mode == "web_code"

    @pytest.mark.slow
    def test_is_not_used_up_before_the_survey_is_opened(self, browser, other_browser):
        code = draw(routed())
        type_code(browser, code)

        assert open_by(other_browser, code) == first_question()

    @pytest.mark.slow
    def test_does_not_open_twice_at_once(self, browser, other_browser):
        code = draw(routed())
        type_code(other_browser, code)
        open_by(browser, code)

        late = other_browser.post(reverse("feedback:check"), {"word": ""}, follow=True)

        assert "nothing more to do here" in late.content.decode()
        assert Response.objects.count() == 1

    @pytest.mark.slow
    def test_goes_on_where_its_press_comes_twice(self, browser):
        open_by(browser, draw(routed()))

        again = browser.post(reverse("feedback:check"), {"word": ""})

        assert again.headers["Location"] == first_question()

    def test_shows_no_question_before_it_is_opened(self, browser):
        type_code(browser, draw(routed()))

        assert browser.get(question(1)).headers["Location"] == reverse("feedback:check")
        assert browser.get(reverse("feedback:word")).headers["Location"] == reverse(
            "feedback:check"
        )

    @pytest.mark.slow
    def test_ends_with_its_visit_where_no_word_was_chosen(self, browser, clock):
        code = draw(routed())
        open_by(browser, code)
        by_code.answer(browser, 1, "very_easy")

        wait(clock, timedelta(minutes=21))

        assert browser.get(question(2)).headers["Location"] == reverse("feedback:ended")
        assert DEAD in type_code(browser, code).text

    @pytest.mark.parametrize(("days", "works"), [(6.9, True), (7, False)])
    def test_that_nobody_used_dies_after_seven_days(self, browser, clock, days, works):
        code = draw(routed())

        wait(clock, timedelta(days=days))

        assert (FIRST_PAGE in type_code(browser, code).text) is works

    @pytest.mark.slow
    def test_that_nobody_used_is_destroyed_by_the_next_night(self, browser, clock):
        draw(routed())
        open_by(browser, draw(routed()), own_word="lapwing")

        wait(clock, timedelta(days=8))
        tasks.apply_retention.call()

        (kept,) = CodeAttempt.objects.all()
        assert kept.opened_at
        assert kept.own_word_hash


class TestAWordOfOnesOwn:
    @pytest.mark.slow
    def test_resumes_with_the_code_where_the_answers_were_left(self, browser, other_browser, clock):
        code = draw(routed())
        open_by(browser, code, own_word="Wet Otter")
        by_code.answer(browser, 1, "very_easy")

        wait(clock, timedelta(days=20))

        assert at_gate(other_browser, code, "wet otter") == question(2)
        assert Response.objects.get().answers == {"Q-CON-1": ["very_easy"]}

    @pytest.mark.slow
    def test_is_the_only_one_that_resumes(self, browser, other_browser):
        case = routed()
        agree(case, "lapwing")
        code = draw(case)
        at_gate(browser, code, "lapwing")
        browser.post(reverse("feedback:word"), {"word": "otter"})

        assert at_gate(other_browser, code, "lapwing") == ""
        assert say_word(other_browser, str(case.birth_year)) == ""
        assert say_word(other_browser, "otter") == first_question()

    @pytest.mark.slow
    def test_is_not_replaced_once_something_is_answered(self, browser, other_browser):
        code = draw(routed())
        open_by(browser, code, own_word="otter")
        by_code.answer(browser, 1, "very_easy")

        pressed = browser.post(reverse("feedback:word"), {"word": "badger"})

        assert pressed.headers["Location"] == question(2)
        assert at_gate(other_browser, code, "badger") == ""
        assert at_gate(other_browser, code, "otter") == question(2)

    @pytest.mark.slow
    def test_can_be_left_out(self, browser, with_word):
        assert at_gate(browser, with_word, "lapwing") == reverse("feedback:word")
        passed = browser.post(reverse("feedback:word"), {"word": ""})

        assert passed.headers["Location"] == first_question()
        assert DEAD in type_code(browser, with_word).text

    @pytest.mark.slow
    @pytest.mark.parametrize("short", ["abc", "bird", "1984"])
    def test_is_told_what_it_must_be_and_uses_nothing_up(self, browser, short):
        type_code(browser, draw(routed()))

        page = Page(browser.post(reverse("feedback:check"), {"word": short}))

        assert "5 letters or more" in page.text
        assert f'value="{short}"' not in page.html
        assert not Response.objects.exists()

    @pytest.mark.slow
    @pytest.mark.parametrize("easy", ["Arsenal", "Fatima", "stefan"])
    def test_saf_9_is_no_name_and_no_common_password(self, browser, easy):
        type_code(browser, draw(routed()))

        page = Page(browser.post(reverse("feedback:check"), {"word": easy}))

        assert "error-summary" in page.html
        assert easy not in page.html
        assert not Response.objects.exists()

    @pytest.mark.slow
    def test_is_kept_as_a_hash(self, browser):
        open_by(browser, draw(routed()), own_word="otter")

        assert CodeAttempt.objects.get().own_word_hash.startswith("$argon2id$")

    @pytest.mark.slow
    @pytest.mark.parametrize("is_withdrawn", [False, True])
    def test_opens_nothing_after_the_answers_are_sent(self, browser, other_browser, is_withdrawn):
        code = finished(browser, is_withdrawn=is_withdrawn)

        assert at_gate(other_browser, code, "otter") == ""
        assert other_browser.get(question(1)).headers["Location"] == reverse("feedback:check")

    @pytest.mark.slow
    @pytest.mark.parametrize("is_withdrawn", [False, True])
    def test_tells_who_holds_the_code_not_whether_they_were_sent(
        self, browser, other_browser, is_withdrawn
    ):
        hers = draw(routed())
        open_by(browser, hers, own_word="otter")
        told = [
            what_is_said(other_browser, code)
            for code in (hers, finished(browser, is_withdrawn=is_withdrawn))
        ]

        assert told[0] == told[1]
        assert DEAD in told[0][-1]

    def test_is_not_offered_to_who_came_by_a_link(self, browser):
        invited = invite()
        browser.get(f"/{invited.token}")
        say_word(browser, "1984")

        assert browser.get(reverse("feedback:word")).headers["Location"] == first_question()


class TestTheGateOfACode:
    @pytest.mark.slow
    def test_asks_for_the_word_that_somebody_else_agreed(self, browser, with_word):
        type_code(browser, with_word)

        assert Page(browser.get(reverse("feedback:check"))).all("input", name="answer")
        assert at_gate(browser, with_word, "Lapwing ") == reverse("feedback:word")

    def test_is_not_opened_by_the_year_of_birth(self, browser, with_word):
        year = Invitation.objects.get().stage_event.case.birth_year

        assert at_gate(browser, with_word, str(year)) == ""
        assert not Response.objects.exists()

    def test_is_not_passed_by_a_press_without_the_word(self, browser, with_word):
        type_code(browser, with_word)
        browser.post(reverse("feedback:check"), {"word": "otter"})

        assert not Response.objects.exists()

    @pytest.mark.slow
    @pytest.mark.parametrize("is_drawer", [True, False])
    def test_asks_for_no_word_that_the_drawer_of_the_code_set(
        self, browser, advocate, safe_contact_officer, is_drawer
    ):
        adviser, officer = (
            Actor.user(user_id=user.pk, name=user.name) for user in (advocate, safe_contact_officer)
        )
        case = routed()
        agree(case, "lapwing", by=adviser if is_drawer else officer)
        code = draw(case, by=adviser)

        type_code(browser, code)

        page = Page(browser.get(reverse("feedback:check")))
        assert bool(page.all("input", name="answer")) is not is_drawer
        assert bool(page.all("input", name="word")) is is_drawer

    @pytest.mark.slow
    def test_takes_no_try_for_a_slip(self, browser, with_word):
        assert [at_gate(browser, with_word, "12/05/1984"), say_word(browser, "ab")] == ["", ""]
        assert CodeAttempt.objects.get().gate_tries == 0

    @pytest.mark.slow
    def test_is_spent_by_three_wrong_words_and_no_other_code_is(self, browser, with_word):
        answers = [at_gate(browser, with_word, "otter")] + [
            say_word(browser, word) for word in ("heron", "curlew")
        ]

        assert answers == ["", "", reverse("feedback:ended")]
        assert DEAD in type_code(browser, with_word).text
        case = Invitation.objects.get().stage_event.case
        assert at_gate(browser, draw(case), "lapwing") == reverse("feedback:word")

    @pytest.mark.slow
    def test_counts_from_the_beginning_after_the_right_word(self, browser, with_word):
        at_gate(browser, with_word, "otter")
        say_word(browser, "heron")
        say_word(browser, "lapwing")

        assert CodeAttempt.objects.get().gate_tries == 0

    def test_is_opened_by_the_code_alone_where_its_word_is_gone(self, browser, with_word):
        Contact.objects.all().delete()

        assert open_by(browser, with_word) == first_question()


class TestAnAdviserWhoDrawsTheCodeAgain:
    @pytest.fixture
    def case(self, browser: Client):
        case = routed()
        open_by(browser, draw(case))
        for number, picked in ((1, "very_easy"), (2, "very_satisfied"), (3, "very_satisfied")):
            by_code.answer(browser, number, picked)
        return case

    @pytest.mark.slow
    def test_lands_on_the_first_question_of_a_response_of_their_own(self, case, other_browser):
        assert open_by(other_browser, draw(case)) == first_question()
        assert other_browser.get(question(4)).headers["Location"] == question(1)

    @pytest.mark.slow
    def test_overwrites_no_answer(self, case, other_browser):
        hers = Response.objects.get()
        open_by(other_browser, draw(case))
        by_code.answer(other_browser, 1, "very_difficult")

        hers.refresh_from_db()
        assert hers.answers["Q-CON-1"] == ["very_easy"]
        assert len(hers.answers) == 3

    @pytest.mark.slow
    def test_leaves_the_victim_where_they_are(self, case, browser, other_browser):
        draw(case)
        open_by(other_browser, draw(case))

        assert by_code.answer(browser, 4, "always") == question(5)

    @pytest.mark.slow
    def test_reads_words_that_take_out_none_of_the_victims_answers(
        self, case, browser, other_browser
    ):
        open_by(other_browser, draw(case))
        skip_to_the_end(other_browser)
        other_browser.post(reverse("feedback:review"))

        hers, theirs = Response.objects.order_by("pk")
        assert theirs.withdrawal_hash
        assert hers.withdrawal_hash is None
        assert hers.completed_at is None

    @pytest.mark.slow
    def test_learns_from_no_later_code_whether_the_victim_has_finished(
        self, case, browser, other_browser
    ):
        for number in range(4, 13):
            browser.post(question(number), {"skip": "yes"})
        browser.post(reverse("feedback:more"), {"skip": "yes"})
        browser.post(reverse("feedback:review"))
        assert Response.objects.get().completed_at

        page = type_code(other_browser, draw(case))

        assert FIRST_PAGE in page.text
        pressed = other_browser.post(reverse("feedback:check"), {"word": ""})
        assert pressed.headers["Location"] == first_question()

"""One call on the interviewer's pages, from the list to the last page (SAF-9)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from access.audit import AuditKind
from access.models import AuditEvent, User
from responses.break_off import actions as break_off
from responses.interviewing.presenters.script import script_of
from responses.invitations.actions import sending_pause
from responses.models import (
    BreakOffCount,
    CallAttempt,
    Invitation,
    Response,
    TelephoneCase,
    WrittenText,
)
from responses.models.contacts import Suppression
from responses.triage.risk.reading import TriageClock
from responses.vault.sealed import written_texts
from tests.conftest import NOW, TESTER
from tests.responses.asked import WORD
from tests.responses.interviewing import at_the_phone
from tests.responses.interviewing.in_a_call import (
    asked_on,
    asking,
    from_the_core_to_the_end,
    on_the_phone,
    past_the_gate,
    press,
    through_the_core,
)
from tests.responses.pages import TELLTALE, Page
from tests.responses.told import told_about
from tests.responses.triage import at_the_desk
from tests.sharing import rows_over, shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
NUMBER = "07700 900 555"
MOBILE = "+447700900555"


@shared_rows
def somebody_to_call() -> User:
    at_the_phone.set_up(share=1.0)
    at_the_phone.who_chose_a_call(contact_mobile=MOBILE)
    return at_the_phone.interviewer("Ash")


@rows_over(somebody_to_call)
def after_the_core(interviewer: User) -> Client:
    with time_machine.travel(NOW, tick=False):
        desk = at_the_phone.client_of(interviewer)
        through_the_core(desk)
    return desk


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def desk(somebody_to_call: User) -> Client:
    return at_the_phone.client_of(somebody_to_call)


def when_due(clock: time_machine.Traveller, client: Client) -> None:
    clock.move_to(case().next_at)
    client.logout()
    client.force_login(User.objects.get(name="Ash"))


def case() -> TelephoneCase:
    return TelephoneCase.objects.get()


def last_attempt() -> CallAttempt:
    return CallAttempt.objects.order_by("-pk")[0]


def said_on(page: Page) -> str:
    return re.sub("National Victim Survey", "", page.text)


class TestTheNumber:
    @pytest.mark.slow
    def test_stands_on_one_page_once_and_in_no_address(self, desk):
        press(desk, "next", spoken=["en"])
        before = Page(desk.get(reverse("responses:call")))
        shown = desk.post(reverse("responses:call-number"))
        again = press(desk, "number")
        looked = Page(desk.get(reverse("responses:call")))

        assert NUMBER in Page(shown).text
        assert shown["Cache-Control"] == "no-store"
        assert not any(NUMBER in page.text for page in (before, again, looked))
        assert "900" not in shown.wsgi_request.get_full_path()

    @pytest.mark.slow
    def test_leaves_a_row_in_the_trail_and_itself_in_none(self, desk):
        on_the_phone(desk)

        rows = AuditEvent.objects.filter(kind=AuditKind.CALL_NUMBER_SHOWN)
        assert [row.actor_name for row in rows] == ["Ash"]
        assert "900555" not in str(list(AuditEvent.objects.values()))

    @pytest.mark.slow
    def test_is_not_shown_once_she_has_said_stop(self, desk):
        press(desk, "next", spoken=["en"])
        invitation = Invitation.objects.get()
        at_the_phone.stop(invitation)

        page = press(desk, "number")

        assert NUMBER not in page.text
        assert (case().state, case().outcome) == ("closed", "refused")

    def test_is_not_shown_outside_her_hours(self, desk, clock):
        press(desk, "next", spoken=["en"])
        clock.move_to(NOW.replace(hour=19, minute=1))
        TelephoneCase.objects.update(held_until=NOW + timedelta(days=1))

        assert NUMBER not in press(desk, "number").text
        assert case().attempts == 0
        assert case().next_at.astimezone(NOW.tzinfo).hour >= 9

    @pytest.mark.slow
    def test_is_not_shown_once_all_sending_is_stopped_and_is_when_it_goes_on(self, desk):
        press(desk, "next", spoken=["en"])
        sending_pause.pause_by_hand(transport="development", by=TESTER, at=NOW)

        assert NUMBER not in press(desk, "number").text
        assert "stopped by hand" in press(desk, "next", spoken=["en"]).text
        assert (case().state, case().attempts) == ("open", 0)

        sending_pause.end_pause(transport="development", by=TESTER, at=NOW)
        assert NUMBER in on_the_phone(desk).text


class TestPagesBeforeTheGate:
    @pytest.mark.slow
    def test_tell_nothing_of_crime_police_or_force(self, desk):
        pages = [
            Page(desk.get(reverse("responses:calls"))),
            press(desk, "next", spoken=["en"]),
            press(desk, "number"),
            press(desk, "good-time"),
            press(desk, "gate", given="1971"),
        ]
        said = [
            re.sub(r"Say nothing of police or crime|in this case", "", said_on(p)) for p in pages
        ]

        assert [TELLTALE.findall(each) for each in said] == [[], [], [], [], []]
        assert "reported" not in " ".join(said)

    @pytest.mark.slow
    def test_say_when_it_was_reported_past_it_alone(self, desk):
        before = past_the_gate(desk)
        page = press(desk, "private")

        assert "October 2026" not in before.text
        assert "October 2026" in page.text
        assert "police dealt with what was reported" in page.text


class TestTheGate:
    @pytest.mark.slow
    def test_is_closed_for_good_after_three_wrong_answers(self, desk):
        on_the_phone(desk)
        press(desk, "good-time")
        for year in ("1971", "1972"):
            assert "That does not match" in press(desk, "gate", given=year).text
        press(desk, "gate", given="1973")

        assert (case().state, case().outcome) == ("closed", "not_known")
        assert not Response.objects.exists()

    @pytest.mark.slow
    def test_does_not_take_a_slip_for_a_try(self, desk):
        on_the_phone(desk)
        press(desk, "good-time")

        assert "It cost no try" in press(desk, "gate", given="84").text
        assert Invitation.objects.get().gate_tries == 0

    @pytest.mark.slow
    def test_opens_to_the_word_alone_in_a_sensitive_case(self):
        at_the_phone.set_up()
        at_the_phone.sensitive_who_chose_a_call()
        desk = at_the_phone.client_of(at_the_phone.interviewer("Birch"))
        on_the_phone(desk)
        press(desk, "good-time")

        assert "That does not match" in press(desk, "gate", given="1980").text
        press(desk, "gate", given=WORD)
        assert last_attempt().step == "known"

    @pytest.mark.slow
    def test_is_not_reached_by_jumping_over_the_question_whether_she_is_alone(self, desk):
        on_the_phone(desk)
        press(desk, "gate", given="1980")
        press(desk, "begin")
        press(desk, "question", asked="Q-INF-1", answer="always")

        assert not Response.objects.exists()
        assert last_attempt().step == "ringing"


class TestTheQuestions:
    @pytest.mark.slow
    def test_are_those_of_every_page_to_the_end(self, desk):
        page = asking(desk)
        page = answer_all(desk, page)

        response = Response.objects.get()
        assert "Her answers are sent in" in page.text
        assert (response.mode, response.completed_at, response.device) == ("telephone", NOW, "")
        assert len(re.findall(r"<li><strong>\w+</strong></li>", page.html)) == 6
        assert "Samaritans" in page.text
        assert (case().state, case().outcome) == ("closed", "complete")
        assert last_attempt().is_drawn
        assert len(last_attempt().keying) >= 10

    @pytest.mark.slow
    def test_read_out_no_choice_that_only_she_may_name(self, desk):
        page = asking(desk)
        order = [tag["value"] for tag in page.all("input", type="radio", name="answer")]

        assert order[-1] in {"prefer_not", "not_sure", "does_not_apply"}
        assert "is-apart" in page.html

    @pytest.mark.slow
    def test_keep_what_was_said_when_she_breaks_off_and_go_on_there(self, desk, clock):
        first = asking(desk)
        code = asked_on(first)
        second = press(desk, "question", asked=code, answer=choice_on(first))
        press(desk, "end", outcome="broke_off")
        assert Response.objects.get().answers[code] == [choice_on(first)]
        assert case().next_at >= NOW + timedelta(hours=20)

        when_due(clock, desk)
        resumed = asking(desk)
        assert asked_on(resumed) == asked_on(second)
        assert last_attempt().number == 2

    @pytest.mark.slow
    def test_never_show_what_was_answered_before(self, desk):
        first = asking(desk)
        code = asked_on(first)
        second = press(desk, "question", asked=code, answer=choice_on(first))
        back = press(desk, "question", asked=asked_on(second), back="yes")

        assert asked_on(back) == code
        assert back.checked == []

    @pytest.mark.slow
    def test_are_left_out_at_her_word(self, desk):
        code = asked_on(asking(desk))
        press(desk, "question", asked=code, skip="yes")

        assert Response.objects.get().answers == {code: []}


class TestSomebodyCameIn:
    @pytest.mark.slow
    def test_empties_the_page_at_once_and_says_what_to_say(self, desk):
        asking(desk)
        page = press(desk, "leave")

        assert "It was about feedback on a public service. Goodbye." in page.text
        assert not TELLTALE.findall(said_on(page))
        assert last_attempt().disposition == "left"
        assert case().next_at > NOW + timedelta(hours=43)
        assert "You hold no call now" in Page(desk.get(reverse("responses:call"), follow=True)).text


class TestARefusal:
    @pytest.mark.slow
    def test_for_now_is_asked_once_more_and_never_a_third_time(self, desk, clock):
        on_the_phone(desk)
        press(desk, "end", outcome="refused_for_now")
        assert case().next_at >= NOW + timedelta(hours=72)

        when_due(clock, desk)
        on_the_phone(desk)
        press(desk, "end", outcome="refused_for_now")
        assert (case().state, case().outcome) == ("closed", "refused")
        assert not Suppression.objects.exists()

    @pytest.mark.slow
    def test_for_good_stops_all_contact_in_every_force(self, desk):
        on_the_phone(desk)
        press(desk, "end", outcome="refused")

        assert Suppression.objects.filter(is_number_only=False).exists()
        assert Invitation.objects.get().opted_out_at == NOW
        assert case().outcome == "refused"

    @pytest.mark.slow
    def test_of_somebody_else_stops_the_number_alone(self, desk):
        on_the_phone(desk)
        press(desk, "end", outcome="wrong_number")

        assert [each.is_number_only for each in Suppression.objects.all()] == [True]
        assert case().outcome == "wrong_number"


class TestAnotherTime:
    @pytest.mark.slow
    def test_is_kept_where_she_may_be_called_then(self, desk):
        on_the_phone(desk)
        press(
            desk,
            "end",
            outcome="appointment",
            day_day="17",
            day_month="11",
            day_year="2026",
            clock="15:00",
        )

        assert case().is_appointment
        assert case().next_at == NOW.replace(day=17, hour=15)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("day", "hour", "told"),
        [
            ("22", "15:00", "Nobody is called then"),
            ("17", "20:30", "Nobody is called then"),
            ("15", "10:00", "from now on"),
            ("31", "10:00", "the day that was agreed"),
            ("17", "half past", "the time that was agreed"),
        ],
    )
    def test_is_refused_with_a_reason_where_she_may_not(self, desk, day, hour, told):
        on_the_phone(desk)
        page = press(
            desk,
            "end",
            outcome="appointment",
            day_day=day,
            day_month="11",
            day_year="2026",
            clock=hour,
        )

        assert told in page.text
        assert last_attempt().step == "ringing"


class TestAnotherLanguage:
    @pytest.mark.slow
    def test_waits_for_who_speaks_it(self, desk, clock):
        on_the_phone(desk)
        press(desk, "end", outcome="language", language="cy")
        when_due(clock, desk)

        assert "Nobody can be called now." in press(desk, "next", spoken=["en"]).text
        assert "Llinell" not in press(desk, "next", spoken=["cy"]).text
        page = press(desk, "number")
        assert page.all("div", lang="cy")


class TestCalls:
    @pytest.mark.slow
    def test_end_at_the_most_with_what_tells_most(self, desk, clock):
        at_the_phone.set_up(most=2)
        on_the_phone(desk)
        press(desk, "end", outcome="not_now")
        when_due(clock, desk)
        on_the_phone(desk)
        press(desk, "end", outcome="no_answer")

        assert (case().state, case().outcome) == ("closed", "not_available")

    @pytest.mark.slow
    def test_come_at_another_time_of_day(self, desk):
        on_the_phone(desk)
        press(desk, "end", outcome="no_answer")

        assert case().next_at.hour >= 12

    @pytest.mark.slow
    def test_that_were_put_back_keep_the_time_that_was_agreed(self, desk, clock):
        on_the_phone(desk)
        press(desk, "end", outcome="appointment", day_day="17", day_month="11", day_year="2026",
              clock="15:00")  # fmt: skip
        when_due(clock, desk)
        press(desk, "next", spoken=["en"])
        press(desk, "end", outcome="not_begun")

        assert case().is_appointment
        assert case().next_at == NOW.replace(day=17, hour=15)

    @pytest.mark.slow
    def test_that_were_put_back_count_for_none(self, desk):
        press(desk, "next", spoken=["en"])
        press(desk, "end", outcome="not_begun")

        assert (case().attempts, case().held_by, case().next_at) == (0, None, NOW)

    @pytest.mark.slow
    def test_left_lying_go_to_somebody_else(self, desk, clock):
        asking(desk)
        clock.shift(timedelta(minutes=46))
        other = at_the_phone.client_of(at_the_phone.interviewer("Rowan"))
        on_the_phone(other)
        desk.logout()
        desk.force_login(User.objects.get(name="Ash"))

        page = press(desk, "question", asked="Q-INF-1", skip="yes")
        assert "You hold no call now" in page.text
        assert case().held_by.name == "Rowan"
        assert Response.objects.get().answers == {}


class TestAnInterview:
    @pytest.mark.slow
    def test_stands_in_no_count_of_where_people_stop_on_the_web(self, desk, clock):
        asking(desk)
        press(desk, "end", outcome="broke_off")
        clock.shift(timedelta(days=2))
        break_off.count_break_off(by=TESTER, at=NOW + timedelta(days=2))

        assert not BreakOffCount.objects.exists()

    @pytest.mark.slow
    def test_is_told_to_her_with_every_call(self, desk):
        on_the_phone(desk)
        press(desk, "end", outcome="no_answer")

        told = told_about(MOBILE)
        assert [each["disposition"] for each in told["call_attempts"]] == ["no_answer"]
        assert [each["attempts"] for each in told["calls"]] == [1]


def choice_on(page: Page) -> str:
    return str(page.all("input", type="radio", name="answer")[0]["value"])


def answer_all(desk: Client, page: Page) -> Page:
    for _ in range(40):
        if page.all("input", name="asked"):
            kinds = page.all("input", name="answer")
            data = {"answer": kinds[0]["value"]} if kinds else {"skip": "yes"}
            page = press(desk, "question", asked=asked_on(page), **data)
        elif page.all("form", action=reverse("responses:call-further")):
            page = press(desk, "further", no="no")
        elif page.all("form", action=reverse("responses:call-optional")):
            page = press(desk, "optional", no="no")
        else:
            return press(desk, "send")
    raise AssertionError(page.text)


class TestHerOwnWords:
    @pytest.mark.slow
    def test_go_to_the_desk_at_once_under_its_clock(self, after_the_core):
        at_the_desk.on_the_rota("One", "Two")
        page = from_the_core_to_the_end(after_the_core)
        assert "In her own words" in page.text

        page = press(after_the_core, "words", better="He is outside my flat again.")

        text = WrittenText.objects.get()
        assert "Would she like someone to contact her?" in page.text
        assert "outside" not in page.html
        assert (text.state, text.clock) == ("waiting", TriageClock.HALF_HOUR)
        assert text.response.mode == "telephone"
        assert (
            written_texts.held([text.response_id])[text.response_id].better
            == "He is outside my flat again."
        )

    @pytest.mark.slow
    def test_are_asked_for_once_and_may_be_left_out(self, after_the_core):
        at_the_desk.on_the_rota("One", "Two")
        from_the_core_to_the_end(after_the_core)

        page = press(after_the_core, "words", skip="yes")

        assert "Would she like someone to contact her?" in page.text
        assert not WrittenText.objects.exists()
        again = Page(after_the_core.get(reverse("responses:call-question"))).text
        assert "In her own words" not in again

    def test_are_not_asked_for_while_nobody_reads(self, after_the_core):
        assert "All questions are asked" in from_the_core_to_the_end(after_the_core).text

    def test_that_are_too_long_are_shown_again_with_a_reason(self, after_the_core):
        at_the_desk.on_the_rota("One", "Two")
        from_the_core_to_the_end(after_the_core)

        page = press(after_the_core, "words", better="x" * 1001)

        assert "Use 1,000 letters at most. You used 1001." in page.text
        assert not WrittenText.objects.exists()


SAFE_QUESTION = script_of("known", language="en", shown_number="").safe


class TestDanger:
    @pytest.mark.slow
    def test_saf_9_nobody_is_taught_a_cover_phrase_before_the_gate(self, desk):
        before = [on_the_phone(desk), press(desk, "good-time")]
        after = press(desk, "gate", given="1980")

        assert [SAFE_QUESTION in page.text for page in before] == [False, False]
        assert SAFE_QUESTION in after.text

    @pytest.mark.slow
    def test_saf_9_is_a_press_away_on_every_page_of_the_console(self, desk):
        pages = [
            Page(desk.get(reverse("responses:calls"))),
            press(desk, "next", spoken=["en"]),
            press(desk, "number"),
            press(desk, "good-time"),
            press(desk, "gate", given="1980"),
            press(desk, "private"),
            press(desk, "begin"),
            press(desk, "leave"),
        ]

        assert all('data-test="in-danger"' in page.html for page in pages)
        assert all("999" in page.text and "55" in page.text for page in pages)
        assert ['data-test="not-alone"' in page.html for page in pages] == [
            False, False, True, True, True, True, True, False,
        ]  # fmt: skip

    @pytest.mark.slow
    @pytest.mark.parametrize("steps", [(), ("good-time",), ("good-time", "gate")])
    def test_saf_9_is_at_the_desk_before_anything_is_typed(self, desk, steps):
        on_the_phone(desk)
        for step in steps:
            press(desk, step, given="1980")

        press(desk, "danger")

        text = WrittenText.objects.get()
        assert (text.category, text.state, text.clock) == ("immediate", "waiting", 1)
        assert text.sorted_at == NOW
        assert text.due_at - NOW <= timedelta(minutes=30)

    @pytest.mark.slow
    def test_saf_9_has_what_was_heard_and_keeps_its_reader(self, desk):
        (reader,) = at_the_desk.on_the_rota("One")
        asking(desk)
        press(desk, "danger")
        WrittenText.objects.update(held_by=reader)

        page = press(desk, "danger", heard="A door broke.")
        press(desk, "danger")

        text = WrittenText.objects.get()
        words = written_texts.held([text.response_id])[text.response_id].better
        assert words.endswith("A door broke.")
        assert text.held_by == reader
        assert "A door broke." not in page.text

    @pytest.mark.slow
    def test_saf_9_is_reported_after_the_call_too(self, desk):
        asking(desk)
        press(desk, "leave")

        press(desk, "danger", heard="She screamed.")

        assert WrittenText.objects.get().category == "immediate"

    @pytest.mark.slow
    def test_saf_9_opens_a_text_that_was_closed(self, desk):
        asking(desk)
        press(desk, "danger")
        WrittenText.objects.update(
            state="closed", outcome="no_risk", told="not_needed", closed_at=NOW, closed_by="x",
            category="none",
        )  # fmt: skip

        press(desk, "danger", heard="He is back.")

        text = WrittenText.objects.get()
        assert (text.state, text.category) == ("waiting", "immediate")

    def test_is_nothing_without_a_call(self, desk):
        press(desk, "danger", heard="x")

        assert not WrittenText.objects.exists()

    @pytest.mark.slow
    def test_heard_before_the_gate_leaves_it_open(self, desk):
        on_the_phone(desk)
        press(desk, "danger")
        press(desk, "good-time")
        press(desk, "gate", given="1980")

        assert last_attempt().step == "known"
        assert Response.objects.count() == 1


class TestNotAlone:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("steps", "disposition"),
        [
            ((), "not_now"),
            (("good-time", "gate"), "not_now"),
            (("good-time", "gate", "private", "begin"), "left"),
        ],
    )
    def test_saf_9_ends_the_call_and_plans_the_next(self, desk, steps, disposition):
        on_the_phone(desk)
        for step in steps:
            press(desk, step, given="1980")

        page = press(desk, "leave")

        assert last_attempt().disposition == disposition
        assert case().state == "open"
        assert case().next_at > NOW + timedelta(hours=19)
        assert case().soft_refusals == 0
        assert not TELLTALE.findall(said_on(page))

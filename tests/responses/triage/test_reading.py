from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from access import actions as access_actions
from access import selectors as access_selectors
from access.actor import Actor
from access.background import task_queue
from access.models import AuditEvent, Force, Membership, User
from access.permissions import Role
from responses import tasks
from responses.answering.actions import withdrawals
from responses.data_protection.actions import retention
from responses.models import Case, CaseTie, Response, SealedText, WrittenText
from responses.triage.actions import escalating, reading, sorting
from responses.triage.actions.reading import (
    ClosedError,
    NotDrawnError,
    RiskLeftError,
)
from responses.triage.outcomes import TextOutcome
from responses.triage.risk.reading import RiskCategory, TriageClock
from responses.triage.selectors import texts
from responses.triage.selectors.desks import Desk
from tests.conftest import NOW, TESTER
from tests.responses.invited import invite
from tests.responses.triage.at_the_desk import (
    BETTER,
    CITY,
    NATIONAL,
    begun,
    on_the_rota,
    record_call,
    written,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("has_confirmed")]
DANGER = "He says he will kill me tonight."
Told = WrittenText.Told


def viewer(user: User):
    return access_selectors.viewer_for(user.pk)


def actor(user: User) -> Actor:
    return Actor.user(user_id=user.pk, name=user.name)


def sort_at(at: datetime) -> None:
    sorting.sort_texts(by=TESTER, at=at)


def close(text: WrittenText, outcome: TextOutcome = TextOutcome.NO_RISK) -> None:
    if outcome is not TextOutcome.NO_RISK:
        record_call(text)
    reading.close(text=text, outcome=outcome, told=Told.NOT_NEEDED, by=TESTER, at=NOW)


@pytest.fixture
def desk() -> list[User]:
    return list(on_the_rota("Ash", "Birch"))


class TestANewText:
    def test_waits_under_the_shortest_clock_where_rules_cannot_sort_it(self, desk, monkeypatch):
        def fail(*_args, **_given):
            raise ValueError(WORDS)

        monkeypatch.setattr(sorting, "read_text", fail)

        text = written()

        assert text.due_at == NOW + timedelta(minutes=30)
        assert texts.waiting(viewer(desk[0])) == [text]

    def test_asks_for_the_worker_at_once(self, desk):
        written()

        assert task_queue.pending("responses.tasks.sort_texts") == [()]

    @pytest.mark.slow
    def test_is_sorted_by_the_worker(self, desk, clock):
        calm, danger = written(), written(better=DANGER)

        tasks.sort_texts.call()

        calm.refresh_from_db()
        danger.refresh_from_db()
        assert calm.clock == TriageClock.WORKING_DAY
        assert danger.category == RiskCategory.IMMEDIATE
        assert texts.waiting(viewer(desk[0]))[0] == danger
        assert calm.state == "waiting"

    def test_that_cannot_be_opened_keeps_no_other_from_being_sorted(self, desk, caplog):
        broken, danger = written(), written(better=DANGER)
        WrittenText.objects.update(sorted_at=None, category="", clock=TriageClock.HALF_HOUR)
        SealedText.objects.filter(response=broken.response_id).update(sealed=b"broken")

        sort_at(NOW)

        broken.refresh_from_db()
        danger.refresh_from_db()
        assert danger.category == RiskCategory.IMMEDIATE
        assert (broken.sorted_at, broken.clock) == (None, TriageClock.HALF_HOUR)
        assert f"Text {broken.pk} cannot be sorted" in caplog.text

    def test_is_not_readable_in_the_database(self, desk):
        written()

        assert "lapwing" not in str(list(WrittenText.objects.values()))
        assert b"lapwing" not in bytes(SealedText.objects.get().sealed)


class TestWhoReads:
    def test_is_the_force_of_the_case_and_no_other(self, desk):
        (other,) = on_the_rota("Cedar", desk=type(CITY)("kent"))
        text = written()

        with pytest.raises(Http404):
            texts.text_of(viewer(other), text.pk)

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_13_is_the_national_desk_where_no_force_may_see_the_case(self, desk):
        nation = on_the_rota("Nan", "Noel", desk=NATIONAL)
        invited = invite()
        Case.objects.filter(pk=invited.case_id).update(flags={"police_suspect": True})
        text = written(begun(invited.invitation))

        assert text.is_national
        assert texts.waiting(viewer(nation[0])) == [text]
        with pytest.raises(Http404):
            texts.text_of(viewer(desk[0]), text.pk)

    @pytest.mark.safety
    def test_saf_13_is_nobody_who_knows_somebody_in_the_case(self, desk, client):
        text = written()
        client.force_login(desk[0])

        client.post(f"/staff/texts/{text.pk}/conflict/")

        with pytest.raises(Http404):
            texts.text_of(viewer(desk[0]), text.pk)
        assert texts.text_of(viewer(desk[1]), text.pk) == text

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_13_tells_nobody_whose_victim_wrote(self, desk, client):
        text = written()
        client.force_login(desk[0])
        before = AuditEvent.objects.latest("pk").pk

        client.post(f"/staff/texts/{text.pk}/conflict/")

        (line,) = AuditEvent.objects.filter(pk__gt=before)
        assert (line.kind, line.target, line.details) == ("reading.barred", "", {})
        assert not CaseTie.objects.exists()

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_13_is_the_national_desk_from_when_the_case_is_hidden(self, desk):
        nation = on_the_rota("Nan", "Noel", desk=NATIONAL)
        text = written()
        Case.objects.update(flags={"police_suspect": True})

        assert texts.waiting(viewer(nation[0])) == [text]
        assert texts.colleagues(text, viewer(nation[0])) == [nation[1]]
        assert texts.backlog_of(NATIONAL, at=NOW).waiting == 1
        assert texts.backlog_of(CITY, at=NOW).waiting == 0
        assert texts.waiting(viewer(desk[0])) == []

    @pytest.mark.slow
    def test_is_the_force_that_the_cases_force_has_become_part_of(self, desk):
        kent = on_the_rota("Cedar", "Dogwood", desk=Desk("kent"))
        text = written()

        access_actions.merge_forces(
            predecessors=[Force.objects.get(code="city-of-london")], into="kent", name="",
            name_cy="", on=NOW.date().replace(day=1), with_staff=False, by=TESTER, at=NOW,
        )  # fmt: skip

        assert texts.waiting(viewer(kent[0])) == [text]
        assert texts.colleagues(text, viewer(kent[0])) == [kent[1]]
        assert texts.backlog_of(Desk("kent"), at=NOW).waiting == 1
        hours = texts.reading_hours(text.response.invitation, at=NOW)
        assert hours.until is not None
        assert hours.desk == Desk("kent")

    @pytest.mark.slow
    def test_is_no_national_reader_before_a_force_has_let_it_lie(self, desk):
        nation = on_the_rota("Nan", "Noel", desk=NATIONAL)
        text = written(better=DANGER)

        assert texts.waiting(viewer(nation[0])) == []
        escalating.see_to_texts(by=TESTER, at=NOW + timedelta(minutes=30))
        assert texts.waiting(viewer(nation[0])) == [text]

    @pytest.mark.safety
    def test_saf_15_is_written_down_each_time(self, desk):
        text = written()

        for _ in range(2):
            reading.read(text=text, by=actor(desk[0]), at=NOW)

        read = AuditEvent.objects.filter(kind="text.read", actor_user_id=desk[0].pk)
        assert read.count() == 2
        assert "lapwing" not in str(list(AuditEvent.objects.values()))


class TestClosing:
    def test_records_the_action_and_whether_the_person_was_informed(self, desk):
        text = written()
        sort_at(NOW)

        close(text)

        text.refresh_from_db()
        assert (text.state, text.outcome, text.told) == ("closed", "no_risk", "not_needed")
        assert texts.waiting(viewer(desk[0])) == []

    @pytest.mark.parametrize("is_sorted", [True, False])
    def test_takes_no_danger_for_none(self, desk, is_sorted):
        text = written(better=DANGER)
        if is_sorted:
            sort_at(NOW)

        with pytest.raises(RiskLeftError):
            close(text)

    def test_takes_a_persons_word_that_there_is_none(self, desk):
        text = written(better=DANGER)
        sort_at(NOW)

        reading.judge(text=text, category=RiskCategory.NONE, by=actor(desk[0]), at=NOW)
        close(text)

        text.refresh_from_db()
        assert text.state == "closed"
        assert AuditEvent.objects.get(kind="text.judged").details["before"] == "immediate"

    @pytest.mark.slow
    def test_takes_another_where_one_said_that_a_danger_is_none(self, desk, client, clock):
        text = written(better=DANGER)
        sort_at(NOW)
        form = {"outcome": "no_risk", "told": "not_needed"}
        states = []
        for person in desk:
            client.force_login(person)
            if person == desk[0]:
                client.post(f"/staff/texts/{text.pk}/judge/", {"category": "none"})
            client.post(f"/staff/texts/{text.pk}/close/", form)
            states.append(WrittenText.objects.get().state)

        assert states == ["waiting", "closed"]

    @pytest.mark.parametrize("category", [RiskCategory.NONE, RiskCategory.MISCONDUCT])
    def test_keeps_the_half_hour_until_two_say_that_there_is_no_danger(self, desk, category):
        text = written(better=DANGER)
        sort_at(NOW)

        reading.judge(text=text, category=category, by=actor(desk[0]), at=NOW)
        text.refresh_from_db()
        assert text.due_at == NOW + timedelta(minutes=30)
        assert texts.is_urgent(text)
        reading.judge(text=text, category=category, by=actor(desk[1]), at=NOW)

        text.refresh_from_db()
        assert text.due_at > NOW + timedelta(hours=1)
        assert not texts.is_urgent(text)

    def test_needs_an_action_where_a_life_is_in_danger(self, desk, client, clock):
        text = written(better=DANGER)
        sort_at(NOW)
        client.force_login(desk[0])
        form = {"outcome": "known", "told": "not_needed"}

        refused = client.post(f"/staff/texts/{text.pk}/close/", form)
        assert refused.context["close_form"].errors["outcome"]
        assert WrittenText.objects.get().state == "waiting"
        client.post(f"/staff/texts/{text.pk}/action/", {"action": "rang_999"})
        client.post(f"/staff/texts/{text.pk}/close/", form)

        assert WrittenText.objects.get().state == "closed"

    def test_is_done_once(self, desk):
        text = written()
        sort_at(NOW)
        close(text)

        with pytest.raises(ClosedError):
            close(text, TextOutcome.PASSED_ON)

    def test_survives_no_rule_that_comes_later(self, desk):
        text = written()
        reading.judge(text=text, category=RiskCategory.CHILD, by=actor(desk[0]), at=NOW)

        sort_at(NOW)

        text.refresh_from_db()
        assert text.category == RiskCategory.CHILD


WORDS = "what somebody wrote"


class TestAClockThatRanOut:
    def steps(self, text: WrittenText, *hours: float) -> list[int]:
        found = []
        for after in hours:
            escalating.see_to_texts(by=TESTER, at=NOW + timedelta(hours=after))
            text.refresh_from_db()
            found.append(text.escalated)
        return found

    def test_tells_leads_and_nation_at_once_of_danger_to_life(self, desk):
        assert self.steps(written(better=DANGER), 0.49, 0.5) == [0, 2]

    def test_tells_the_lead_and_then_the_nation_of_other_danger(self, desk):
        text = written(better="He follows me home every day and I am scared.")

        assert text.clock == TriageClock.FOUR_HOURS
        assert self.steps(text, 3.9, 4, 6.9, 24) == [0, 1, 1, 2]

    def test_tells_of_the_others_where_one_cannot_be_carried_further(
        self, desk, monkeypatch, caplog
    ):
        broken, others = written(better=DANGER), (written(better=DANGER), written(better=DANGER))
        is_for_the_nation = escalating._is_for_the_nation

        def fails(text, *, at):
            if text.pk == broken.pk:
                raise ValueError(WORDS)
            return is_for_the_nation(text, at=at)

        monkeypatch.setattr(escalating, "_is_for_the_nation", fails)

        with pytest.raises(ValueError, match=WORDS):
            escalating.see_to_texts(by=TESTER, at=NOW + timedelta(minutes=30))

        for each in others:
            each.refresh_from_db()
            assert each.escalated == 2
        assert f"of {broken.pk}: ValueError" in caplog.text
        assert WORDS not in caplog.text

    def test_stands_still_at_night_unless_life_is_in_danger(self, desk):
        late = datetime(2026, 11, 16, 16, 45, tzinfo=UTC)
        found = [
            written(better=words, at=late)
            for words in ("He follows me home every day and I am scared.", DANGER)
        ]

        escalating.see_to_texts(by=TESTER, at=late + timedelta(hours=12))

        for text in found:
            text.refresh_from_db()
        assert [text.escalated for text in found] == [0, 2]

    def test_is_of_no_text_that_is_closed(self, desk):
        text = written()
        sort_at(NOW)
        close(text)

        assert escalating.see_to_texts(by=TESTER, at=NOW + timedelta(days=9)) == 0


class TestWhoseReaderIsGone:
    def handed_back(self, text: WrittenText) -> bool:
        escalating.see_to_texts(by=TESTER, at=NOW)
        text.refresh_from_db()
        return text.held_by is None

    @pytest.fixture
    def held(self, desk) -> WrittenText:
        text = written()
        reading.take(text=text, by=actor(desk[0]), at=NOW)
        return text

    def test_stays_with_a_reader_who_is_there(self, held):
        assert not self.handed_back(held)

    def test_is_free_when_they_are_switched_off(self, desk, held):
        User.objects.filter(pk=desk[0].pk).update(is_active=False)

        assert self.handed_back(held)
        line = AuditEvent.objects.get(kind="text.handed_back")
        assert line.details["held_by"] == desk[0].pk

    @pytest.mark.parametrize("change", [{"role": Role.DATA_LOADER}, {"force": "kent"}])
    def test_is_free_when_they_have_the_role_no_more(self, desk, held, change):
        if "force" in change:
            change = {"force": Force.objects.get(code="kent")}
        Membership.objects.filter(user=desk[0]).update(**change)

        assert self.handed_back(held)

    def test_is_free_when_they_know_somebody_in_the_case(self, desk, held):
        reading.declare(response_id=held.response_id, by=actor(desk[0]), at=NOW)

        assert self.handed_back(held)

    def test_is_free_when_the_case_is_hidden_from_them(self, held):
        Case.objects.update(flags={"police_suspect": True})

        assert self.handed_back(held)

    def test_stays_with_the_national_reader_to_whom_it_was_carried(self, desk, held):
        (nan, _) = on_the_rota("Nan", "Noel", desk=NATIONAL)
        WrittenText.objects.update(escalated=2)
        reading.take(text=held, by=actor(nan), at=NOW, instead_of=desk[0].pk)

        assert not self.handed_back(held)


class TestTaking:
    @pytest.mark.slow
    def test_is_refused_where_somebody_else_took_it_since_the_page_was_shown(
        self, desk, client, clock
    ):
        text, said = written(), []
        for person, holder in (
            (desk[0], ""), (desk[1], "9" * 5_000), (desk[1], desk[0].pk),
        ):  # fmt: skip
            client.force_login(person)
            page = client.post(f"/staff/texts/{text.pk}/take/", {"holder": holder}, follow=True)
            text.refresh_from_db()
            said.append(
                ("Already assigned to another reader" in page.content.decode(), text.held_by.name)
            )

        assert said == [(False, "Ash"), (True, "Ash"), (False, "Birch")]


class TestReadingTwice:
    @pytest.fixture
    def drawn(self, desk, monkeypatch) -> WrittenText:
        monkeypatch.setattr(reading, "READ_TWICE_OF", 1)
        text = written()
        sort_at(NOW)
        reading.close(
            text=text, outcome=TextOutcome.NO_RISK, told="not_needed", by=actor(desk[0]), at=NOW
        )
        return text

    def second(self, text: WrittenText, user: User, category: RiskCategory) -> WrittenText:
        reading.read_twice(text=text, category=category, by=actor(user), at=NOW)
        text.refresh_from_db()
        return text

    def test_is_asked_of_another_than_who_closed_it(self, desk, drawn):
        assert texts.to_read_twice(viewer(desk[0])) == []
        assert texts.to_read_twice(viewer(desk[1])) == [drawn]
        with pytest.raises(NotDrawnError):
            self.second(drawn, desk[0], RiskCategory.NONE)

    def test_is_done_once(self, desk, drawn):
        assert self.second(drawn, desk[1], RiskCategory.COMPLAINT).state == "closed"
        assert texts.to_read_twice(viewer(desk[1])) == []
        with pytest.raises(NotDrawnError):
            self.second(drawn, desk[1], RiskCategory.NONE)

    def test_opens_again_what_tells_of_danger_after_all(self, desk, drawn):
        text = self.second(drawn, desk[1], RiskCategory.IMMEDIATE)

        assert (text.state, text.category, text.held_by) == ("waiting", "immediate", None)
        assert text.due_at == NOW + timedelta(minutes=30)
        with pytest.raises(RiskLeftError):
            close(text)

    def test_opens_again_what_nobody_passed_on(self, desk, drawn):
        text = self.second(drawn, desk[1], RiskCategory.NEW_OFFENCE)

        assert (text.state, text.category) == ("waiting", "new_offence")

    def test_leaves_closed_what_the_first_person_saw_as_well(self, desk, drawn):
        WrittenText.objects.update(category="misconduct", outcome="misconduct")

        assert self.second(drawn, desk[1], RiskCategory.MISCONDUCT).state == "closed"

    def test_is_of_no_text_whose_words_are_gone(self, desk, drawn):
        SealedText.objects.all().delete()

        with pytest.raises(NotDrawnError):
            self.second(drawn, desk[1], RiskCategory.NONE)

    @pytest.mark.slow
    def test_is_of_about_one_in_a_hundred(self):
        drawn = [reading._is_drawn(WrittenText(pk=number)) for number in range(5_000)]

        assert 30 <= sum(drawn) <= 75

    @pytest.mark.slow
    def test_does_not_say_what_the_first_person_said(self, desk, drawn, client, clock):
        client.force_login(desk[1])

        listed = client.get("/staff/texts/").content.decode()
        page = client.get(f"/staff/texts/{drawn.pk}/").content.decode()
        client.post(f"/staff/texts/{drawn.pk}/second/", {"category": "none"})

        assert f"/staff/texts/{drawn.pk}/" in listed
        assert "No danger, and nothing asked for" not in page
        assert "lapwing" in page
        drawn.refresh_from_db()
        assert drawn.second_category == "none"


class TestWithdrawing:
    def withdraw(self, response: Response, *, is_final: bool = False) -> None:
        six_words = None if is_final else f"hash {response.pk}"
        Response.objects.filter(pk=response.pk).update(withdrawal_hash=six_words)
        response.refresh_from_db()
        withdrawals._withdraw(response, by=TESTER, at=NOW)

    @pytest.mark.parametrize("is_final", [False, True])
    @pytest.mark.parametrize("is_read", [False, True])
    @pytest.mark.parametrize("better", [BETTER, DANGER])
    def test_leaves_what_waits_at_the_desk_with_its_words(self, desk, is_final, is_read, better):
        text = written(better=better)
        if is_read:
            reading.read(text=text, by=actor(desk[0]), at=NOW)

        self.withdraw(text.response, is_final=is_final)

        assert texts.waiting(viewer(desk[0])) == [text]
        assert texts.words_of(text).better == better

    def test_leaves_it_there_when_the_seven_days_are_over(self, desk):
        text = written(better=DANGER)
        self.withdraw(text.response)

        withdrawals.destroy_withdrawn_answers(by=TESTER, at=NOW + timedelta(days=8))

        assert texts.words_of(text).better == DANGER

    @pytest.mark.parametrize("is_final", [False, True])
    def test_destroys_the_words_once_somebody_has_dealt_with_them(self, desk, is_final):
        text = written(better=DANGER)
        self.withdraw(text.response, is_final=is_final)
        later = NOW + timedelta(days=8)
        withdrawals.destroy_withdrawn_answers(by=TESTER, at=later)

        close(text, TextOutcome.PASSED_ON)

        assert not SealedText.objects.exists()

    def test_keeps_words_that_are_dealt_with_while_they_can_be_brought_back(self, desk):
        text = written(better=DANGER)
        self.withdraw(text.response)
        close(text, TextOutcome.PASSED_ON)
        text.refresh_from_db()

        assert not texts.words_of(text)
        assert SealedText.objects.exists()
        withdrawals.destroy_withdrawn_answers(by=TESTER, at=NOW + timedelta(days=8))
        assert not SealedText.objects.exists()

    def test_destroys_at_once_what_was_dealt_with_before(self, desk):
        text = written(better=DANGER)
        close(text, TextOutcome.PASSED_ON)

        self.withdraw(text.response, is_final=True)

        assert not SealedText.objects.exists()

    @pytest.mark.databases
    @pytest.mark.parametrize("is_final", [False, True])
    def test_asks_the_database_the_same_with_and_without_a_text(self, desk, is_final):
        with_text, without = written(better=DANGER).response, begun()
        counted = []
        for response in (with_text, without):
            with CaptureQueriesContext(connection) as asked:
                self.withdraw(response, is_final=is_final)
            counted.append([query["sql"].split()[0] for query in asked])

        assert counted[0] == counted[1]


class TestRetention:
    @pytest.mark.slow
    def test_destroys_words_after_24_months_and_keeps_what_became_of_them(self, desk):
        text = written()
        sort_at(NOW)
        close(text)

        left = []
        for days in (729, 731):
            retention.apply_retention(by=TESTER, at=NOW + timedelta(days=days))
            left.append(SealedText.objects.count())

        assert left == [1, 0]
        assert WrittenText.objects.get().outcome == "no_risk"

    @pytest.mark.slow
    def test_destroys_no_words_that_nobody_has_dealt_with(self, desk):
        written()

        retention.apply_retention(by=TESTER, at=NOW + timedelta(days=8 * 366))

        assert SealedText.objects.exists()


class TestThePages:
    @pytest.mark.slow
    def test_show_the_words_on_a_page_of_their_own_alone(self, desk, client, clock):
        text = written()
        client.force_login(desk[0])

        listed = client.get("/staff/texts/").content.decode()
        shown = client.get(f"/staff/texts/{text.pk}/")

        assert "lapwing" not in listed
        assert "lapwing" in shown.content.decode()
        assert "no-store" in shown["Cache-Control"]

    @pytest.mark.slow
    def test_close_a_text(self, desk, client, clock):
        text = written()
        sort_at(NOW)
        client.force_login(desk[0])

        client.post(f"/staff/texts/{text.pk}/close/", {"outcome": "no_risk", "told": "not_needed"})

        text.refresh_from_db()
        assert (text.state, text.closed_by) == ("closed", "Ash")

    @pytest.mark.slow
    @pytest.mark.parametrize("act", ["close", "judge", "hand-over"])
    def test_say_what_is_missing(self, desk, client, clock, act):
        text = written()
        client.force_login(desk[0])

        page = client.post(f"/staff/texts/{text.pk}/{act}/").content.decode()

        assert "There is a problem" in page

    @pytest.mark.slow
    def test_put_somebody_on_the_rota(self, lead_client, clock):
        (ash,) = on_the_rota("Ash")
        form = {"person": ash.pk, "days": "week", "starts": "18:00", "ends": "20:00"}

        lead_client.post("/staff/texts/rota/city-of-london/shift/", form)
        page = lead_client.get("/staff/texts/rota/city-of-london/").content.decode()

        assert page.count("6pm to 8pm") == 5

    def test_tell_a_lead_how_many_wait_and_no_word_of_them(self, desk, lead_client, clock):
        written(better=DANGER)
        clock.shift(timedelta(hours=1))

        page = lead_client.get("/staff/texts/rota/city-of-london/").content.decode()

        assert "1 message to read. 1 is overdue." in page
        assert "lapwing" not in page

    @pytest.mark.parametrize("clock_time", ["09:00+01:00", "24:00", "9am", "23:59:59.5"])
    def test_say_how_a_time_is_written(self, lead_client, clock, clock_time):
        (ash,) = on_the_rota("Ash")
        form = {"person": ash.pk, "days": "week", "starts": "08:00", "ends": clock_time}

        page = lead_client.post("/staff/texts/rota/city-of-london/shift/", form)

        assert "Enter a time like 09:00" in page.content.decode()

    @pytest.mark.parametrize(
        ("year", "error"),
        [("9" * 20, "Enter a day that there is"), ("9999", "Enter a day within a year")],
    )
    def test_say_which_days_of_an_absence_there_are(self, lead_client, clock, year, error):
        (ash,) = on_the_rota("Ash")
        first = {"first_on_day": "1", "first_on_month": "12", "first_on_year": "2026"}
        last = {"last_on_day": "1", "last_on_month": "1", "last_on_year": year}

        page = lead_client.post(
            "/staff/texts/rota/city-of-london/away/", {"person": ash.pk, **first, **last}
        )

        assert error in page.content.decode()

    def test_take_an_absence_at_the_end_of_all_days(self, lead_client, clock):
        (ash,) = on_the_rota("Ash")
        form = {"person": ash.pk}
        for name in ("first_on", "last_on"):
            form |= {f"{name}_day": "31", f"{name}_month": "12", f"{name}_year": "9999"}

        page = lead_client.post("/staff/texts/rota/city-of-london/away/", form)

        assert page.status_code == 302

    @pytest.mark.parametrize("desk_name", ["kent", "nation", "nowhere"])
    def test_hide_the_rota_of_others(self, lead_client, desk_name):
        assert lead_client.get(f"/staff/texts/rota/{desk_name}/").status_code == 404

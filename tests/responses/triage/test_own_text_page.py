from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from access.models import AuditEvent, Membership, User
from responses.answering.actions import withdrawals
from responses.answering.selectors import withdrawals as selectors
from responses.models import CaseTie, FollowUp, Response, SealedText, SealedWish, WrittenText
from responses.triage.actions import rota
from responses.vault.sealed import wishes, written_texts
from tests.conftest import NOW, TESTER
from tests.responses.invited import Invited, invite
from tests.responses.phones import Phone
from tests.responses.triage.at_the_desk import (
    BETTER,
    CITY,
    NATIONAL,
    WELL,
    answered_all,
    on_the_rota,
    reader,
)
from tests.responses.triage.test_reading import DANGER

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGE, REVIEW = "/u/", "/r/"


@pytest.fixture
def phone(browser: Client) -> Phone:
    return Phone(browser)


def to_the_page(phone: Phone, invited: Invited) -> Phone:
    phone.enter(invited)
    answered_all(invited)
    phone.open("/m/")
    phone.press(skip="yes")
    return phone


class TestThePage:
    def test_comes_before_the_answers_are_checked_while_a_reader_is_on_duty(self, phone):
        on_the_rota("Ash")

        page = to_the_page(phone, invite()).page

        assert phone.address == PAGE
        assert page.title == "Service feedback"
        assert "Staff of the police force read until 5pm today." in page.text
        assert "until the end of the next working day before someone reads" in page.text
        assert "call 999" in page.text

    @pytest.mark.parametrize("reason", ["no rota", "leave", "inactive", "role ended", "knows her"])
    def test_does_not_come_while_no_reader_is_on_duty(self, phone, reason):
        invited = invite()
        if reason != "no rota":
            (ash,) = on_the_rota("Ash")
            take_off_duty(ash, reason, invited)

        to_the_page(phone, invited)

        assert phone.address == REVIEW

    def test_does_not_come_in_the_last_hour_of_the_last_reader(self, phone, clock):
        on_the_rota("Ash")
        clock.move_to(datetime(2026, 11, 16, 16, 1, tzinfo=UTC))

        to_the_page(phone, invite())

        assert phone.address == REVIEW

    def test_comes_while_a_national_reader_is_on_duty(self, phone):
        reader("Elm")
        on_the_rota("Nan", desk=NATIONAL)

        page = to_the_page(phone, invite()).page

        assert phone.address == PAGE
        assert "Staff of the national survey read until 5pm today." in page.text
        phone.press(better=BETTER)
        assert WrittenText.objects.get().escalated == 2

    def test_does_not_come_at_night(self, phone, clock):
        on_the_rota("Ash", "Birch")
        clock.move_to(datetime(2026, 11, 16, 22, 0, tzinfo=UTC))

        to_the_page(phone, invite())

        assert phone.address == REVIEW

    def test_sends_what_is_written_at_once_and_shows_it_no_more(self, phone):
        on_the_rota("Ash", "Birch")
        invited = invite()
        to_the_page(phone, invited)

        phone.press(well=WELL, better=BETTER)

        assert phone.address == PAGE
        assert "lapwing" not in phone.page.text
        phone.press(go_on="yes")
        assert phone.address == REVIEW
        assert "lapwing" not in phone.open(PAGE).text
        assert phone.address == REVIEW
        (held,) = written_texts.held([invited.response.pk]).values()
        assert (held.well, held.better) == (WELL, BETTER)
        assert WrittenText.objects.get().state == "waiting"

    @pytest.mark.parametrize("asked", [{}, {"may_be_quoted": "yes"}])
    def test_lets_nobody_be_quoted_who_did_not_say_so(self, phone, asked):
        on_the_rota("Ash", "Birch")
        to_the_page(phone, invite())

        assert "checked" not in phone.page.text
        phone.press(better=BETTER, **asked)

        assert WrittenText.objects.get().may_be_quoted is bool(asked)

    def test_is_passed_by_with_nothing_kept(self, phone):
        on_the_rota("Ash", "Birch")
        to_the_page(phone, invite())

        phone.press(skip="yes", better=BETTER)

        assert phone.address == REVIEW
        assert not SealedText.objects.exists()

    def test_takes_a_thousand_letters_and_loses_none_of_more(self, phone):
        on_the_rota("Ash", "Birch")
        to_the_page(phone, invite())

        phone.press(better="x" * 1001)

        assert phone.page.title == "Error: Service feedback"
        assert "You used 1001." in phone.page.text
        assert "x" * 1001 in phone.page.text
        assert not SealedText.objects.exists()

    def test_keeps_one_text_however_often_it_is_pressed(self, phone):
        on_the_rota("Ash", "Birch")
        to_the_page(phone, invite())
        again = phone.copied()

        phone.press(better=BETTER)
        again.press(better="Another.")

        assert WrittenText.objects.count() == 1

    def test_takes_words_that_were_begun_in_time(self, phone, clock):
        on_the_rota("Ash", "Birch")
        clock.move_to(datetime(2026, 11, 16, 15, 55, tzinfo=UTC))
        to_the_page(phone, invite())
        clock.move_to(datetime(2026, 11, 16, 17, 5, tzinfo=UTC))

        phone.press(better=BETTER)

        assert WrittenText.objects.get().due_at == datetime(2026, 11, 17, 17, 0, tzinfo=UTC)

    def test_sends_what_took_longer_than_a_visit_lasts(self, phone, clock):
        on_the_rota("Ash", "Birch")
        to_the_page(phone, invite())
        clock.shift(timedelta(minutes=25))

        phone.press(better=BETTER)

        assert WrittenText.objects.get().state == "waiting"
        assert "lapwing" not in phone.page.text

    def test_says_when_nobody_reads_any_more_and_when_they_are_back(self, phone, clock):
        on_the_rota("Ash", "Birch")
        clock.move_to(datetime(2026, 11, 16, 16, 0, tzinfo=UTC))
        to_the_page(phone, invite())
        clock.move_to(datetime(2026, 11, 16, 16, 15, tzinfo=UTC))
        (ash, birch) = User.objects.filter(name__in=["Ash", "Birch"])
        for person in (ash, birch):
            take_off_duty(person, "leave")

        phone.press(better="x" * 1001)

        assert (
            "No one is reading now. Staff read again from 17 November 2026, 9am."
        ) in phone.page.text

    def test_sends_the_whole_of_what_was_long_and_late(self, phone, clock):
        on_the_rota("Ash", "Birch")
        to_the_page(phone, invite())
        clock.shift(timedelta(minutes=25))

        phone.press(better="lapwing " * 200)

        (held,) = written_texts.held([Response.objects.get().pk]).values()
        assert held.better == ("lapwing " * 200).strip()
        assert "lapwing" not in phone.page.text

    @pytest.mark.safety
    def test_saf_8_shows_words_with_a_fault_once(self, phone):
        on_the_rota("Ash", "Birch")
        to_the_page(phone, invite())
        again = phone.copied()
        phone.press(better="lapwing " * 200)

        again.press(better="lapwing " * 200)

        assert "lapwing" in phone.page.text
        assert "lapwing" not in again.page.text
        assert again.address == PAGE

    def test_leaves_no_word_in_the_trail_or_the_session(self, phone):
        on_the_rota("Ash", "Birch")
        to_the_page(phone, invite())

        phone.press(better=BETTER)

        assert "lapwing" not in str(list(AuditEvent.objects.values()))
        assert "lapwing" not in str(dict(phone.client.session.items()))
        assert "lapwing" not in str(list(Response.objects.values()))


def take_off_duty(person: User, reason: str, invited: Invited | None = None) -> None:
    if reason == "leave":
        rota.set_absence(
            desk=CITY, person=person, first_on=NOW.date(), last_on=NOW.date(), by=TESTER, at=NOW
        )
    elif reason == "inactive":
        User.objects.filter(pk=person.pk).update(is_active=False)
    elif reason == "role ended":
        Membership.objects.filter(user=person).update(ends_on=NOW.date() - timedelta(days=60))
    else:
        CaseTie.objects.create(
            case_id=invited.case_id,
            user=person,
            kind="barred",
            tied_at=NOW,
            tied_by="x",
            tied_by_id=0,
        )


class TestAfterSending:
    @pytest.fixture
    def at_the_page(self, phone) -> Phone:
        on_the_rota("Ash")
        return to_the_page(phone, invite())

    def test_the_page_says_by_when_a_reader_on_duty_should_read_it(self, at_the_page):
        at_the_page.press(better=DANGER)

        assert "Trained staff are on duty now." in at_the_page.page.text
        assert "16 November 2026, 10:30am" in at_the_page.page.text

    @pytest.mark.safety
    def test_saf_3_danger_gets_999_and_exit_before_anything_else(self, at_the_page):
        at_the_page.press(better=DANGER)

        text = at_the_page.page.text
        assert text.index("call 999") < text.index("Exit this page” at") < text.index("sent")
        assert "press 55" in text

    def test_other_words_have_the_same_lines_in_another_order(self, at_the_page):
        at_the_page.press(better=BETTER)

        text = at_the_page.page.text
        assert text.index("has been sent") < text.index("call 999")
        assert "17 November 2026, 5pm" in text

    @pytest.mark.safety
    def test_saf_8_the_page_is_shown_once(self, at_the_page):
        at_the_page.press(better=DANGER)

        at_the_page.open(PAGE)

        assert at_the_page.address == REVIEW

    def test_the_page_says_that_no_reader_is_on_duty_any_more(self, at_the_page):
        take_off_duty(User.objects.get(name="Ash"), "leave")

        at_the_page.press(better=DANGER)

        assert "No one is reading now. Staff read again from 17 November 2026, 9am." in (
            at_the_page.page.text
        )
        assert "Trained staff are on duty" not in at_the_page.page.text
        assert "call 999" in at_the_page.page.text


class TestAWish:
    WAY = "Ring 07700 900123 and say it is about the boiler"

    @pytest.fixture
    def asked(self, phone) -> Phone:
        on_the_rota("Ash", "Birch")
        return to_the_page(phone, invite())

    def test_is_asked_on_the_page_of_own_words(self, asked):
        assert asked.address == PAGE
        assert "Someone tries to contact you within ten working days" in asked.page.text
        assert "they may stop after three tries" in asked.page.text

    def test_is_sent_together_with_own_words(self, asked):
        asked.press(better=BETTER, way=self.WAY)

        assert WrittenText.objects.exists()
        assert FollowUp.objects.exists()

    def test_is_kept_in_the_vault_alone_and_due_in_ten_working_days(self, asked):
        asked.press(way=self.WAY, when="before 3pm", not_to="my husband")

        wish = FollowUp.objects.get()
        assert "within ten working days" in asked.page.text
        asked.press(go_on="yes")
        assert asked.address == REVIEW
        assert wish.due_on == date(2026, 11, 30)
        assert wishes.held(wish.response_id).not_to == "my husband"
        assert "boiler" not in str(list(FollowUp.objects.values()))
        assert "boiler" not in str(list(AuditEvent.objects.values()))
        assert b"boiler" not in bytes(SealedWish.objects.get().sealed)

    def test_is_nobodys_who_goes_on(self, asked):
        asked.press(skip="yes", way=self.WAY)

        assert asked.address == REVIEW
        assert not FollowUp.objects.exists()

    def test_needs_a_way(self, asked):
        asked.press(way="", when="before 3pm")

        assert "Write how we can reach you, or go on without" in asked.page.text
        assert not FollowUp.objects.exists()

    def test_is_kept_however_long_it_took_to_write(self, asked, clock):
        clock.shift(timedelta(minutes=25))

        asked.press(way=self.WAY)

        assert FollowUp.objects.get().state == "open"
        assert "boiler" not in asked.page.text

    def test_is_kept_whole_that_was_long_and_late(self, asked, clock):
        clock.shift(timedelta(minutes=25))

        asked.press(way="boiler " * 100, when="x" * 300)

        way = wishes.held(FollowUp.objects.get().response_id)
        assert (way.way, way.when) == (("boiler " * 100).strip(), "x" * 300)
        assert "boiler" not in asked.page.text

    @pytest.mark.safety
    def test_saf_8_is_shown_with_its_faults_once(self, asked):
        again = asked.copied()
        asked.press(way="", when="boiler")

        again.press(way="", when="boiler")

        assert "Write how we can reach you" in asked.page.text
        assert "Write how we can reach you" not in again.page.text

    def test_is_not_shown_again(self, asked):
        asked.press(way=self.WAY)

        assert "boiler" not in asked.page.text
        assert "boiler" not in asked.open(PAGE).text
        assert asked.address == REVIEW

    def test_is_destroyed_at_once_with_answers_that_nothing_can_bring_back(self, asked):
        asked.press(way=self.WAY)

        withdrawals.withdraw_by_number(mobile="+447700900010", by=TESTER, at=NOW)

        assert FollowUp.objects.get().state == "taken_back"
        assert not SealedWish.objects.exists()

    def test_goes_with_the_answers_and_comes_back_with_them(self, asked):
        asked.press(way=self.WAY)
        response_id = FollowUp.objects.get().response_id
        states = []

        response = Response.objects.get(pk=response_id)
        code = selectors.code_of(selectors.seed_of(response))
        Response.objects.update(withdrawal_hash=selectors.hash_of(code), completed_at=NOW)
        words = selectors.words().written(code, language="en")
        withdrawals.withdraw_by_words(given=words, by=TESTER, at=NOW)
        states.append(FollowUp.objects.get().state)
        again = withdrawals.withdraw_by_words(given=words, by=TESTER, at=NOW)
        withdrawals.bring_back(ticket=again.ticket, by=TESTER, at=NOW)
        states.append(FollowUp.objects.get().state)

        assert states == ["taken_back", "open"]

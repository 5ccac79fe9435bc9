import logging
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from access import process_cache
from access.models import AuditEvent, DataOrigin
from responses.eligibility.rules import Decision
from responses.invitations import message_ends
from responses.invitations.actions import opt_outs, record_delivery
from responses.invitations.actions import send as send_actions
from responses.invitations.selectors import outbox as selectors
from responses.models import Case, Invitation, OutboxMessage, StageEvent
from responses.models.contacts import ContactHistory
from responses.sms.provider import (
    Accepted,
    BadNumberError,
    ConfigurationError,
    DailyLimitError,
    DevelopmentProvider,
    RateLimitError,
    Text,
    UnknownEndError,
)
from responses.vault import contacts, sending_hours
from tests.conftest import NOW, TESTER
from tests.responses.asked import (
    SAFE,
    TODAY,
    codes,
    decide,
    load,
    on,
    queue,
    queued,
    row,
    send,
)
from tests.responses.scripted import AcceptedInSilenceError, Scripted

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

MOBILE = "+447700900321"


def state(message: OutboxMessage) -> str:
    return OutboxMessage.objects.get(pk=message.pk).state


def fresh(message: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.select_related("invitation__stage_event").get(pk=message.pk)


class TestSendDue:
    def test_sends_what_is_due(self):
        [message] = queued(row(contact_mobile=MOBILE))
        provider = Scripted()

        summary = send(provider=provider)

        assert summary.sent == 1
        assert state(message) == "sent"
        [text] = provider.texts
        assert (text.to, text.reference) == (MOBILE, str(message.reference))

    def test_sends_the_link_of_the_token_that_is_stored_as_a_hash(self):
        [message] = queued(row())
        provider = Scripted()

        send(provider=provider)

        assert provider.texts[0].link == selectors.link_of(message.invitation)

    def test_begins_the_life_of_the_link_at_its_sending(self):
        queued(row())
        later = NOW + timedelta(hours=5)

        send(at=later)

        invitation = Invitation.objects.get()
        assert invitation.invited_at == later
        assert invitation.expires_at == later + timedelta(days=28)

    def test_remembers_the_invitation_for_the_fatigue_rules(self):
        queued(row())

        send()

        assert ContactHistory.objects.get().invited_on == TODAY

    def test_sends_nothing_twice(self):
        queued(row())
        provider = Scripted()

        send(provider=provider)
        second = send(provider=provider, at=NOW + timedelta(hours=2))

        assert second.handled == 0
        assert len(provider.texts) == 1

    @pytest.mark.slow
    def test_sends_one_batch_at_a_time(self):
        queued(*(row() for _n in range(5)))

        assert [send(limit=2).sent for _run in range(4)] == [2, 2, 1, 0]

    def test_leaves_messages_of_another_transport_alone(self):
        [message] = queued(row(), transport="notify")

        assert send().handled == 0
        assert state(message) == "due"

    @pytest.mark.safety
    @pytest.mark.parametrize(
        "at",
        [
            NOW.replace(hour=8),
            NOW.replace(hour=19),
            NOW + timedelta(days=6),
        ],
    )
    def test_saf_11_sends_nothing_outside_the_hours(self, at):
        [message] = queued(row())

        summary = send(at=at)

        assert "09:00" in summary.stopped_because
        assert not summary.is_faulty
        assert state(message) == "due"

    @pytest.mark.safety
    def test_saf_11_waits_over_the_day_on_which_the_crime_was_reported(self):
        [message] = queued(row())
        Case.objects.update(reported_on=TODAY.replace(year=TODAY.year - 1))
        StageEvent.objects.update(survey_stage="ST6", on=on(100))

        summary = send()

        message.refresh_from_db()
        assert summary.deferred == 1
        assert message.due_at == NOW + timedelta(days=1)

    @pytest.mark.safety
    def test_saf_11_waits_over_a_day_on_which_children_are_handed_over(self, monkeypatch):
        days = frozenset({("gwent", TODAY)})
        monkeypatch.setattr(sending_hours, "handover_days", lambda: days)
        here, elsewhere = queued(row(force="gwent"), row())

        summary = send()

        assert (summary.deferred, summary.sent) == (1, 1)
        assert fresh(here).due_at == NOW + timedelta(days=1)
        assert fresh(elsewhere).state == "sent"

    @pytest.mark.safety
    def test_saf_11_keeps_to_the_hours_agreed_as_safe(self):
        [message] = queued(
            row(safe_contact_from=time(15), safe_contact_to=time(16), flags={}, **SAFE)
        )

        assert send().deferred == 1
        assert fresh(message).due_at == NOW.replace(hour=15)
        assert send(at=NOW.replace(hour=15)).sent == 1

    def test_logs_and_stores_neither_number_nor_link(self, caplog):
        [message] = queued(row(contact_mobile=MOBILE))
        token = selectors.token_of(message.invitation)

        with caplog.at_level(logging.DEBUG):
            send()

        stored = [str(values) for values in OutboxMessage.objects.values()]
        stored += [str(values) for values in Invitation.objects.values()]
        stored += [str(values) for values in AuditEvent.objects.values()]
        assert not any(token in text or "900321" in text for text in [*stored, caplog.text])

    def test_shows_neither_number_nor_link_when_printed(self):
        text = Text(reference="r", language="en", to=MOBILE, link="https://svc.example/x")

        assert "900321" not in repr(text)
        assert "svc.example" not in repr(text)

    def test_audits_a_run_by_counts(self):
        queued(row(), row())

        send()

        assert AuditEvent.objects.get(kind="messages.sent").details["ends"] == {"sent": 2}


class Slow(Scripted):
    def __init__(self, at: datetime, *, turn: timedelta = timedelta(0)) -> None:
        super().__init__()
        self.at, self.turn = at, turn
        self.began: list[datetime] = []

    def now(self) -> datetime:
        return self.at

    def wait_turn(self) -> None:
        self.at += self.turn

    def send(self, text: Text) -> Accepted:
        self.began.append(self.at)
        self.at += timedelta(seconds=30)
        return super().send(text)


@pytest.mark.safety
class TestASlowProvider:
    """SAF-11: the clock is read for each message, not for each batch."""

    @pytest.mark.slow
    def test_saf_11_gets_nothing_after_closing_time(self):
        queued(*(row() for _n in range(20)))
        provider = Slow(NOW.replace(hour=18, minute=55))

        summary = send(provider=provider, now=provider.now)

        assert provider.began[-1] < NOW.replace(hour=18, minute=59)
        assert provider.at <= NOW.replace(hour=19)
        assert (summary.sent, summary.deferred) == (8, 12)

    @pytest.mark.slow
    def test_saf_11_gets_nothing_after_the_hours_agreed_with_a_victim(self):
        hours = {"safe_contact_from": time(10), "safe_contact_to": time(11), "flags": {}, **SAFE}
        queued(*(row(**hours) for _n in range(20)))
        provider = Slow(NOW.replace(hour=10, minute=57))

        send(provider=provider, now=provider.now)

        assert provider.began[-1] < NOW.replace(hour=10, minute=59)
        assert provider.at <= NOW.replace(hour=11)

    def test_saf_11_is_asked_after_the_wait_for_a_turn(self):
        queued(row())
        provider = Slow(NOW.replace(hour=18, minute=58), turn=timedelta(seconds=75))

        assert send(provider=provider, now=provider.now).deferred == 1
        assert provider.texts == []

    @pytest.mark.slow
    def test_has_each_sending_recorded_at_its_own_time(self):
        messages = queued(*(row() for _n in range(3)))
        provider = Slow(NOW)

        send(provider=provider, now=provider.now)

        sent = sorted(fresh(message).sent_at for message in messages)
        assert sent == provider.began == [NOW + timedelta(seconds=30 * n) for n in range(3)]

    def test_saf_12_is_asked_whether_a_person_opted_out_after_the_wait_for_a_turn(self):
        [message] = queued(row())
        case_id = message.invitation.stage_event.case_id

        class Waits(Scripted):
            def wait_turn(self) -> None:
                contacts.suppress(case_id=case_id, by=TESTER, at=NOW, channel="phone")

        assert send(provider=Waits()).cancelled == 1

    def test_leaves_a_message_whose_lease_runs_out_to_another_sender(self):
        [message] = queued(row())
        provider = Slow(NOW, turn=send_actions.LEASE_DURATION)

        assert send(provider=provider, now=provider.now).unknown == 1
        assert provider.texts == []
        assert state(message) == "leased"


class TestALease:
    @pytest.mark.safety
    def test_saf_11_of_a_killed_sender_ends_in_two_minutes_and_not_past_closing_time(self):
        queued(*(row() for _n in range(3)))
        at = NOW.replace(hour=18, minute=40)
        assert len(send_actions._lease_batch(DevelopmentProvider(), most=20, at=at)) == 3
        provider = Scripted()

        assert send(provider=provider, at=at + timedelta(seconds=121)).sent == 3

    @pytest.mark.safety
    def test_saf_11_of_a_sender_killed_at_closing_time_ends_after_it_and_nothing_goes(self):
        queued(row())
        at = NOW.replace(hour=18, minute=58)
        send_actions._lease_batch(DevelopmentProvider(), most=20, at=at)
        provider = Scripted()

        assert send(provider=provider, at=at + timedelta(minutes=3)).handled == 0
        assert provider.texts == []

    @pytest.mark.slow
    def test_is_renewed_while_its_sender_is_alive(self):
        queued(*(row() for _n in range(20)))
        slow, others = Slow(NOW), []
        sending = slow.send

        def send_beside_another(text):
            others.append(send(provider=Scripted(), at=slow.at).handled)
            return sending(text)

        slow.send = send_beside_another

        assert send(provider=slow, now=slow.now).sent == 20
        assert set(others) == {0}
        assert len(slow.texts) == len({text.reference for text in slow.texts}) == 20

    @pytest.mark.slow
    def test_that_ran_out_sends_nothing_that_another_has_sent(self):
        queued(*(row() for _n in range(5)))
        slow, other = Slow(NOW), Scripted()
        sending = slow.send

        def stand_still(text):
            accepted = sending(text)
            if len(slow.texts) == 2:
                slow.at += timedelta(minutes=3)
                other.accepted.update(slow.accepted)
                send(provider=other, at=slow.at)
            return accepted

        slow.send = stand_still
        send(provider=slow, now=slow.now)

        sent = [text.reference for text in (*slow.texts, *other.texts)]
        assert len(sent) == len(set(sent)) == 5

    def test_that_ran_out_is_not_renewed(self):
        [message] = queued(row())
        [leased] = send_actions._lease_batch(DevelopmentProvider(), most=1, at=NOW)
        later = NOW + send_actions.LEASE_DURATION

        send_actions._renew_leases([leased], at=later)

        assert fresh(message).lease_until == later


@pytest.mark.safety
class TestTheCheckAtTheMomentOfSending:
    """What is safe changes: everything is asked again (SAF-1)."""

    def test_saf_12_cancels_for_a_person_who_has_opted_out_since(self):
        [message] = queued(row())
        case_id = message.invitation.stage_event.case_id
        contacts.suppress(case_id=case_id, by=TESTER, at=NOW, channel="phone")
        provider = Scripted()

        summary = send(provider=provider)

        assert summary.cancelled == 1
        assert provider.texts == []
        assert fresh(message).invitation.stage_event.decision == "OPTOUT"

    def test_saf_1_cancels_when_the_record_has_run_out_since(self):
        record = {**SAFE, "safe_contact_confirmed_on": TODAY - timedelta(days=88)}
        [message] = queued(row(flags={}, **record))

        assert send(at=NOW + timedelta(days=3)).cancelled == 1
        assert fresh(message).invitation.stage_event.decision == "NOSAFE"

    def test_saf_2_cancels_when_the_number_has_become_unsafe(self):
        first = row(flags={}, **SAFE)
        queued(first)
        load(replace(first, number_safe="no"), at=NOW)

        assert send().cancelled == 1

    def test_cancels_when_the_number_was_taken_away(self):
        first = row()
        [message] = queued(first)
        load(replace(first, contact_mobile=""), at=NOW)

        assert send().cancelled == 1
        assert fresh(message).invitation.stage_event.decision == "NOCONTACTDATA"

    def test_cancels_when_another_force_has_invited_the_person_meanwhile(self):
        [message] = queued(row(contact_mobile=MOBILE))
        [other] = load(row(contact_mobile=MOBILE, force="metropolitan"), at=NOW)
        contacts.record_invited(case_id=other.pk, on=TODAY)

        assert send().cancelled == 1
        assert fresh(message).invitation.stage_event.decision == "FATIGUE"

    def test_puts_off_when_a_hearing_has_come_near(self):
        first = row(reported_on=TODAY - timedelta(days=14), stage_on=TODAY - timedelta(days=14))
        [message] = queued(first)
        load(replace(first, next_hearing_on=TODAY - timedelta(days=20)), at=NOW)

        assert send().deferred == 1
        assert state(message) == "due"
        assert send(at=NOW + timedelta(days=10)).sent == 1

    def test_cancels_a_text_in_a_draft_language_to_real_people(self):
        [message] = queued(row(language="cy"))
        DataOrigin.objects.update(origin=DataOrigin.Origin.REAL)
        process_cache.clear()

        assert send().cancelled == 1
        assert fresh(message).invitation.stage_event.decision == "LANG"

    def test_kills_the_link_of_a_message_that_is_cancelled(self):
        [message] = queued(row())
        contacts.suppress(
            case_id=message.invitation.stage_event.case_id, by=TESTER, at=NOW, channel="phone"
        )

        send()

        assert fresh(message).invitation.expires_at == NOW


class TestAnUnknownEnd:
    def test_is_looked_up_before_anything_else_and_never_sent_twice(self):
        [message] = queued(row())
        provider = Scripted(AcceptedInSilenceError("no answer"))

        first = send(provider=provider)
        second = send(provider=provider, at=NOW + timedelta(minutes=3))

        assert (first.unknown, second.found) == (1, 1)
        assert len(provider.texts) == 1
        assert state(message) == "sent"
        assert fresh(message).provider_id == "id-1"

    def test_is_sent_again_under_the_same_reference_where_the_look_up_finds_nothing(self):
        [message] = queued(row())
        provider = Scripted(UnknownEndError("500"))

        send(provider=provider)
        second = send(provider=provider, at=NOW + timedelta(minutes=3))

        assert second.sent == 1
        assert {text.reference for text in provider.texts} == {str(message.reference)}

    @pytest.mark.slow
    def test_waits_longer_each_time(self):
        [message] = queued(row())
        provider = Scripted(*(UnknownEndError("500") for _n in range(6)))
        waits, at = [], NOW

        for _attempt in range(5):
            send(provider=provider, at=at)
            waits.append(fresh(message).due_at - at)
            at = fresh(message).due_at

        assert waits == [
            timedelta(minutes=2),
            timedelta(minutes=10),
            timedelta(minutes=30),
            timedelta(hours=2),
            timedelta(hours=2),
        ]

    def test_is_never_tried_again_once_a_look_up_proves_nothing(self):
        [message] = queued(row())
        provider = Scripted(UnknownEndError("500"))
        send(provider=provider)

        summary = send(provider=provider, at=NOW + timedelta(days=7))

        assert summary.failed == 1
        assert len(provider.texts) == 1
        assert fresh(message).fault == "end never known"

    def test_three_times_in_a_row_stops_the_batch_and_every_sender_for_a_minute(self):
        queued(*(row() for _n in range(5)))
        silent = Scripted(*(UnknownEndError("no answer") for _n in range(5)))

        first = send(provider=silent)
        meanwhile = send(at=NOW + timedelta(seconds=50))

        assert (first.unknown, len(silent.texts)) == (3, 3)
        assert (meanwhile.handled, meanwhile.is_faulty) == (0, False)

    def test_is_tried_by_one_message_until_the_provider_answers(self):
        queued(*(row() for _n in range(5)))
        send(provider=Scripted(*(UnknownEndError("no answer") for _n in range(3))))
        still_silent = Scripted(UnknownEndError("no answer"))

        second = send(provider=still_silent, at=NOW + timedelta(minutes=1))
        third = send(at=NOW + timedelta(minutes=3))
        fourth = send(at=NOW + timedelta(minutes=3))

        assert (second.handled, third.sent, fourth.sent) == (1, 1, 4)

    def test_of_a_sender_that_died_is_looked_up_too(self):
        [message] = queued(row())
        provider = Scripted()
        send_actions._lease_batch(DevelopmentProvider(), most=1, at=NOW)
        provider.accepted[str(message.reference)] = Accepted("id-before-death", "sending")

        too_early = send(provider=provider, at=NOW + timedelta(minutes=2))
        after = send(provider=provider, at=NOW + timedelta(minutes=2, seconds=1))

        assert (too_early.handled, after.found) == (0, 1)
        assert provider.texts == []
        assert fresh(message).provider_id == "id-before-death"

    def test_of_a_sender_that_died_before_sending_is_sent(self):
        queued(row())
        provider = Scripted()
        send_actions._lease_batch(DevelopmentProvider(), most=1, at=NOW)

        assert send(provider=provider, at=NOW + timedelta(minutes=3)).sent == 1
        assert len(provider.lookups) == 1

    def test_written_by_a_sender_whose_lease_ran_out_changes_nothing(self):
        [message] = queued(row())
        [slow] = send_actions._lease_batch(DevelopmentProvider(), most=1, at=NOW)
        send(at=NOW + timedelta(minutes=31))

        message_ends.retry_later(slow, at=NOW)

        assert state(message) == "sent"


class TestAStop:
    @pytest.mark.slow
    def test_for_the_limit_of_a_minute_goes_on_after_it(self):
        queued(row(), row())
        provider = Scripted(RateLimitError("429"))

        first = send(provider=provider)
        second = send(provider=provider, at=NOW + timedelta(seconds=4))
        third = send(provider=provider, at=NOW + timedelta(seconds=6))

        assert (first.sent, second.sent, third.sent) == (0, 0, 2)
        assert "429" in first.stopped_because
        assert not first.is_faulty

    def test_for_the_limit_of_a_day_waits_for_midnight_in_universal_time(self):
        [message] = queued(row())

        send(provider=Scripted(DailyLimitError("429")))

        assert fresh(message).due_at == datetime(2026, 11, 17, tzinfo=UTC)

    def test_for_a_fault_of_ours_touches_no_message(self):
        messages = queued(row(), row(), row())
        provider = Scripted(ConfigurationError("GOV.UK Notify answered 403 AuthError"))

        summary = send(provider=provider)

        assert summary.is_faulty
        assert "403" in summary.stopped_because
        assert {state(message) for message in messages} == {"due"}
        assert len(provider.texts) == 1

    def test_counts_no_attempt_that_was_refused_for_certain(self):
        [message] = queued(row())

        send(provider=Scripted(RateLimitError("429")))

        assert fresh(message).attempts == 0


class TestABadNumber:
    def test_ends_the_message_and_is_remembered(self):
        [message] = queued(row(contact_mobile=MOBILE))

        summary = send(provider=Scripted(BadNumberError("400")))

        assert summary.failed == 1
        event = fresh(message).invitation.stage_event
        assert event.decision == "BADNUM"
        assert contacts.people([event.case_id], on=TODAY)[event.case_id].facts.is_bad_number

    def test_does_not_stop_the_others(self):
        queued(row(), row())

        summary = send(provider=Scripted(BadNumberError("400")))

        assert (summary.failed, summary.sent) == (1, 1)

    def test_codes_the_next_case_of_the_person(self):
        queued(row(contact_mobile=MOBILE))
        send(provider=Scripted(BadNumberError("400")))
        [case] = load(row(contact_mobile=MOBILE), at=NOW)

        decide(NOW + timedelta(minutes=1))

        assert codes(case) == {"ST1": "BADNUM"}


class TestCancelWaiting:
    def test_takes_back_what_waits_and_nothing_else(self):
        waiting, sent = queued(row(), row())
        OutboxMessage.objects.filter(pk=sent.pk).update(state="sent")
        ids = [m.invitation.stage_event.case_id for m in (waiting, sent)]

        cancelled = opt_outs.cancel_due_messages(
            case_ids=ids, code=Decision.OPTED_OUT, by=TESTER, at=NOW
        )

        assert [one["message"] for one in cancelled] == [waiting.pk]
        assert (state(waiting), state(sent)) == ("cancelled", "sent")


class TestRecordStatus:
    def record(self, message, status, at=NOW):
        return record_delivery.record_status(
            message_id=message.pk, accepted=Accepted("id-1", status), by=TESTER, at=at
        )

    def test_marks_delivery_on_the_invitation_once(self):
        [message] = queued(row())
        send()

        notes = [self.record(message, "delivered", at=NOW + timedelta(minutes=n)) for n in (1, 2)]

        assert notes == ["", "duplicate"]
        assert Invitation.objects.get().delivered_at == NOW + timedelta(minutes=1)
        assert state(message) == "delivered"

    def test_lets_no_late_news_undo_a_final_status(self):
        [message] = queued(row())
        send()

        notes = [self.record(message, status) for status in ("delivered", "pending", "sending")]

        assert notes == ["", "late", "late"]
        assert fresh(message).provider_status == "delivered"

    def test_keeps_the_first_final_status_and_names_the_conflict(self):
        [message] = queued(row())
        send()

        notes = [self.record(message, s) for s in ("temporary-failure", "delivered")]

        assert notes == ["", "conflict"]
        assert state(message) == "failed"

    def test_of_a_permanent_failure_makes_the_number_a_bad_one(self):
        [message] = queued(row(contact_mobile=MOBILE))
        send()

        self.record(message, "permanent-failure")

        case_id = message.invitation.stage_event.case_id
        assert contacts.people([case_id], on=TODAY)[case_id].facts.is_bad_number

    def test_of_a_receipt_before_our_own_answer_counts_as_sent(self):
        [message] = queued(row())
        provider = Scripted(AcceptedInSilenceError("no answer"))
        send(provider=provider)

        self.record(message, "delivered", at=NOW + timedelta(minutes=1))
        later = send(provider=provider, at=NOW + timedelta(minutes=5))

        assert later.handled == 0
        assert len(provider.texts) == 1
        assert state(message) == "delivered"
        assert ContactHistory.objects.count() == 1

    def test_does_not_know_every_word(self):
        [message] = queued(row())
        send()

        assert self.record(message, "virus-scan-failed") == "unknown status"


class TestClaiming:
    def test_asks_the_database_no_more_for_a_full_batch(self):
        messages = queued(*(row() for _n in range(4)))

        claimed = send_actions._lease_batch(DevelopmentProvider(), most=20, at=NOW)

        assert {m.pk for m in claimed} == {m.pk for m in messages}
        assert send_actions._lease_batch(DevelopmentProvider(), most=20, at=NOW) == []
        assert all(fresh(m).lease_until == NOW + send_actions.LEASE_DURATION for m in messages)

    def test_gives_each_message_a_reference_before_any_attempt(self):
        load(row())
        decide()
        queue()

        message = OutboxMessage.objects.get()
        assert message.reference
        assert message.first_tried_at is None

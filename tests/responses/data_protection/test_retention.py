from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session

from access.models import AuditEvent
from responses.answering.actions import gate_attempts
from responses.data_protection.actions import retention
from responses.invitations.actions import record_delivery
from responses.models import Case, CodeAttempt, Invitation, Receipt, StageEvent
from responses.models.contacts import Contact, ContactHistory, Suppression
from responses.sms.provider import Accepted
from responses.vault import contacts
from tests.conftest import NOW, TESTER
from tests.responses import by_code
from tests.responses.asked import decide, load, queue, queued, row, send

pytestmark = pytest.mark.django_db

CLOSED_AND_90_DAYS = timedelta(days=28 + 90)
MINUTE = timedelta(minutes=1)


def apply(after: timedelta):
    return retention.apply_retention(by=TESTER, at=NOW + after)


@pytest.mark.safety
class TestSessions:
    def test_saf_8_go_when_they_are_over(self):
        for key, hours in (("over", -1), ("alive", 1)):
            Session.objects.create(
                session_key=key, session_data="", expire_date=NOW + timedelta(hours=hours)
            )

        assert apply(timedelta(0)).sessions == 1
        assert Session.objects.get().session_key == "alive"


class TestCodesThatWereHandedOver:
    @pytest.mark.slow
    def test_go_after_their_seven_days_where_nobody_used_them(self):
        used, unused = by_code.routed(), by_code.routed()
        response = by_code.begun(used)
        by_code.draw(unused)

        apply(timedelta(days=7) - MINUTE)
        assert CodeAttempt.objects.count() == 2
        apply(timedelta(days=7))

        assert CodeAttempt.objects.get().pk == response.attempt_id

    @pytest.mark.slow
    def test_lose_the_respondents_own_word_when_it_opens_nothing_any_more(self):
        attempt = by_code.begun(by_code.routed()).attempt
        gate_attempts.choose_word(attempt_id=attempt.pk, own_word="otter", by=TESTER, at=NOW)

        apply(timedelta(days=28) - MINUTE)
        assert CodeAttempt.objects.get().own_word_hash
        apply(timedelta(days=28))

        assert not CodeAttempt.objects.get().own_word_hash

    @pytest.mark.safety
    def test_are_not_told_of_in_the_trail(self):
        by_code.draw(by_code.routed())

        apply(timedelta(days=7))

        told = AuditEvent.objects.get(kind="contacts.destroyed").details
        assert not any(told.values())

    @pytest.mark.slow
    def test_keep_the_word_that_they_ask_for_until_their_wave_has_closed(self):
        case = by_code.routed()
        by_code.begun(case)
        by_code.begun(case, at=NOW + timedelta(days=20))

        assert apply(CLOSED_AND_90_DAYS + timedelta(days=20) - MINUTE).contacts == 0
        assert apply(CLOSED_AND_90_DAYS + timedelta(days=20)).contacts == 1


class TestApplyRetention:
    @pytest.mark.slow
    def test_destroys_a_contact_90_days_after_its_wave_closed(self):
        queued(row())
        send()

        early = apply(CLOSED_AND_90_DAYS - MINUTE)
        due = apply(CLOSED_AND_90_DAYS)

        assert (early.contacts, due.contacts) == (0, 1)
        assert not Contact.objects.exists()

    @pytest.mark.slow
    def test_waits_for_the_last_sending_of_the_wave(self):
        queued(row())
        send()
        queued(row())
        send(at=NOW + timedelta(days=10))

        assert apply(CLOSED_AND_90_DAYS + timedelta(days=9)).contacts == 0
        assert apply(CLOSED_AND_90_DAYS + timedelta(days=10)).contacts == 2

    @pytest.mark.slow
    def test_does_not_wait_for_the_wave_of_another_month(self):
        queued(row())
        send()
        december = NOW + timedelta(days=16)
        load(row(reported_on=NOW.date(), stage_on=NOW.date()))
        decide(december)
        queue(december)
        assert send(at=december).sent == 1

        assert apply(CLOSED_AND_90_DAYS).contacts == 1
        assert apply(CLOSED_AND_90_DAYS + timedelta(days=16)).contacts == 1

    def test_destroys_the_contact_of_one_who_was_never_asked(self):
        load(row(flags={}))
        decide()

        assert apply(CLOSED_AND_90_DAYS - MINUTE).contacts == 0
        assert apply(CLOSED_AND_90_DAYS).contacts == 1

    def test_keeps_the_contact_of_one_who_is_still_to_be_asked(self):
        load(row(reported_on=NOW.date(), stage_on=NOW.date()))
        decide()

        assert apply(timedelta(days=1000)).contacts == 0

    def test_keeps_the_contact_of_a_case_not_decided_yet(self):
        load(row())

        assert apply(timedelta(days=1000)).contacts == 0

    def test_keeps_the_contact_while_a_message_waits(self):
        queued(row())

        assert apply(timedelta(days=1000)).contacts == 0

    @pytest.mark.slow
    def test_keeps_the_case_its_decision_and_the_keys(self):
        queued(row())
        send()
        case = Case.objects.get()
        contacts.suppress(case_id=case.pk, by=TESTER, at=NOW, channel="web")

        apply(CLOSED_AND_90_DAYS)

        assert Case.objects.exists()
        assert StageEvent.objects.get().decision == "INVITE"
        assert ContactHistory.objects.count() == 1
        assert Suppression.objects.count() == 1

    def test_destroys_receipts_that_were_read(self):
        for processed_at in (None, NOW):
            Receipt.objects.create(
                reference=str(uuid4()),
                provider_id="x",
                status="delivered",
                received_at=NOW,
                processed_at=processed_at,
            )

        assert apply(CLOSED_AND_90_DAYS + timedelta(days=31)).receipts == 1
        assert Receipt.objects.get().processed_at is None

    @pytest.mark.slow
    def test_destroys_messages_and_keeps_what_became_of_them(self):
        [message] = queued(row())
        send()
        told = Accepted("id-1", "permanent-failure")
        record_delivery.record_status(message_id=message.pk, accepted=told, by=TESTER, at=NOW)

        early = apply(CLOSED_AND_90_DAYS - MINUTE)
        due = apply(CLOSED_AND_90_DAYS)

        assert (early.messages, due.messages) == (0, 1)
        assert Invitation.objects.get().delivery_status == "permanent-failure"

    @pytest.mark.slow
    def test_never_invites_anew_once_the_message_is_gone(self):
        queued(row())
        send()
        apply(CLOSED_AND_90_DAYS)

        assert queue(NOW + CLOSED_AND_90_DAYS) == 0

    @pytest.mark.slow
    def test_keeps_a_message_that_still_waits(self):
        queued(row())

        assert apply(timedelta(days=1000)).messages == 0

    @pytest.mark.slow
    def test_writes_an_audit_line_with_counts(self):
        queued(row(), row())
        send()

        apply(CLOSED_AND_90_DAYS)

        audited = AuditEvent.objects.get(kind="contacts.destroyed")
        assert audited.details == {
            "contacts": 2,
            "receipts": 0,
            "messages": 2,
            "codes": 0,
            "sessions": 0,
            "cases": 0,
            "open_answers": 0,
            "imports": 0,
            "helpline_checks": 0,
            "opportunities": 0,
            "texts": 0,
            "wishes": 0,
            "redacted_texts": 0,
            "danger_details": 0,
            "risk_models": 0,
            "keying": 0,
        }

    @pytest.mark.slow
    def test_costs_the_same_queries_for_many_as_for_few(self, django_assert_max_num_queries):
        queued(*(row() for _n in range(30)))
        send(limit=100)

        with django_assert_max_num_queries(57):
            apply(CLOSED_AND_90_DAYS)

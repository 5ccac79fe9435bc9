from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from responses.eligibility.rules import Decision
from responses.invitations.actions import record_delivery
from responses.models import Invitation, OutboxMessage
from responses.models.contacts import ContactHistory
from responses.sms.provider import Accepted
from responses.vault import contacts
from tests.conftest import NOW, TESTER
from tests.responses.asked import TODAY, load, queued, row, send
from tests.responses.scripted import Scripted

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

OLD, NEW = "+447700900321", "+447700900322"
LATER = NOW + timedelta(hours=5)


def told(message: OutboxMessage, status: str, at=LATER) -> str:
    return record_delivery.record_status(
        message_id=message.pk, accepted=Accepted("id-1", status), by=TESTER, at=at
    )


def is_bad(case_id: int) -> bool:
    return contacts.people([case_id], on=TODAY)[case_id].facts.is_bad_number


def case_of(message: OutboxMessage) -> int:
    return message.invitation.stage_event.case_id


class TestAPermanentFailure:
    def test_told_late_leaves_a_number_given_since_alone(self):
        first = row(contact_mobile=OLD)
        [message] = queued(first)
        send()
        load(replace(first, contact_mobile=NEW), at=NOW + timedelta(hours=1))

        told(message, "permanent-failure")

        assert not is_bad(case_of(message))

    def test_marks_the_number_that_was_texted_wherever_it_is_held(self):
        first = row(contact_mobile=OLD)
        [message] = queued(first)
        send()
        [other] = load(row(contact_mobile=OLD, force="metropolitan"), at=NOW + timedelta(hours=1))
        load(replace(first, contact_mobile=NEW), at=NOW + timedelta(hours=1))

        told(message, "permanent-failure")

        assert is_bad(other.pk)

    def test_of_an_earlier_text_says_nothing_of_the_number_texted_later(self):
        [message] = queued(row(contact_mobile=OLD))
        send()
        message.refresh_from_db()
        OutboxMessage.objects.create(
            invitation=message.invitation,
            reference="3b0c4f2e-6c2b-4f57-8a0e-0d8b5a3f1c11",
            transport="development",
            state="sent",
            due_at=NOW,
            sent_at=NOW + timedelta(hours=2),
        )

        told(message, "permanent-failure")

        assert not is_bad(case_of(message))

    def test_becomes_a_fact_of_the_invitation(self):
        [message] = queued(row())
        send()

        told(message, "permanent-failure")

        assert Invitation.objects.get().delivery_status == "permanent-failure"


class TestATemporaryFailure:
    def test_ends_the_message_and_blames_no_number(self):
        [message] = queued(row())
        send()

        told(message, "temporary-failure")

        assert OutboxMessage.objects.get().state == "failed"
        assert not is_bad(case_of(message))


class TestATechnicalFailure:
    def failed(self) -> OutboxMessage:
        [message] = queued(row())
        send()
        told(message, "technical-failure")
        return message

    @pytest.mark.slow
    def test_is_sent_once_more_under_a_reference_of_its_own(self):
        message = self.failed()
        provider = Scripted()

        summary = send(provider=provider, at=LATER)

        assert summary.sent == 1
        [text] = provider.texts
        assert text.reference != str(message.reference)
        assert OutboxMessage.objects.get(resend_of=message).state == "sent"

    def test_keeps_the_link_and_lets_it_live_from_the_second_sending(self):
        self.failed()

        send(at=LATER)

        assert Invitation.objects.get().expires_at == LATER + timedelta(days=28)

    def test_counts_as_no_invitation_of_the_person(self):
        self.failed()

        assert not ContactHistory.objects.exists()
        send(at=LATER)
        assert ContactHistory.objects.count() == 1

    def test_of_the_repeat_is_the_end(self):
        message = self.failed()
        send(at=LATER)

        told(OutboxMessage.objects.get(resend_of=message), "technical-failure")

        assert send(at=LATER + timedelta(hours=1)).handled == 0
        assert OutboxMessage.objects.count() == 2
        assert not ContactHistory.objects.exists()

    def test_told_twice_is_one_repeat(self):
        message = self.failed()
        told(message, "technical-failure")

        assert OutboxMessage.objects.filter(resend_of=message).count() == 1

    def test_is_not_believed_of_a_link_that_was_opened(self):
        [message] = queued(row())
        send()
        Invitation.objects.update(opened_at=NOW)

        told(message, "technical-failure")

        assert OutboxMessage.objects.count() == 1
        assert ContactHistory.objects.count() == 1

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_12_is_not_repeated_to_one_who_has_opted_out_since(self):
        message = self.failed()
        contacts.suppress(case_id=case_of(message), by=TESTER, at=LATER, channel="phone")
        provider = Scripted()

        assert send(provider=provider, at=LATER).cancelled == 1
        assert provider.texts == []

    @pytest.mark.safety
    def test_saf_11_is_repeated_within_the_hours(self):
        [message] = queued(row())
        send()

        told(message, "technical-failure", at=NOW.replace(hour=22))

        repeat = OutboxMessage.objects.get(resend_of=message)
        assert repeat.due_at == NOW.replace(hour=9) + timedelta(days=1)

    def test_cannot_be_repeated_twice_in_the_database(self):
        message = self.failed()
        repeat = OutboxMessage.objects.get(resend_of=message)
        repeat.pk, repeat.reference = None, "3b0c4f2e-6c2b-4f57-8a0e-0d8b5a3f1c11"

        with pytest.raises(IntegrityError), transaction.atomic():
            repeat.save()


class TestNewsOfAMessageThatWasTakenBack:
    def test_revives_no_link_and_remembers_the_invitation(self):
        [message] = queued(row())
        OutboxMessage.objects.filter(pk=message.pk).update(
            state="cancelled", fault=Decision.OPTED_OUT.value
        )
        Invitation.objects.filter(pk=message.invitation_id).update(expires_at=NOW)

        told(message, "delivered")

        invitation = Invitation.objects.get(pk=message.invitation_id)
        assert invitation.expires_at == NOW
        assert invitation.delivery_status == "delivered"
        assert OutboxMessage.objects.get(pk=message.pk).state == "cancelled"
        assert ContactHistory.objects.count() == 1

import io
import logging
from datetime import timedelta

import pytest
from django.core.management import call_command

from access.models import AuditEvent
from responses.invitations.actions import record_delivery, set_aside
from responses.models import OutboxMessage
from responses.models.contacts import Contact
from responses.sms import texts
from responses.sms.delivery_states import SetAsideReason
from responses.sms.provider import NoTemplateError
from responses.vault import contacts
from tests.conftest import NOW, TESTER
from tests.responses.asked import queued, row, send
from tests.responses.scripted import Scripted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)


def spoil(message: OutboxMessage) -> None:
    Contact.objects.filter(case=message.invitation.stage_event.case).update(mobile=b"\x07" * 40)


def fresh(message: OutboxMessage) -> OutboxMessage:
    return OutboxMessage.objects.get(pk=message.pk)


def aside(message: OutboxMessage) -> str:
    held = fresh(message)
    assert held.state == "set aside"
    return held.fault


class FailsFor(Scripted):
    def __init__(self, message: OutboxMessage) -> None:
        super().__init__()
        self.reference = str(message.reference)

    def send(self, text):
        if text.reference == self.reference:
            message = f"no such thing for {text.to}"
            raise KeyError(message)
        return super().send(text)


class TestAMessageThatCannotBeMade:
    def test_is_set_aside_where_the_contact_cannot_be_read_and_the_others_go(self):
        spoiled, *others = queued(*(row() for _n in range(4)))
        spoil(spoiled)

        summary = send()

        assert (summary.set_aside, summary.sent) == (1, 3)
        assert aside(spoiled) == "contact unreadable"
        assert {fresh(message).state for message in others} == {"sent"}

    @pytest.mark.slow
    def test_holds_nothing_up_when_a_lease_would_be_over(self):
        [spoiled, *_others] = queued(*(row() for _n in range(4)))
        spoil(spoiled)
        send()

        assert send(LATER).handled == 0

    @pytest.mark.slow
    def test_is_set_aside_where_the_text_of_its_language_would_arrive_altered(self, monkeypatch):
        monkeypatch.setitem(texts.TEMPLATES, "cy", "Привет ((link))")
        welsh, english = queued(row(language="cy"), row())

        assert send().sent == 1
        assert aside(welsh) == "text not sendable"
        assert fresh(english).state == "sent"

    @pytest.mark.slow
    def test_is_set_aside_where_there_is_no_text_in_its_language(self, monkeypatch):
        welsh, _english = queued(row(language="cy"), row())
        monkeypatch.delitem(texts.TEMPLATES, "cy")

        assert send().sent == 1
        assert aside(welsh) == "no template"

    def test_is_set_aside_where_the_provider_has_no_template(self):
        first, _second = queued(row(), row())

        summary = send(provider=Scripted(NoTemplateError("none")))

        assert (summary.set_aside, summary.sent) == (1, 1)
        assert aside(first) == "no template"

    def test_is_set_aside_where_there_is_no_route(self, monkeypatch):
        [message] = queued(row())

        def no_route(_case_id):
            raise contacts.NoNumberError

        monkeypatch.setattr(contacts, "contact_route", no_route)
        send()

        assert aside(message) == "no route"

    def test_is_in_the_audit_trail_by_its_reason_alone(self):
        [message] = queued(row(contact_mobile="+447700900321"))
        spoil(message)

        send()

        event = AuditEvent.objects.get(kind="message.set_aside")
        assert event.details == {"reason": "contact unreadable", "force": "city-of-london"}
        assert "900321" not in str(AuditEvent.objects.values_list("details", "target"))

    @pytest.mark.slow
    def test_was_not_attempted(self):
        [message] = queued(row())
        spoil(message)
        send()

        assert (fresh(message).attempts, fresh(message).first_tried_at) == (0, None)


class TestAFaultOfOurs:
    @pytest.mark.slow
    def test_with_one_message_does_not_hold_up_the_others(self):
        ours, *others = queued(*(row() for _n in range(3)))
        provider = FailsFor(ours)

        send(provider=provider)

        assert fresh(ours).state == "due"
        assert {fresh(message).state for message in others} == {"sent"}

    @pytest.mark.slow
    def test_is_set_aside_at_the_third_try(self):
        [message] = queued(row())
        provider = FailsFor(message)

        ends = [send(NOW + timedelta(hours=n), provider=provider) for n in range(3)]

        assert [end.unknown for end in ends] == [1, 1, 0]
        assert ends[2].set_aside == 1
        assert aside(message) == "fault of ours"

    def test_is_logged_by_kind_and_place_and_never_by_its_words(self, caplog):
        [message] = queued(row(contact_mobile="+447700900321"))

        with caplog.at_level(logging.ERROR):
            send(provider=FailsFor(message))

        assert "KeyError at " in caplog.text
        assert "900321" not in caplog.text

    @pytest.mark.slow
    def test_after_the_provider_took_the_message_sends_nothing_twice(self, monkeypatch):
        [message] = queued(row())
        provider = Scripted()
        record = record_delivery.record_status

        def broken(**_given):
            message = "a bug in what comes after"
            raise TypeError(message)

        monkeypatch.setattr(record_delivery, "record_status", broken)
        for hour in range(3):
            send(NOW + timedelta(hours=hour), provider=provider)
        assert aside(message) == "fault of ours"
        monkeypatch.setattr(record_delivery, "record_status", record)
        set_aside.try_again(reason=None, by=TESTER, at=LATER)

        assert send(LATER, provider=provider).found == 1
        assert len(provider.texts) == 1
        assert fresh(message).state == "sent"

    def test_is_told_by_a_receipt_all_the_same(self):
        [message] = queued(row())
        OutboxMessage.objects.update(state="set aside", fault=SetAsideReason.FAULT_OF_OURS)

        record_delivery.record_status(
            message_id=message.pk,
            accepted=record_delivery.Accepted("id", "delivered"),
            by=TESTER,
            at=NOW,
        )

        assert fresh(message).state == "delivered"


class TestTryingAgain:
    def test_sends_what_can_be_made_by_now(self, monkeypatch):
        with monkeypatch.context() as patched:
            patched.setitem(texts.TEMPLATES, "en", "Привет ((link))")
            [message] = queued(row())
            send()

        assert set_aside.try_again(reason=None, by=TESTER, at=LATER) == 1
        assert send(LATER).sent == 1
        assert fresh(message).fault == ""

    def test_takes_one_reason_alone(self, monkeypatch):
        unreadable, welsh = queued(row(), row(language="cy"))
        spoil(unreadable)
        monkeypatch.delitem(texts.TEMPLATES, "cy")
        send()

        again = set_aside.try_again(reason=SetAsideReason.NO_TEMPLATE, by=TESTER, at=LATER)

        assert again == 1
        assert fresh(welsh).state == "due"
        assert aside(unreadable) == "contact unreadable"

    def test_applies_every_rule_again(self):
        [message] = queued(row())
        spoil(message)
        send()
        case_id = message.invitation.stage_event.case_id
        contacts.suppress(case_id=case_id, by=TESTER, at=NOW, channel="phone")
        set_aside.try_again(reason=None, by=TESTER, at=LATER)

        assert send(LATER).cancelled == 1

    def test_is_audited(self):
        set_aside.try_again(reason=None, by=TESTER, at=NOW)

        event = AuditEvent.objects.get(kind="messages.tried_again")
        assert event.details == {"messages": 0, "reason": "any"}


class TestTheCommand:
    def said(self, *arguments: str) -> str:
        output = io.StringIO()
        call_command("set_aside_messages", *arguments, stdout=output)
        return output.getvalue()

    @pytest.mark.slow
    def test_lists_reasons_with_their_number(self):
        spoiled, _other = queued(row(), row())
        spoil(spoiled)
        send()

        assert self.said() == "       1  contact unreadable\n"

    def test_says_that_there_is_none(self):
        assert "No message is set aside." in self.said()

    def test_has_them_tried_again(self):
        [message] = queued(row())
        spoil(message)
        send()

        assert "Messages that are due again: 1" in self.said("--again", "contact unreadable")
        assert fresh(message).state == "due"

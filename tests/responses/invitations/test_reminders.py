"""At most one reminder, the same text, none in a sensitive case, and all asked anew before it goes
(SAF-8)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.db.models import F

from responses.answering.actions import gate_attempts
from responses.invitations.actions import codes, opt_outs, queue, record_delivery
from responses.invitations.selectors import follow_ups
from responses.models import Case, Invitation, OutboxMessage, Response, StageEvent
from responses.models.contacts import ContactHistory
from responses.sms.provider import Accepted
from responses.vault import contacts
from survey.selectors import version_in_force
from tests.conftest import NOW, TESTER
from tests.responses import by_code
from tests.responses.asked import NO_FLAGS, SAFE, TODAY, load, queued, row, send
from tests.responses.scripted import Scripted

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
LATER = NOW + timedelta(days=8)
"""A Tuesday."""


def delivered(**changes: object) -> Case:
    [message] = queued(row(**changes))
    send()
    told(message, "delivered")
    return message.invitation.stage_event.case


def told(message: OutboxMessage, status: str, at=NOW) -> None:
    record_delivery.record_status(
        message_id=message.pk, accepted=Accepted("id", status), by=TESTER, at=at
    )


def remind(at=LATER) -> int:
    return queue.queue_reminders(transport="development", spread=timedelta(0), by=TESTER, at=at)


def reminder() -> OutboxMessage:
    return OutboxMessage.objects.get(is_reminder=True)


class TestAReminder:
    def test_goes_a_week_after_a_text_that_nobody_opened(self):
        delivered()

        assert remind(NOW + timedelta(days=6)) == 0
        assert remind() == 1
        assert send(LATER).sent == 1

    @pytest.mark.slow
    def test_goes_once(self):
        delivered()

        assert [remind(), remind()] == [1, 0]
        send(LATER)
        assert remind(LATER + timedelta(days=8)) == 0

    @pytest.mark.slow
    def test_goes_however_many_before_it_may_not_be_reminded(self, monkeypatch):
        monkeypatch.setattr(queue, "BATCH", 2)
        for _n in range(3):
            delivered(**SAFE, flags={})
        case = delivered()

        assert remind() == 1
        assert reminder().invitation.stage_event.case == case

    @pytest.mark.slow
    def test_saf_10_goes_though_somebody_answered_in_the_victims_place(self):
        case = delivered()
        codes.draw_code(case=case, role="OFFICER", is_for_another=True, by=TESTER, at=NOW)
        gate_attempts.open_alone(
            attempt_id=by_code.last_attempt().pk, own_word="", language="en", by=TESTER, at=NOW
        )
        Response.objects.update(core_done_at=NOW, completed_at=NOW)

        assert remind() == 1
        assert follow_ups.is_worth_sending(Invitation.objects.get().pk, at=LATER)

    @pytest.mark.databases
    @pytest.mark.slow
    def test_is_refused_twice_by_the_database(self):
        delivered()
        remind()
        again = reminder()
        again.pk, again.reference = None, "0" * 32

        with pytest.raises(IntegrityError):
            again.save()

    @pytest.mark.slow
    def test_saf_3_is_the_same_text_with_the_same_link(self):
        provider = Scripted()
        [message] = queued(row())
        send(provider=provider)
        told(message, "delivered")
        remind()

        send(LATER, provider=provider)

        first, second = provider.texts
        assert (first.link, first.to, first.language) == (
            second.link,
            second.to,
            second.language,
        )

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "sensitive",
        [{"flags": {}}, {"flags": NO_FLAGS | {"domestic_abuse": True}}, {"risk_level": "high"}],
    )
    def test_saf_8_goes_to_nobody_in_a_sensitive_case(self, sensitive):
        delivered(**SAFE, **sensitive)

        assert remind() == 0

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "changes",
        [
            {"opened_at": NOW}, {"gate_tries": 1}, {"exited_at": NOW}, {"opted_out_at": NOW},
            {"delivered_at": None}, {"expires_at": LATER + timedelta(days=6)}, {"mode": "web_code"},
        ],
    )  # fmt: skip
    def test_goes_to_nobody_of_whom_more_is_known(self, changes):
        delivered()
        Invitation.objects.update(**changes)

        assert remind() == 0

    @pytest.mark.slow
    def test_leaves_the_life_of_the_link_and_the_memory_of_fatigue(self):
        delivered()
        before = Invitation.objects.values("invited_at", "expires_at", "delivered_at").get()
        remind()
        send(LATER)

        told(reminder(), "permanent-failure", at=LATER)

        assert Invitation.objects.values(*before).get() == before
        assert Invitation.objects.get().delivery_status == "delivered"
        assert ContactHistory.objects.count() == 1

    @pytest.mark.slow
    def test_that_fails_at_the_provider_is_not_sent_again(self):
        delivered()
        remind()
        send(LATER)

        told(reminder(), "technical-failure", at=LATER)

        assert OutboxMessage.objects.count() == 2
        assert ContactHistory.objects.count() == 1


class TestTheMomentOfSending:
    def drop(self) -> bool:
        summary = send(LATER)
        assert StageEvent.objects.get().decision == "INVITE"
        return (summary.sent, summary.cancelled) == (0, 1)

    @pytest.mark.slow
    def test_drops_it_where_the_link_was_opened_meanwhile(self):
        delivered()
        remind()
        Invitation.objects.update(opened_at=F("invited_at"))

        assert self.drop()

    @pytest.mark.slow
    def test_drops_it_where_the_answers_came_meanwhile(self):
        delivered()
        remind()
        Response.objects.create(
            invitation=Invitation.objects.get(), instrument=version_in_force(on=TODAY),
            language="en", started_at=NOW,
        )  # fmt: skip

        assert self.drop()

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "found",
        [
            {"flags": {}},
            {"exclude_code": "SG-OPEN", "exclude_by": "staff 7"},
            {"next_hearing_on": LATER.date()},
            {"is_deceased": True},
        ],
    )
    def test_drops_it_where_something_else_is_known_by_now(self, found):
        case = delivered()
        remind()
        Case.objects.filter(pk=case.pk).update(**found)

        assert self.drop()

    @pytest.mark.slow
    def test_drops_it_where_sending_was_held_until_the_link_ended(self):
        delivered()
        remind()

        assert send(NOW + timedelta(days=29)).cancelled == 1
        assert reminder().state == "cancelled"

    @pytest.mark.slow
    def test_drops_it_where_the_number_is_another_by_now(self):
        first = row(contact_mobile="+447700900321")
        [message] = queued(first)
        send()
        told(message, "delivered")
        remind()
        load(replace(first, contact_mobile="+447700900322"), at=NOW + timedelta(days=7))

        assert self.drop()

    @pytest.mark.slow
    def test_drops_it_where_the_victim_chose_another_channel_since(self):
        first = row(contact_email="someone@example.org")
        [message] = queued(first)
        send()
        told(message, "delivered")
        remind()
        load(replace(first, safe_contact_channel="email"), at=NOW + timedelta(days=7))

        assert self.drop()
        assert Invitation.objects.get().mode == "web_sms"

    @pytest.mark.slow
    def test_drops_it_where_the_number_cannot_be_reached_any_more(self):
        case = delivered()
        remind()
        contacts.record_bad_number(case_id=case.pk, on=TODAY)

        assert self.drop()

    @pytest.mark.slow
    def test_saf_12_takes_it_back_from_who_says_stop(self):
        delivered()
        remind()
        opt_outs.opt_out(
            invitation_id=Invitation.objects.get().pk, channel="link", by=TESTER, at=NOW
        )

        assert reminder().state == "cancelled"
        assert StageEvent.objects.get().decision == "INVITE"

"""Who opts out while others decide, queue, send or destroy."""

from dataclasses import replace
from datetime import timedelta

import pytest

from responses.data_protection.actions import retention
from responses.eligibility.rules import Decision
from responses.invitations.actions import opt_outs, receipts
from responses.models import OutboxMessage, StageEvent
from responses.models.contacts import Contact
from responses.sms.delivery_states import MessageState
from tests.conftest import NOW, TESTER
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses import asked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]
MOBILE = "+447700900321"
LATER = NOW + timedelta(hours=1)
CONTACT_IS_DUE = NOW + timedelta(days=150)


def opt_out():
    invitation_id = OutboxMessage.objects.get().invitation_id
    opt_outs.opt_out(invitation_id=invitation_id, channel="link", by=TESTER, at=NOW)


def opt_out_by_number():
    opt_outs.opt_out_number(mobile=MOBILE, channel="telephone", by=TESTER, at=NOW)


def decisions():
    return set(StageEvent.objects.values_list("decision", flat=True))


class ContactRace:
    def __init__(self, first, second, *, begin, check):
        self.first, self.second, self.begin, self.check_rows = first, second, begin, check

    def prepare(self):
        ground.clear()
        self.provider = ground.WatchedProvider()
        self.begin()
        return self.first, lambda: self.second(self)

    def check(self):
        self.check_rows(self)

    def explored(self):
        return explore(Race(prepare=self.prepare, check=self.check))


def send(race):
    asked.send(provider=race.provider)


def nothing_is_sent_after_it(race):
    asked.send(at=LATER, provider=race.provider)
    assert len(race.provider.texts) <= 1, "a message is sent at most once"
    assert not race.provider.too_late, "nothing is sent to who has opted out"
    assert not ground.unsent_messages(), "who opted out has no due message"


def amended():
    known = asked.row(contact_mobile=MOBILE)
    asked.queued(known)
    asked.load(replace(known, area="E1"), at=LATER)


class TestOptingOut:
    def test_is_not_overwritten_by_a_decision(self):
        def check(race):
            assert decisions() == {Decision.OPTED_OUT}, "who opted out has no INVITE event"
            assert not ground.unsent_messages(), "who opted out has no due message"

        broken = ContactRace(
            opt_out, lambda race: asked.decide(at=LATER), begin=amended, check=check
        ).explored()

        assert not broken.faults, str(broken)

    def test_while_invitations_are_queued_keeps_every_text_back(self):
        def begin():
            asked.load(asked.row(contact_mobile=MOBILE))
            asked.decide()

        broken = ContactRace(
            opt_out_by_number,
            lambda race: asked.queue(),
            begin=begin,
            check=nothing_is_sent_after_it,
        ).explored()

        assert not broken.faults, str(broken)

    def test_while_a_message_is_sent_lets_one_out_at_most(self):
        broken = ContactRace(
            opt_out,
            send,
            begin=lambda: asked.queued(asked.row(contact_mobile=MOBILE)),
            check=nothing_is_sent_after_it,
        ).explored()

        assert not broken.faults, str(broken)

    def test_by_the_link_and_by_telephone_at_once_waits_for_no_end(self):
        def check(race):
            assert decisions() == {Decision.OPTED_OUT}
            assert not ground.unsent_messages()

        broken = ContactRace(
            opt_out,
            lambda race: opt_out_by_number(),
            begin=lambda: asked.queued(asked.row(contact_mobile=MOBILE)),
            check=check,
        ).explored()

        assert not broken.faults, str(broken)


class TestTwoSenders:
    def test_send_a_message_once(self):
        def check(race):
            assert len(race.provider.texts) == 1, "a message is sent once"
            assert not ground.unsent_messages()

        race = ContactRace(
            lambda: asked.send(provider=race.provider),
            send,
            begin=lambda: asked.queued(asked.row(contact_mobile=MOBILE)),
            check=check,
        )
        broken = race.explored()

        assert not broken.faults, str(broken)


def with_early_receipt():
    (message,) = asked.queued(asked.row(contact_mobile=MOBILE))
    receipts.store_receipt(
        reference=str(message.reference), provider_id="id-1", status="delivered", by=TESTER, at=NOW
    )


def process_receipts():
    receipts.process_receipts(by=TESTER, at=NOW)


class TestAReceipt:
    def check(self, race):
        process_receipts()
        message = OutboxMessage.objects.select_related("invitation").get()
        assert len(race.provider.texts) <= 1, "a message is sent at most once"
        assert message.state == MessageState.DELIVERED, "the first final status stays"
        assert message.invitation.delivered_at

    def test_is_read_beside_the_sending_and_stays(self):
        broken = ContactRace(
            process_receipts, send, begin=with_early_receipt, check=self.check
        ).explored()

        assert not broken.faults, str(broken)

    def test_is_read_beside_an_opt_out_and_both_stay(self):
        def sent():
            with_early_receipt()
            asked.send()

        def check(race):
            self.check(race)
            assert OutboxMessage.objects.filter(invitation__opted_out_at__isnull=False).exists()

        broken = ContactRace(
            opt_out, lambda race: process_receipts(), begin=sent, check=check
        ).explored()

        assert not broken.faults, str(broken)


class TestRetention:
    def test_while_a_message_is_sent_destroys_no_number_that_it_needs(self):
        def destroy():
            retention.apply_retention(by=TESTER, at=CONTACT_IS_DUE)

        def check(race):
            assert len(race.provider.texts) <= 1, "a message is sent at most once"
            if ground.unsent_messages():
                assert Contact.objects.exists(), "a message that waits has its contact"
            asked.send(at=CONTACT_IS_DUE, provider=race.provider)
            destroy()
            assert not ground.unsent_messages()
            assert not Contact.objects.filter(mobile__isnull=False).exists()

        broken = ContactRace(
            destroy,
            lambda race: asked.send(at=CONTACT_IS_DUE, provider=race.provider),
            begin=lambda: asked.queued(asked.row(contact_mobile=MOBILE)),
            check=check,
        ).explored()

        assert not broken.faults, str(broken)

"""Who undoes a stop while others stop, decide, send or undo."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from responses.eligibility.rules import Decision
from responses.invitations.actions import opt_outs, undo_opt_outs
from responses.models import Invitation, OutboxMessage, StageEvent
from responses.models.contacts import StopPress, Suppression
from responses.vault import contacts
from tests.conftest import NOW, TESTER
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses import asked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]
MOBILE = "+447700900321"
SOON = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(minutes=6)


def stopped(*, channel: str = "web") -> None:
    ground.clear()
    [message] = asked.queued(asked.row(contact_mobile=MOBILE))
    opt_outs.opt_out(invitation_id=message.invitation_id, channel=channel, by=TESTER, at=NOW)


def undo() -> bool:
    press = StopPress.objects.first()
    return bool(press) and undo_opt_outs.undo(ticket=str(press.pk), by=TESTER, at=SOON)


def is_stopped() -> bool:
    return contacts.is_opted_out(StageEvent.objects.order_by("pk")[0].case_id)


def explored(first: Callable[[], object], second: Callable[[], object], check, begin=stopped):
    def prepare():
        begin()
        return first, second

    return explore(Race(prepare=prepare, check=check))


def state():
    return OutboxMessage.objects.order_by("pk")[0].state


class TestAnUndo:
    @pytest.mark.safety
    def test_saf_12_takes_no_stop_back_that_is_said_at_the_same_moment(self):
        def stop():
            opt_outs.opt_out_number(mobile=MOBILE, channel="desk", by=TESTER, at=SOON)

        def check():
            assert is_stopped(), "what the desk has stopped stays stopped"
            assert not ground.unsent_messages(), "who opted out has no due message"
            assert Invitation.objects.get().opted_out_at, "the link stays ended"

        broken = explored(undo, stop, check)

        assert not broken.faults, str(broken)

    @pytest.mark.safety
    def test_saf_12_takes_no_stop_back_that_another_visit_presses(self):
        def press():
            pk = Invitation.objects.get().pk
            opt_outs.opt_out(invitation_id=pk, channel="web", by=TESTER, at=SOON)

        def check():
            assert is_stopped()
            assert Invitation.objects.get().opted_out_at

        broken = explored(undo, press, check)

        assert not broken.faults, str(broken)

    def test_of_two_at_once_is_one(self):
        done: list[bool] = []

        def begin():
            done.clear()
            stopped()

        def once():
            done.append(undo())

        def check():
            assert sorted(done) == [False, True]
            assert not Suppression.objects.exists()
            assert state() == "due"

        broken = explored(once, once, check, begin=begin)

        assert not broken.faults, str(broken)

    def test_beside_a_sender_lets_one_message_out_at_most(self):
        provider = ground.WatchedProvider()

        def begin():
            provider.texts.clear()
            provider.too_late.clear()
            stopped()

        def check():
            assert not provider.too_late, "nothing is sent while the stop stands"
            asked.send(at=LATER, provider=provider)
            assert len(provider.texts) == 1, "a message is sent once"

        broken = explored(undo, lambda: asked.send(at=SOON, provider=provider), check, begin=begin)

        assert not broken.faults, str(broken)

    def test_beside_decisions_leaves_nobody_undecided_and_nobody_asked_twice(self):
        def begin():
            stopped()
            asked.load(asked.row(contact_mobile=MOBILE, force="metropolitan"), at=NOW)

        def check():
            assert not is_stopped()
            assert state() == "due"
            first = StageEvent.objects.order_by("pk")[0]
            assert first.decision == Decision.INVITE
            asked.decide(at=LATER)
            assert StageEvent.objects.filter(decision=Decision.INVITE).count() == 1

        broken = explored(undo, lambda: asked.decide(at=SOON), check, begin=begin)

        assert not broken.faults, str(broken)

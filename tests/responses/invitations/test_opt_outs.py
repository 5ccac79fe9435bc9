"""Opting out ends contact with the person, whichever case and force it came from (SAF-12)."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from access.actor import RESPONDENT
from access.models import AuditEvent
from responses.invitations.actions import opt_outs
from responses.models import Invitation, OutboxMessage
from responses.models.contacts import Suppression
from responses.sms.development_outbox import DevelopmentProvider
from responses.sms.provider import Accepted, Text
from responses.vault import contacts
from tests.conftest import NOW, TESTER
from tests.responses.asked import codes, decide, load, queue, queued, row, send
from tests.responses.invited import Invited, invite
from tests.responses.suppressed import is_suppressed

pytestmark = pytest.mark.django_db


def message_to(invited: Invited, state: str = "due") -> OutboxMessage:
    return OutboxMessage.objects.create(
        invitation_id=invited.invitation_id,
        reference=uuid4(),
        transport="development",
        state=state,
        due_at=NOW,
    )


def opt_out(invited: Invited) -> None:
    opt_outs.opt_out(invitation_id=invited.invitation_id, channel="web", by=RESPONDENT, at=NOW)


def state_of(message: OutboxMessage) -> str:
    return OutboxMessage.objects.get(pk=message.pk).state


class TestOptOut:
    def test_holds_for_the_person_in_every_case(self) -> None:
        """SAF-12"""
        here, elsewhere = invite(), invite()

        opt_out(here)

        assert is_suppressed(here.case_id)
        assert is_suppressed(elsewhere.case_id)

    def test_cancels_what_waits_for_the_person_and_for_nobody_else(self) -> None:
        """SAF-12"""
        here, elsewhere = invite(), invite()
        waiting = [message_to(here), message_to(elsewhere)]
        somebody_else = message_to(invite(mobile="+447700900011"))
        sent = message_to(here, state="sent")

        opt_out(here)

        assert [state_of(message) for message in waiting] == ["cancelled", "cancelled"]
        assert state_of(somebody_else) == "due"
        assert state_of(sent) == "sent"

    def test_is_done_once(self) -> None:
        invited = invite()

        opt_out(invited)
        opt_out(invited)

        assert Suppression.objects.count() == 1
        assert invited.invitation.opted_out_at == NOW
        assert AuditEvent.objects.filter(kind="contact.opted_out").count() == 1

    def test_names_nobody_in_the_audit_trail(self) -> None:
        opt_out(invite())

        row = AuditEvent.objects.get(kind="contact.opted_out")
        assert row.target == ""
        assert row.details == {"channel": "web", "cancelled": 0}


class _StopsMeanwhile(DevelopmentProvider):
    """While it sends a first text, the person of the second one opts out."""

    def __init__(self, other: Callable[[], None]) -> None:
        super().__init__()
        self.texted: list[str] = []
        self._other = other

    def send(self, text: Text) -> Accepted:
        if not self.texted:
            self._other()
        self.texted.append(text.to)
        return super().send(text)


class TestWhatASenderHasInHand:
    def test_is_judged_again_before_it_goes(self) -> None:
        """SAF-12: honoured within 15 minutes also by a batch that was claimed before."""
        first, second = queued(row(), row())
        provider = _StopsMeanwhile(
            lambda: opt_outs.opt_out(
                invitation_id=second.invitation_id, channel="web", by=RESPONDENT, at=NOW
            )
        )

        send(provider=provider)

        assert len(provider.texted) == 1
        assert (state_of(first), state_of(second)) == ("sent", "cancelled")
        assert Invitation.objects.get(pk=second.invitation_id).stage_event.decision == "OPTOUT"


class TestAnOptOutBetweenDecisionAndQueue:
    def test_saf_12_gets_no_invitation(self) -> None:
        opted_out, other = load(row(), row())
        decide()
        contacts.suppress(case_id=opted_out.pk, by=TESTER, at=NOW, channel="phone")

        assert queue() == 1
        assert Invitation.objects.get().stage_event.case == other
        assert codes(opted_out) == {"ST1": "OPTOUT"}

    def test_saf_12_cancels_what_was_set_aside(self) -> None:
        invited = invite()
        message = message_to(invited, state="set aside")

        opt_out(invited)

        assert state_of(message) == "cancelled"


class TestByTelephone:
    """SAF-12: at the service desk, or by any officer who passes it on."""

    MOBILE = "+447700900010"

    def by_number(self, mobile: str = MOBILE) -> None:
        opt_outs.opt_out_number(mobile=mobile, channel="desk", by=TESTER, at=NOW)

    def test_stops_all_that_waits_and_every_link(self) -> None:
        here, elsewhere = invite(), invite()
        somebody_else = invite(mobile="+447700900011")
        waiting = message_to(elsewhere)

        self.by_number()

        assert is_suppressed(here.case_id)
        assert state_of(waiting) == "cancelled"
        assert here.invitation.opted_out_at == elsewhere.invitation.opted_out_at == NOW
        assert somebody_else.invitation.opted_out_at is None

    def test_is_remembered_of_a_number_that_no_case_holds(self) -> None:
        self.by_number("+447700900500")

        assert is_suppressed(invite(mobile="+447700900500").case_id)

    def test_is_done_once(self) -> None:
        self.by_number()
        self.by_number()

        assert Suppression.objects.count() == 1

"""Opting out ends contact with the person, whichever case and force it came from (SAF-12)."""

from uuid import uuid4

import pytest

from access.actor import RESPONDENT
from access.models import AuditEvent
from responses import vault
from responses.actions import opt_outs
from responses.models import OutboxMessage
from responses.models.contacts import Suppression
from tests.conftest import NOW
from tests.responses.invited import Invited, invite

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

        assert vault.is_suppressed(here.case_id)
        assert vault.is_suppressed(elsewhere.case_id)

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

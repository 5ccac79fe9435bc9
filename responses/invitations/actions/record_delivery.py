"""Writes about what became of a message: the one place where its delivery is recorded, whether
the sender, a look-up or a receipt says so."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.invitations.selectors import outbox
from responses.models import Invitation, OutboxMessage
from responses.sms.delivery_states import (
    FINAL,
    STATE_OF_STATUS,
    DeliveryStatus,
    MessageState,
    may_become,
)
from responses.sms.provider import Accepted
from responses.vault import contacts, sending_hours

LINK_LASTS = timedelta(days=28)
"""From its sending (decision 28)."""


@transaction.atomic(savepoint=False)
def record_status(*, message_id: int, accepted: Accepted, by: Actor, at: datetime) -> str:
    """Take in what the provider says of a message, in any order and any number of times: a
    final status beats one that is not, and the first final one stays. Returns a note where the
    news was none: "duplicate", "late", "conflict" or "unknown status"."""
    messages = OutboxMessage.objects.select_related("invitation__stage_event")
    # The invitation first, as who stops contact has it, so that neither waits for the other.
    message = messages.select_for_update(of=("invitation", "self")).get(pk=message_id)
    note = _note(message.provider_status, accepted.status)
    told: dict[str, object] = {}
    if message.sent_at is None:
        told |= _begin_invitation(message, at=at)
    if not note:
        message.provider_status = accepted.status
        told |= _follow(message, DeliveryStatus(accepted.status), by=by, at=at)
    if told:
        Invitation.objects.filter(pk=message.invitation_id).update(**told)
    message.provider_id = message.provider_id or accepted.provider_id
    message.template_version = message.template_version or accepted.template_version
    message.save()
    has_failed_there = message.provider_status == DeliveryStatus.TECHNICAL_FAILURE
    if not note and has_failed_there and not message.is_reminder:
        _count_for_nothing(message, at=at)
    return note


def _note(held: str, told: str) -> str:
    if told not in set(DeliveryStatus):
        return "unknown status"
    if told == held:
        return "duplicate"
    if held in FINAL:
        return "conflict" if told in FINAL else "late"
    return ""


def _begin_invitation(message: OutboxMessage, *, at: datetime) -> dict[str, object]:
    """The first sign that it left: the person counts as invited, and from now the link lives,
    unless the message was taken back meanwhile: then its link stays dead. Returns what is to be
    written of the invitation."""
    message.sent_at = at
    message.lease_until = None
    is_taken_back = message.state == MessageState.CANCELLED
    if not is_taken_back:
        message.state = MessageState.SENT
    if message.is_reminder:
        # Nobody is invited anew: neither the link's life nor the rules of fatigue begin again.
        return {}
    contacts.record_invited(case_id=message.invitation.stage_event.case_id, on=localdate(at))
    return {} if is_taken_back else {"invited_at": at, "expires_at": at + LINK_LASTS}


def _follow(
    message: OutboxMessage, status: DeliveryStatus, *, by: Actor, at: datetime
) -> dict[str, object]:
    """Returns what is to be written of the invitation."""
    state = STATE_OF_STATUS[status]
    if may_become(message.state, state):
        message.state = state
    told: dict[str, object] = {} if message.is_reminder else {"delivery_status": status}
    if status not in FINAL:
        return told
    message.finished_at = at
    message.fault = ""
    if status is DeliveryStatus.DELIVERED and message.invitation.delivered_at is None:
        told["delivered_at"] = at
    elif status is DeliveryStatus.PERMANENT_FAILURE:
        _mark_number(message, at=at)
    audit.record(AuditKind.RECEIPT_RECORDED, target=message, by=by, at=at, status=status.value)
    return told


def _mark_number(message: OutboxMessage, *, at: datetime) -> None:
    """A failure told late may be of a number that was texted before another one."""
    if outbox.is_last_text_of_its_case(message):
        case_id = message.invitation.stage_event.case_id
        if message.channel == "email":
            contacts.forget_address(case_id)
        else:
            contacts.record_undeliverable(case_id=case_id, on=localdate(at))


def _count_for_nothing(message: OutboxMessage, *, at: datetime) -> None:
    """It never left the provider: nobody was reached, and it is sent once more, under a
    reference of its own, since a look-up by the old one would find the failure. A link that was
    opened shows that it arrived all the same."""
    invitation = message.invitation
    if message.sent_at is None or invitation.opened_at or message.state != MessageState.FAILED:
        return
    contacts.forget_invited(case_id=invitation.stage_event.case_id, on=localdate(message.sent_at))
    if message.resend_of_id is None:
        OutboxMessage.objects.create(
            invitation=invitation,
            resend_of=message,
            reference=uuid4(),
            channel=message.channel,
            transport=message.transport,
            due_at=sending_hours.next_sending_time(at),
        )

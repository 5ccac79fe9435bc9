"""Every status passes here, from the sender, a look-up or a receipt."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.invitations.selectors import outbox
from responses.models import Invitation, OutboxMessage
from responses.sms.channel import Channel
from responses.sms.delivery_states import (
    FINAL,
    STATE_OF_STATUS,
    DeliveryStatus,
    MessageState,
    may_become,
)
from responses.sms.provider import Accepted
from responses.vault import contacts, sending_hours

LINK_LIFETIME = timedelta(days=28)
"""From the sending of the message (decision 28)."""


@transaction.atomic(savepoint=False)
def record_status(*, message_id: int, accepted: Accepted, by: Actor, at: datetime) -> str:
    """Returns "", or why the status was not applied."""
    messages = OutboxMessage.objects.select_related("invitation__stage_event")
    # Locked in the order of opt_out, against deadlock.
    message = messages.select_for_update(of=("invitation", "self")).get(pk=message_id)
    note = _note(message.provider_status, accepted.status)
    changes: dict[str, object] = {}
    if message.sent_at is None:
        changes |= _begin_invitation(message, at=at)
    if not note:
        message.provider_status = accepted.status
        changes |= _apply_status(message, DeliveryStatus(accepted.status), by=by, at=at)
    if changes:
        Invitation.objects.filter(pk=message.invitation_id).update(**changes)
    message.provider_id = message.provider_id or accepted.provider_id
    message.template_version = message.template_version or accepted.template_version
    message.save()
    has_technical_failure = message.provider_status == DeliveryStatus.TECHNICAL_FAILURE
    if not note and has_technical_failure and not message.is_follow_up:
        _undo_and_resend(message, at=at)
    return note


def _note(current: str, new: str) -> str:
    if new not in set(DeliveryStatus):
        return "unknown status"
    if new == current:
        return "duplicate"
    if current in FINAL:
        return "conflict" if new in FINAL else "late"
    return ""


def _begin_invitation(message: OutboxMessage, *, at: datetime) -> dict[str, object]:
    """From the first sign that it was sent, the person counts as invited and the link lives; the
    link of a message cancelled meanwhile stays ended. Returns the invitation's changes."""
    message.sent_at = at
    message.lease_until = None
    is_cancelled = message.state == MessageState.CANCELLED
    if not is_cancelled:
        message.state = MessageState.SENT
    if message.is_follow_up:
        # The fatigue period restarts only where another number was texted.
        contacts.record_written_again(
            case_id=message.invitation.stage_event.case_id, on=localdate(at)
        )
        return {}
    contacts.record_invited(case_id=message.invitation.stage_event.case_id, on=localdate(at))
    if is_cancelled:
        return {}
    if message.invitation.reply_ended_at:
        return {"invited_at": at}
    return {"invited_at": at, "expires_at": at + LINK_LIFETIME}


def _apply_status(
    message: OutboxMessage, status: DeliveryStatus, *, by: Actor, at: datetime
) -> dict[str, object]:
    """Returns the invitation's changes."""
    state = STATE_OF_STATUS[status]
    if may_become(message.state, state):
        message.state = state
    changes: dict[str, object] = {} if message.is_follow_up else {"delivery_status": status}
    if status not in FINAL:
        return changes
    message.finished_at = at
    message.fault = ""
    if status is DeliveryStatus.DELIVERED and message.invitation.delivered_at is None:
        changes["delivered_at"] = at
    elif status is DeliveryStatus.PERMANENT_FAILURE and outbox.is_last_text_of_its_case(message):
        case_id = message.invitation.stage_event.case_id
        if message.channel == Channel.EMAIL:
            contacts.forget_address(case_id)
        else:
            contacts.record_undeliverable(case_id=case_id, on=localdate(at))
    audit.record(AuditKind.RECEIPT_RECORDED, target=message, by=by, at=at, status=status.value)
    return changes


def _undo_and_resend(message: OutboxMessage, *, at: datetime) -> None:
    """It never left the provider, so it does not count and is sent once more."""
    invitation = message.invitation
    is_seen = invitation.opened_at or invitation.reply_ended_at
    if message.sent_at is None or is_seen or message.state != MessageState.FAILED:
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

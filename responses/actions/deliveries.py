"""Writes about what became of a message: the one place where its delivery is recorded, whether
the sender, a look-up or a receipt says so."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses import vault
from responses.models import Invitation, OutboxMessage
from responses.sms.provider import Accepted
from responses.states import FINAL, STATE_OF_STATUS, DeliveryStatus, MessageState, may_become

LINK_LASTS = timedelta(days=28)
"""From its sending (decision 28)."""


@transaction.atomic
def record_status(*, message_id: int, accepted: Accepted, by: Actor, at: datetime) -> str:
    """Take in what the provider says of a message, in any order and any number of times: a
    final status beats one that is not, and the first final one stays. Returns a note where the
    news was none: "duplicate", "late", "conflict" or "unknown status"."""
    message = OutboxMessage.objects.select_for_update().get(pk=message_id)
    note = _note(message.provider_status, accepted.status)
    if message.sent_at is None:
        _begin_invitation(message, at=at)
    if not note:
        message.provider_status = accepted.status
        _follow(message, DeliveryStatus(accepted.status), by=by, at=at)
    message.provider_id = message.provider_id or accepted.provider_id
    message.template_version = message.template_version or accepted.template_version
    message.save()
    return note


def _note(held: str, told: str) -> str:
    if told not in set(DeliveryStatus):
        return "unknown status"
    if told == held:
        return "duplicate"
    if held in FINAL:
        return "conflict" if told in FINAL else "late"
    return ""


def _begin_invitation(message: OutboxMessage, *, at: datetime) -> None:
    """The first sign that it left: from now the link lives, and the person counts as invited."""
    message.sent_at = at
    message.lease_until = None
    message.state = MessageState.SENT
    invitation = Invitation.objects.select_for_update().get(pk=message.invitation_id)
    invitation.invited_at = at
    invitation.expires_at = at + LINK_LASTS
    invitation.save(update_fields=["invited_at", "expires_at"])
    vault.record_invited(case_id=invitation.stage_event.case_id, on=localdate(at))


def _follow(message: OutboxMessage, status: DeliveryStatus, *, by: Actor, at: datetime) -> None:
    state = STATE_OF_STATUS[status]
    if may_become(message.state, state):
        message.state = state
    if status not in FINAL:
        return
    message.finished_at = at
    if status is DeliveryStatus.DELIVERED:
        Invitation.objects.filter(pk=message.invitation_id, delivered_at__isnull=True).update(
            delivered_at=at
        )
    elif status is DeliveryStatus.PERMANENT_FAILURE:
        case_id = message.invitation.stage_event.case_id
        vault.record_bad_number(case_id=case_id, on=localdate(at))
    audit.record(AuditKind.RECEIPT_RECORDED, target=message, by=by, at=at, status=status.value)

"""Writes that ask the provider what became of messages whose end no receipt has told: a receipt
is sent once for all, some failures send none, and ours may have been refused (notify.md 4.4)."""

from collections import Counter
from datetime import datetime

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.invitations.actions import record_delivery, sending_pause
from responses.invitations.actions.receipts import NEWS
from responses.invitations.selectors import outbox
from responses.invitations.selectors.outbox import LOOK_UPS_AFTER
from responses.models import OutboxMessage
from responses.sms.delivery_states import MessageState
from responses.sms.provider import Accepted, Provider, SendError, UnknownEndError

BATCH = 200
NOT_FOUND = "not found"
NEVER_TOLD = "end never told"


def reconcile(*, provider: Provider, by: Actor, at: datetime, limit: int = BATCH) -> dict[str, int]:
    """Look up messages that should have ended by now. Returns how many had news, and how many
    had not, by their note. A provider that does not answer ends the run: the next one asks."""
    notes: Counter[str] = Counter()
    if not provider.tells_ends:
        return {}
    due = outbox.messages_to_look_up(transport=provider.transport, at=at)
    for message in due[:limit]:
        try:
            found = provider.find(str(message.reference))
        except UnknownEndError:
            break
        except SendError as error:
            sending_pause.pause(transport=provider.transport, error=error, by=by, at=at)
            break
        notes[_take_in(message, found, by=by, at=at)] += 1
    if notes:
        audit.record(AuditKind.RECEIPT_RECORDED, by=by, at=at, looked_up=dict(notes))
    return dict(notes)


def _take_in(message: OutboxMessage, found: Accepted | None, *, by: Actor, at: datetime) -> str:
    note = NOT_FOUND
    if found is not None:
        told = record_delivery.record_status(message_id=message.pk, accepted=found, by=by, at=at)
        note = told or NEWS
    _count_look_up(message, at=at)
    return note


def _count_look_up(message: OutboxMessage, *, at: datetime) -> None:
    """After the last look-up the provider has forgotten: what is not known then never will be."""
    since = at - (message.first_tried_at or at)
    made = sum(since >= after for after in LOOK_UPS_AFTER)
    held = OutboxMessage.objects.filter(pk=message.pk)
    held.update(look_ups=made)
    if made == len(LOOK_UPS_AFTER):
        held.filter(state=MessageState.SENT).update(finished_at=at, fault=NEVER_TOLD)

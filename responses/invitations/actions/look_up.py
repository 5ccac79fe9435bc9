from collections import Counter
from datetime import datetime

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.invitations.actions import record_delivery, sending_pause
from responses.invitations.actions.receipts import STATUS_CHANGED
from responses.invitations.selectors import outbox
from responses.invitations.selectors.outbox import LOOK_UPS_AFTER
from responses.models import OutboxMessage
from responses.sms.delivery_states import MessageState
from responses.sms.provider import Accepted, Provider, SendError, UnknownEndError

BATCH = 200
NOT_FOUND = "not found"
NEVER_REPORTED = "end never told"


def reconcile(*, provider: Provider, by: Actor, at: datetime, limit: int = BATCH) -> dict[str, int]:
    """Ask the provider about at most `limit` messages that should have a final status. Returns
    counts by note, and of changes under STATUS_CHANGED."""
    notes: Counter[str] = Counter()
    if not provider.reports_delivery:
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
        notes[_apply_result(message, found, by=by, at=at)] += 1
    if notes:
        audit.record(AuditKind.RECEIPT_RECORDED, by=by, at=at, looked_up=dict(notes))
    return dict(notes)


def _apply_result(
    message: OutboxMessage, found: Accepted | None, *, by: Actor, at: datetime
) -> str:
    note = NOT_FOUND
    if found is not None:
        note_of_status = record_delivery.record_status(
            message_id=message.pk, accepted=found, by=by, at=at
        )
        note = note_of_status or STATUS_CHANGED
    # The provider deletes its record after the last look-up: the message is closed as never
    # reported.
    since = at - (message.first_tried_at or at)
    made = sum(since >= after for after in LOOK_UPS_AFTER)
    row = OutboxMessage.objects.filter(pk=message.pk)
    row.update(look_ups=made)
    if made == len(LOOK_UPS_AFTER):
        row.filter(state=MessageState.SENT).update(finished_at=at, fault=NEVER_REPORTED)
    return note

from collections import Counter, defaultdict
from datetime import datetime

from django.db import connection, transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.invitations.actions import record_delivery
from responses.invitations.selectors import outbox
from responses.models import OutboxMessage, Receipt
from responses.sms.provider import Accepted

BATCH = 100
"""Receipts processed in one transaction: few, so that new receipts do not wait to be stored."""

STATUS_CHANGED = "news"
"""The key under which receipts that changed a message's status are counted."""


def store_receipt(
    *, reference: str, provider_id: str, status: str, by: Actor, at: datetime
) -> None:
    """Without the telephone number in it."""
    Receipt.objects.create(
        reference=_storable(reference, 64),
        provider_id=_storable(provider_id, 64),
        status=_storable(status, 30),
        received_at=at,
    )


def _storable(text: str, most: int) -> str:
    return text.replace("\0", "")[:most]


def process_receipts(*, by: Actor, at: datetime) -> dict[str, int]:
    """Oldest first. Returns counts by note, and of changes under STATUS_CHANGED."""
    total: Counter[str] = Counter()
    while notes := _process_batch(by=by, at=at):
        total.update(notes)
    return dict(total)


@transaction.atomic
def _process_batch(*, by: Actor, at: datetime) -> Counter[str]:
    unread = outbox.unread_receipts()
    if connection.features.has_select_for_update_skip_locked:
        unread = unread.select_for_update(skip_locked=True)
    by_note: defaultdict[str, list[int]] = defaultdict(list)
    for receipt, message in outbox.with_messages(unread[:BATCH]):
        by_note[_apply_receipt(receipt, message, by=by)].append(receipt.pk)
    for note, ids in by_note.items():
        Receipt.objects.filter(pk__in=ids).update(note=note, processed_at=at)
    notes = Counter({note or STATUS_CHANGED: len(ids) for note, ids in by_note.items()})
    if notes:
        audit.record(AuditKind.RECEIPT_RECORDED, by=by, at=at, receipts=dict(notes))
    return notes


def _apply_receipt(receipt: Receipt, message: OutboxMessage | None, *, by: Actor) -> str:
    if message is None:
        return "unknown message"
    return record_delivery.record_status(
        message_id=message.pk,
        accepted=Accepted(provider_id=receipt.provider_id, status=receipt.status),
        by=by,
        at=receipt.received_at,
    )

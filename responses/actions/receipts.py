"""Writes that take delivery receipts in: stored at once, read after."""

from collections import Counter
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.actions import deliveries
from responses.models import Receipt
from responses.selectors import outbox as outbox_selectors
from responses.sms.provider import Accepted

MOST_AT_ONCE = 5_000
NEWS = "news"


def store_receipt(
    *, reference: str, provider_id: str, status: str, by: Actor, at: datetime
) -> None:
    """Keep a receipt as it came, without the number it names. Nothing is looked up: the answer
    must be quick, and the same for a message we do not know (notify.md 4.4)."""
    Receipt.objects.create(
        reference=reference[:64], provider_id=provider_id[:64], status=status[:30], received_at=at
    )


@transaction.atomic
def process_receipts(*, by: Actor, at: datetime) -> dict[str, int]:
    """Read the receipts that wait, oldest first. Returns how many were news, and how many were
    not, by their note."""
    notes: Counter[str] = Counter()
    for receipt in outbox_selectors.unread_receipts()[:MOST_AT_ONCE]:
        receipt.note = _take_in(receipt, by=by)
        receipt.processed_at = at
        receipt.save(update_fields=["note", "processed_at"])
        notes[receipt.note or NEWS] += 1
    if notes:
        audit.record(AuditKind.RECEIPT_RECORDED, by=by, at=at, receipts=dict(notes))
    return dict(notes)


def _take_in(receipt: Receipt, *, by: Actor) -> str:
    message = outbox_selectors.message_of_receipt(receipt)
    if message is None:
        return "unknown message"
    return deliveries.record_status(
        message_id=message.pk,
        accepted=Accepted(provider_id=receipt.provider_id, status=receipt.status),
        by=by,
        at=receipt.received_at,
    )

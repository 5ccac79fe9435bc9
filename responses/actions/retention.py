"""Writes that forget (decision 10)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses import befores, vault
from responses.selectors import retention, withdrawals
from responses.selectors.imports import UNDO_LASTS


@dataclass(frozen=True)
class RetentionSummary:
    contacts: int
    receipts: int
    messages: int
    codes: int
    reencrypted: int
    sessions: int


@transaction.atomic
def apply_retention(*, by: Actor, at: datetime) -> RetentionSummary:
    """Destroy contacts 90 days after their wave closed, messages and receipts, and after six
    months what ties four words to answers; move what stays to the key that encrypts now. Sessions
    that are over go too: they say which questions somebody answered. Suppression and contact
    history stay, as keys alone."""
    due = set(retention.cases_to_forget(at))
    befores.forget(before=at - UNDO_LASTS)
    summary = RetentionSummary(
        contacts=vault.destroy(due),
        receipts=retention.receipts_to_forget(at).delete()[0],
        messages=retention.messages_to_forget(at).delete()[0],
        codes=withdrawals.codes_to_forget(at).update(withdrawal_hash=None),
        reencrypted=vault.reencrypt(),
        sessions=retention.sessions_to_forget(at).delete()[0],
    )
    audit.record(
        AuditKind.CONTACTS_DESTROYED,
        by=by,
        at=at,
        contacts=summary.contacts,
        receipts=summary.receipts,
        messages=summary.messages,
        codes=summary.codes,
        reencrypted=summary.reencrypted,
        sessions=summary.sessions,
    )
    return summary

"""Destroys data that has been kept long enough (decision 10)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.answering.selectors import withdrawals
from responses.data_protection.selectors import retention
from responses.imports import snapshots
from responses.imports.actions.uploads import forget_old_uploads
from responses.imports.selectors.undo import UNDO_PERIOD
from responses.models import Case, Import
from responses.vault import contacts as vault_contacts


@dataclass(frozen=True)
class RetentionSummary:
    contacts: int
    receipts: int
    messages: int
    codes: int
    sessions: int
    cases: int
    imports: int


@transaction.atomic
def apply_retention(*, by: Actor, at: datetime) -> RetentionSummary:
    """Destroy contacts, messages and receipts 90 days after their wave closed, withdrawal codes
    after six months, and cases with everything that belongs to them after seven years. Expired
    sessions are destroyed too, because they show which questions somebody answered. Opt-outs and
    contact history stay; they have only keys."""
    due = set(retention.cases_with_expired_contact(at))
    forget_old_uploads(by=by, at=at)
    snapshots.forget(before=at - UNDO_PERIOD)
    summary = RetentionSummary(
        contacts=vault_contacts.destroy(due),
        receipts=retention.receipts_to_destroy(at).delete()[0],
        messages=retention.messages_to_destroy(at).delete()[0],
        codes=withdrawals.expired_codes(at).update(withdrawal_hash=None),
        sessions=retention.sessions_to_destroy(at).delete()[0],
        cases=_destroy_cases(at),
        imports=_destroy_imports(at),
    )
    audit.record(AuditKind.CONTACTS_DESTROYED, by=by, at=at, **asdict(summary))
    return summary


def _destroy_cases(at: datetime) -> int:
    """Delete the cases in batches; their rows are deleted by cascade. Figures stay, as counts."""
    ids = list(retention.cases_past_retention(at).values_list("pk", flat=True))
    for batch in snapshots.batches(ids):
        Case.objects.filter(pk__in=batch).delete()
    return len(ids)


def _destroy_imports(at: datetime) -> int:
    retention.uploads_past_retention(at).delete()
    _rows, destroyed = retention.imports_past_retention(at).delete()
    return destroyed.get(Import._meta.label, 0)

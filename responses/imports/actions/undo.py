"""Undoes an import."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.imports import holding, snapshots
from responses.imports.selectors import undo
from responses.imports.selectors.undo import UndoRefusal
from responses.models import Case, Import


class UnableToUndoError(Exception):
    def __init__(self, reason: UndoRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class UndoSummary:
    """What undoing did to the cases that an import had created or amended."""

    undone_created: int = 0
    undone_amended: int = 0
    kept_sent: int = 0
    """Cases about which something was sent since; they stay as they are."""
    kept_unsafe: int = 0
    """Cases whose number was found not to be safe since; they stay, and are not asked."""
    kept_amended_since: int = 0
    """Cases that a later import amended; that import would have to be undone first."""


@transaction.atomic
def undo_import(*, import_batch_id: int, by: Actor, at: datetime) -> UndoSummary:
    """Undo an import: delete the cases that it created and restore those that it amended, with
    history and contact. A case about which something was sent since, whose number was found not to
    be safe, or that was amended again, stays as it is.

    Raises UnableToUndoError."""
    import_batch = Import.objects.select_for_update().get(pk=import_batch_id)
    if reason := undo.undo_refusal(import_batch, at=at):
        raise UnableToUndoError(reason)
    # Locks the messages, so that no sender leases one meanwhile; one already leased counts as sent.
    list(undo.due_messages(import_batch).select_for_update().values_list("pk"))
    extent = undo.extent(import_batch)
    holding.take_back(import_batch, case_ids=list(extent.amended.values_list("case_id", flat=True)))
    summary = UndoSummary(
        undone_created=_delete(extent.created),
        undone_amended=snapshots.restore(extent.amended, import_batch=import_batch),
        kept_sent=extent.sent,
        kept_unsafe=extent.unsafe,
        kept_amended_since=extent.amended_since,
    )
    import_batch.undone_at, import_batch.undone_by = at, by.name
    import_batch.counts = {**import_batch.counts, **asdict(summary)}
    import_batch.save(update_fields=["undone_at", "undone_by", "counts"])
    audit.record(
        AuditKind.CASES_IMPORT_UNDONE, target=import_batch, by=by, at=at, **asdict(summary)
    )
    return summary


def _delete(cases: QuerySet[Case]) -> int:
    ids = list(cases.values_list("pk", flat=True))
    for batch in snapshots.batches(ids):
        Case.objects.filter(pk__in=batch).delete()
    return len(ids)

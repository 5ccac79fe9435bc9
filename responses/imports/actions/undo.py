"""Taking an import back."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.imports import snapshots
from responses.imports.selectors import undo
from responses.imports.selectors.undo import WhyNot
from responses.models import Case, Import


class UnableToUndoError(Exception):
    def __init__(self, reason: WhyNot) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class UndoSummary:
    """What became of the cases that an import had made or amended."""

    undone_created: int = 0
    undone_amended: int = 0
    kept_sent: int = 0
    """Something was sent from them since: they stay as they are."""
    kept_amended_since: int = 0
    """A later import amended them, and would have to be undone first."""


@transaction.atomic
def undo_import(*, loading_id: int, by: Actor, at: datetime) -> UndoSummary:
    """Take back what an import did: cases it made go, cases it amended are as they were, with
    history and contact. A case from which something was sent since stays, and so does one that
    was amended again.

    Raises UnableToUndoError."""
    loading = Import.objects.select_for_update().get(pk=loading_id)
    if reason := undo.why_not_undo(loading, at=at):
        raise UnableToUndoError(reason)
    # Whoever is about to send waits here, or is before us; what it has begun counts as sent.
    list(undo.waiting_messages(loading).select_for_update().values_list("pk"))
    extent = undo.extent(loading)
    summary = UndoSummary(
        undone_created=_delete(extent.created),
        undone_amended=snapshots.restore(extent.amended, loading=loading),
        kept_sent=extent.sent,
        kept_amended_since=extent.amended_since,
    )
    loading.undone_at, loading.undone_by = at, by.name
    loading.counts = {**loading.counts, **asdict(summary)}
    loading.save(update_fields=["undone_at", "undone_by", "counts"])
    audit.record(AuditKind.CASES_IMPORT_UNDONE, target=loading, by=by, at=at, **asdict(summary))
    return summary


def _delete(cases: QuerySet[Case]) -> int:
    ids = list(cases.values_list("pk", flat=True))
    for batch in snapshots.batches(ids):
        Case.objects.filter(pk__in=batch).delete()
    return len(ids)

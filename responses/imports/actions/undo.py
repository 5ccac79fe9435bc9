"""Undoes an import."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.eligibility import opportunities
from responses.imports import holding, snapshots
from responses.imports.selectors import undo
from responses.imports.selectors.undo import Extent, UndoRefusal
from responses.models import Case, Import, StageEvent


class UnableToUndoError(Exception):
    def __init__(self, reason: UndoRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class UndoSummary:
    """What undoing did to the cases that an import had created or amended."""

    undone_created: int = 0
    undone_amended: int = 0
    kept_facts: int = 0
    """Of those amended, cases in which what the import said stays where it makes the person less
    contactable."""
    kept_careful: int = 0
    """Cases of which something is said that nobody may take away alone; they stay without number
    and address."""
    kept_sent: int = 0
    """Cases about which something was sent since; they stay as they are."""
    kept_amended_since: int = 0
    """Cases that a later import amended; that import would have to be undone first."""


@transaction.atomic
def undo_import(*, import_batch_id: int, by: Actor, at: datetime) -> UndoSummary:
    """Undo an import: delete the cases that it created and restore those that it amended, with
    history and contact. A case about which something was sent since, or that was amended again,
    stays as it is. Nobody becomes more contactable by it: of a restored case, and of one that would
    be deleted, what keeps its person from being asked stays (SAF-18).

    Raises UnableToUndoError."""
    import_batch = Import.objects.select_for_update().get(pk=import_batch_id)
    if reason := undo.undo_refusal(import_batch, at=at):
        raise UnableToUndoError(reason)
    # Locks the messages, so that no sender leases one meanwhile; one already leased counts as sent.
    # Then the cases, so that nobody says anything of them meanwhile.
    list(undo.due_messages(import_batch).select_for_update().values_list("pk"))
    list(undo.latest_cases(import_batch).select_for_update().order_by("pk").values_list("pk"))
    extent = undo.extent(import_batch)
    holding.take_back(import_batch, case_ids=list(extent.amended.values_list("case_id", flat=True)))
    summary = _undo(extent, import_batch, at=at)
    import_batch.undone_at, import_batch.undone_by = at, by.name
    import_batch.counts = {**import_batch.counts, **asdict(summary)}
    import_batch.save(update_fields=["undone_at", "undone_by", "counts"])
    audit.record(
        AuditKind.CASES_IMPORT_UNDONE, target=import_batch, by=by, at=at, **asdict(summary)
    )
    return summary


def _undo(extent: Extent, import_batch: Import, *, at: datetime) -> UndoSummary:
    careful = list(extent.careful.values_list("pk", flat=True))
    created = _delete(extent.created, today=localdate(at))
    snapshots.remove_contacts(careful, today=localdate(at))
    amended, kept_facts = snapshots.restore(
        extent.amended, import_batch=import_batch, today=localdate(at)
    )
    return UndoSummary(
        undone_created=created,
        undone_amended=amended,
        kept_facts=kept_facts,
        kept_careful=len(careful),
        kept_sent=extent.sent,
        kept_amended_since=extent.amended_since,
    )


def _delete(cases: QuerySet[Case], *, today: date) -> int:
    ids = list(cases.values_list("pk", flat=True))
    for batch in snapshots.batches(ids):
        opportunities.take_back(StageEvent.objects.filter(case_id__in=batch), today=today)
        Case.objects.filter(pk__in=batch).delete()
    return len(ids)

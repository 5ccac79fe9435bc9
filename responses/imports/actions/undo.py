"""Undoes an import."""

import contextlib
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from responses.eligibility import marks
from responses.imports import holding, snapshots
from responses.imports.selectors import imports as selectors
from responses.imports.selectors import undo
from responses.imports.selectors.undo import Extent, UndoRefusal
from responses.models import Case, Import, StageEvent


class UnableToUndoError(Exception):
    def __init__(self, reason: UndoRefusal) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class UndoSummary:
    undone_created: int = 0
    undone_amended: int = 0
    kept_facts: int = 0
    """Amended cases where the import's facts stay because they make the person less contactable."""
    kept_careful: int = 0
    """Cases with a statement that no one may remove alone; they stay without number and address."""
    kept_sent: int = 0
    """Cases about which something was sent since; they stay as they are."""
    kept_amended_since: int = 0
    """Cases that a later import amended; that import would have to be undone first."""


@transaction.atomic
def undo_import(*, import_batch_id: int, by: Actor, at: datetime) -> UndoSummary:
    """Deletes the cases it created and restores those it amended. No one becomes more contactable:
    what keeps a person from being asked stays (SAF-18). Raises UnableToUndoError."""
    import_batch = Import.objects.select_for_update().get(pk=import_batch_id)
    if reason := undo.undo_refusal(import_batch, at=at):
        raise UnableToUndoError(reason)
    # Messages first, so that no sender leases one meanwhile (a leased one counts as sent), then
    # cases.
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
    today = localdate(at)
    ids = list(extent.created.values_list("pk", flat=True))
    for batch in snapshots.batches(ids):
        marks.take_back(StageEvent.objects.filter(case_id__in=batch), today=today)
        Case.objects.filter(pk__in=batch).delete()
    created = len(ids)
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


class UnableToRequestUndoError(Exception):
    pass


@transaction.atomic
def request_undo(*, import_id: int, by: Actor, at: datetime) -> None:
    """By a task. Raises UnableToRequestUndoError."""
    import_batch = Import.objects.select_for_update().get(pk=import_id)
    if by.user_id is None or not selectors.may_undo(import_batch, at=at):
        raise UnableToRequestUndoError
    import_batch.undo_asked_by, import_batch.undo_asked_by_id = by.name, by.user_id
    import_batch.save(update_fields=["undo_asked_by", "undo_asked_by_id"])
    audit.record(AuditKind.CASE_FILE_WORK_ASKED, target=import_batch, by=by, at=at, state="undoing")
    task_queue.enqueue(selectors.UNDO_TASK, import_id, at=at)


@transaction.atomic
def undo_requested_import(*, import_id: int, by: Actor, at: datetime) -> None:
    """Does nothing if the import can no longer be undone."""
    import_batch = Import.objects.select_for_update().get(pk=import_id)
    if not import_batch.undo_asked_by:
        return
    with contextlib.suppress(UnableToUndoError):
        undo_import(import_batch_id=import_id, by=by, at=at)
    Import.objects.filter(pk=import_id).update(undo_asked_by="", undo_asked_by_id=None)

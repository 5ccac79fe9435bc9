"""Requests of data loaders to undo an import that came by the command or from another system. A
task does the work."""

import contextlib
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from responses.imports.actions import undo
from responses.imports.selectors import imports as selectors
from responses.models import Import


class UnableToRequestUndoError(Exception):
    """The import can no longer be undone, or is being undone already."""


@transaction.atomic
def request_undo(*, import_id: int, by: Actor, at: datetime) -> None:
    """Have an import undone by a task. Raises UnableToRequestUndoError."""
    import_batch = Import.objects.select_for_update().get(pk=import_id)
    if by.user_id is None or not selectors.may_undo(import_batch, at=at):
        raise UnableToRequestUndoError
    import_batch.undo_asked_by, import_batch.undo_asked_by_id = by.name, by.user_id
    import_batch.save(update_fields=["undo_asked_by", "undo_asked_by_id"])
    audit.record(AuditKind.CASE_FILE_WORK_ASKED, target=import_batch, by=by, at=at, state="undoing")
    task_queue.enqueue(selectors.UNDO_TASK, import_id, at=at)


@transaction.atomic
def undo_requested_import(*, import_id: int, by: Actor, at: datetime) -> None:
    """Undo an import for which an undo was requested; an import that can no longer be undone stays.
    A second call does nothing."""
    import_batch = Import.objects.select_for_update().get(pk=import_id)
    if not import_batch.undo_asked_by:
        return
    with contextlib.suppress(undo.UnableToUndoError):
        undo.undo_import(import_batch_id=import_id, by=by, at=at)
    Import.objects.filter(pk=import_id).update(undo_asked_by="", undo_asked_by_id=None)

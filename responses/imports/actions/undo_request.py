"""Taking back what came by the command or from another system, as a data loader asks for it on the
page. The work is done by a task."""

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


class UnableToTakeBackError(Exception):
    """It is too late, or it is being done."""


@transaction.atomic
def ask_back(*, load_id: int, by: Actor, at: datetime) -> None:
    """Have a load taken back. Raises UnableToTakeBackError."""
    load = Import.objects.select_for_update().get(pk=load_id)
    if by.user_id is None or not selectors.may_undo(load, at=at):
        raise UnableToTakeBackError
    load.asked_back_by, load.asked_back_by_id = by.name, by.user_id
    load.save(update_fields=["asked_back_by", "asked_back_by_id"])
    audit.record(AuditKind.CASE_FILE_WORK_ASKED, target=load, by=by, at=at, state="undoing")
    task_queue.enqueue(selectors.UNDO, load_id, at=at)


@transaction.atomic
def take_back(*, load_id: int, by: Actor, at: datetime) -> None:
    """Where it has become too late, it stays. Twice is once."""
    load = Import.objects.select_for_update().get(pk=load_id)
    if not load.asked_back_by:
        return
    with contextlib.suppress(undo.UnableToUndoError):
        undo.undo_import(loading_id=load_id, by=by, at=at)
    Import.objects.filter(pk=load_id).update(asked_back_by="", asked_back_by_id=None)

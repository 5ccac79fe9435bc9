"""Two people let a destroyer go on that stopped: one asks, another confirms."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from access.models import DestructionRun


class UnableToResumeError(Exception):
    """The run does not wait for this: it was replaced by a later one, somebody was faster, or the
    person who asked would confirm it themselves."""


@transaction.atomic
def ask_release(*, number: int, by: Actor, at: datetime) -> None:
    """Ask a second person to let a stopped run go on. Raises UnableToResumeError."""
    run = _stopped(number)
    if by.user_id is None or run.asked_at is not None:
        raise UnableToResumeError
    run.asked_at, run.asked_by, run.asked_by_id = at, by.name, by.user_id
    run.save(update_fields=["asked_at", "asked_by", "asked_by_id"])
    audit.record(
        AuditKind.DESTRUCTION_RELEASE_ASKED, target=run, by=by, at=at, task=run.task, due=run.due
    )


@transaction.atomic
def confirm_release(*, number: int, by: Actor, at: datetime, database_at: datetime) -> None:
    """Let a stopped run go on, as a second person, and have it done soon. It holds for the numbers
    that the run found and for 24 hours by the database's clock. Raises UnableToResumeError."""
    run = _stopped(number)
    is_second = by.user_id is not None and run.asked_by_id not in {None, by.user_id}
    if not is_second or run.confirmed_at is not None:
        raise UnableToResumeError
    run.confirmed_at, run.confirmed_by, run.confirmed_by_id = database_at, by.name, by.user_id
    run.save(update_fields=["confirmed_at", "confirmed_by", "confirmed_by_id"])
    audit.record(
        AuditKind.DESTRUCTION_RELEASED, target=run, by=by, at=at, task=run.task, due=run.due
    )
    task_queue.enqueue(run.task, at=at)


def _stopped(number: int) -> DestructionRun:
    stopped = DestructionRun.objects.select_for_update().filter(
        state=DestructionRun.RunState.STOPPED
    )
    run = stopped.filter(pk=number).first()
    if run is None:
        raise UnableToResumeError
    return run

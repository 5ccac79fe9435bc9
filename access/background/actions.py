from datetime import datetime

from django.db import transaction

from access.actor import Actor
from access.approval import decisions
from access.audit import AuditKind
from access.background import task_queue
from access.models import DestructionRun


@transaction.atomic
def ask_release(*, number: int, by: Actor, at: datetime) -> None:
    """Raises ApprovalError."""
    stopped = DestructionRun.objects.filter(
        state=DestructionRun.RunState.STOPPED, asked_at__isnull=True
    )
    run = stopped.select_for_update().filter(pk=number).first()
    if run is None:
        raise decisions.RequestDecidedError
    decisions.sign_request(run, AuditKind.DESTRUCTION_RELEASE_ASKED, by=by, at=at)


@transaction.atomic
def confirm_release(*, number: int, by: Actor, at: datetime, database_at: datetime) -> None:
    """Raises ApprovalError."""
    run = decisions.lock_for_second(DestructionRun(pk=number), by=by, at=at)
    decisions.record_approval(
        run, AuditKind.DESTRUCTION_RELEASED, by=by, at=at, signed_at=database_at
    )
    task_queue.enqueue(run.task, at=at)

"""The only writer of TaskRun and ScheduledSlot. A task is enqueued in the caller's transaction,
retried after RETRY_DELAYS, then given up. It never runs twice at once with the same arguments, but
may run again at any moment: each must be idempotent."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import wraps

from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task as declare_task
from django_tasks.base import Task

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.background import error_reports, leases
from access.models import ScheduledSlot, TaskRun

RETRY_DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
"""Delays after the first to fourth failure. After the fifth the task is given up."""

HAND_OUT_AGAIN_AFTER = timedelta(hours=1)
"""A task that no worker has begun within this time is given to the queue again."""

BATCH = 100
ACTOR = Actor.system("background")
KILLED = "killed: its worker ended before it did"
logger = logging.getLogger(__name__)

Id = int | str
_only_where_due = ContextVar("only_where_due", default=False)


class TaskFailedError(Exception):
    pass


def task(function: Callable[..., None]) -> Task:
    path = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def run(*ids: Id) -> None:
        _run(function, path=path, ids=ids)

    return declare_task(run)


def enqueue(path: str, *ids: Id, at: datetime) -> None:
    """Run it soon after the caller commits. Raises ImportError."""
    _task_at(path)
    arguments = json.dumps(list(ids))
    with transaction.atomic():
        run, _is_new = TaskRun.objects.select_for_update().get_or_create(
            task=path, arguments=arguments, defaults={"wanted_at": at}
        )
        if _is_running(run, at=at):
            run.is_wanted_again = True
        else:
            run.hand_out_at, run.attempts, run.given_up_at = at, 0, None
        run.wanted_at = at
        run.save()


class NotGivenUpError(Exception):
    """Someone was faster, or the row was deleted."""


@transaction.atomic
def enqueue_again(*, number: int, by: Actor, at: datetime) -> None:
    """Raises NotGivenUpError."""
    given_up = TaskRun.objects.select_for_update().filter(given_up_at__isnull=False)
    run = given_up.filter(pk=number).first()
    if run is None:
        raise NotGivenUpError
    enqueue(run.task, *json.loads(run.arguments), at=at)
    audit.record(AuditKind.TASK_WANTED_AGAIN, target=run, by=by, at=at, task=run.task)


def was_given_up(path: str, *ids: Id) -> bool:
    runs = TaskRun.objects.filter(task=path, arguments=json.dumps(list(ids)))
    return runs.filter(given_up_at__isnull=False).exists()


def was_wanted(path: str, *ids: Id) -> bool:
    """Return whether the database has a row for it, ended or not."""
    return TaskRun.objects.filter(task=path, arguments=json.dumps(list(ids))).exists()


@contextmanager
def only_where_due() -> Iterator[None]:
    """Run only tasks whose rows wait: Redis may repeat a task."""
    before = _only_where_due.set(True)
    try:
        yield
    finally:
        _only_where_due.reset(before)


def pending(path: str) -> list[tuple[Id, ...]]:
    """Arguments of unfinished runs, oldest first."""
    runs = TaskRun.objects.filter(task=path, hand_out_at__isnull=False).order_by("pk")
    return [tuple(json.loads(ids)) for ids in runs.values_list("arguments", flat=True)]


def take_back(*, at: datetime) -> int:
    """For a caller who knows that no worker is alive. Return how many."""
    held = TaskRun.objects.filter(running_until__gt=at)
    return held.update(hand_out_at=at)


def enqueue_slot(path: str, *, slot_at: datetime, at: datetime) -> bool:
    """Return False where another worker has."""
    slots = ScheduledSlot.objects.filter(task=path)
    if slots.filter(slot_at=slot_at).exists():
        return False
    is_first = not slots.exists()
    with transaction.atomic():
        is_new = _take_slot(path, slot_at=slot_at)
        if is_new and not is_first:
            enqueue(path, at=at)
    return is_new and not is_first


def _take_slot(path: str, *, slot_at: datetime) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_scheduledslot (task, slot_at) VALUES (%s, %s)"
            " ON CONFLICT DO NOTHING",
            [path, connection.ops.adapt_datetimefield_value(slot_at)],
        )
        return bool(cursor.rowcount)


def abandon(path: str, ids: Sequence[Id], *, queued_at: datetime, at: datetime) -> bool:
    """Hand out again a task taken at `queued_at`. Return False while its lease runs."""
    run = TaskRun.objects.filter(task=path, arguments=json.dumps(list(ids))).first()
    if run is None:
        enqueue(path, *ids, at=at)
        return True
    if _is_running(run, at=at):
        return False
    # Killed before it took its lease.
    held = TaskRun.objects.filter(pk=run.pk, running_until=None, hand_out_at__gt=at)
    held.filter(hand_out_at__lte=queued_at + HAND_OUT_AGAIN_AFTER).update(hand_out_at=at)
    return True


def hand_out(*, at: datetime) -> int:
    """Return how many, at most BATCH."""
    due = TaskRun.objects.filter(hand_out_at__lte=at)
    count = 0
    while count < BATCH and due.exists() and _hand_out_next(at=at):
        count += 1
    return count


@transaction.atomic
def _hand_out_next(*, at: datetime) -> bool:
    """One task a transaction: a slow queue must not lock other rows."""
    due = TaskRun.objects.filter(hand_out_at__lte=at).order_by("hand_out_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    run = due.first()
    if run is not None:
        _hand_out_one(run, at=at)
    return run is not None


def _hand_out_one(run: TaskRun, *, at: datetime) -> None:
    if run.running_until is not None:
        run.running_until, run.failed_at, run.fault = None, at, KILLED
        if run.attempts > len(RETRY_DELAYS):
            _give_up(run, at=at)
            return
    try:
        declared = _task_at(run.task)
    except ImportError:
        run.failed_at, run.fault = at, "no such task any more"
        _give_up(run, at=at)
        return
    run.hand_out_at = at + HAND_OUT_AGAIN_AFTER
    run.save()
    declared.enqueue(*json.loads(run.arguments))


def _task_at(path: str) -> Task:
    declared: Task = import_string(path)
    return declared


def _is_running(run: TaskRun, *, at: datetime) -> bool:
    return run.running_until is not None and run.running_until > at


def _run(function: Callable[..., None], *, path: str, ids: Sequence[Id]) -> None:
    run = _begin(path, ids, at=timezone.now())
    if run is None:
        return
    try:
        with leases.renewing(run):
            function(*ids)
    except Exception as error:  # whatever it was, it is recorded and retried
        fault = error_reports.describe(error)
        _fail(run, fault, at=timezone.now())
        message = f"{path}: {fault}"
        raise TaskFailedError(message) from None
    _succeed(run, at=timezone.now())


@transaction.atomic
def _begin(path: str, ids: Sequence[Id], *, at: datetime) -> TaskRun | None:
    run, is_new = TaskRun.objects.select_for_update().get_or_create(
        task=path, arguments=json.dumps(list(ids)), defaults={"wanted_at": at}
    )
    has_ended = run.hand_out_at is None and not is_new
    if _is_running(run, at=at) or (has_ended and _only_where_due.get()):
        return None
    run.attempts += 1
    run.begun += 1
    run.running_until = run.hand_out_at = at + leases.LEASE
    run.save()
    return run


@transaction.atomic
def _succeed(run: TaskRun, *, at: datetime) -> None:
    held = _still_ours(run)
    if held is None:
        return
    held.running_until, held.attempts, held.fault = None, 0, ""
    held.ended_at, held.given_up_at, held.failed_at = at, None, None
    held.hand_out_at = at if held.is_wanted_again else None
    held.is_wanted_again = False
    held.save()


@transaction.atomic
def _fail(run: TaskRun, fault: str, *, at: datetime) -> None:
    held = _still_ours(run)
    if held is None:
        return
    held.running_until, held.failed_at, held.fault = None, at, fault
    if held.attempts > len(RETRY_DELAYS):
        _give_up(held, at=at)
        return
    held.hand_out_at = at + RETRY_DELAYS[held.attempts - 1]
    held.save()


def _still_ours(run: TaskRun) -> TaskRun | None:
    """None where another worker has begun the task."""
    return TaskRun.objects.select_for_update().filter(pk=run.pk, begun=run.begun).first()


def _give_up(run: TaskRun, *, at: datetime) -> None:
    run.given_up_at, run.hand_out_at = at, None
    run.is_wanted_again = False
    run.save()
    logger.error("The task %s was given up: %s", run.task, run.fault)
    audit.record(AuditKind.TASK_GIVEN_UP, by=ACTOR, at=at, task=run.task, fault=run.fault)

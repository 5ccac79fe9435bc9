"""Background work: the only writer of TaskRun and ScheduledSlot.

Tasks are those of `django.tasks`, on the queue that TASKS_BACKEND names. This module adds what
queues leave to their users, in the same way for every queue:

- enqueue() writes a row in the caller's transaction, so a task exists exactly when the change does;
- a failed task is retried after RETRY_DELAYS, then given up and shown to staff;
- a task whose worker was killed is handed out again when its lease ends (access.background.leases);
- a task never runs twice at once with the same arguments;
- a copy of a task that a queue gives out once more, when it runs or has ended, is nothing.

Every task may be run again at any moment, so each must be idempotent."""

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
from access.background import faults, leases
from access.models import ScheduledSlot, TaskRun

RETRY_DELAYS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)
"""The delays after the first, second, third and fourth failure. After the fifth the task is given
up."""

HAND_OUT_AGAIN_AFTER = timedelta(hours=1)
"""A task that no worker has begun within this time is given to the queue again."""

BATCH = 100
ACTOR = Actor.system("background")
KILLED = "killed: its worker ended before it did"
logger = logging.getLogger(__name__)

Id = int | str
_only_where_due = ContextVar("only_where_due", default=False)


class TaskFailedError(Exception):
    """A task failed. The message names kind and place of the error only: queues store messages, and
    the error's own words may hold personal data."""


def task(function: Callable[..., None]) -> Task:
    """Decorates a function as a background task, which may run for as long as it needs.

    Its arguments must be ids only. It loads what they name, makes one call, and must do no harm
    when it is run again."""
    path = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def run(*ids: Id) -> None:
        _run(function, path=path, ids=ids)

    return declare_task(run)


def enqueue(path: str, *ids: Id, at: datetime) -> None:
    """Have the task at a dotted path run soon after the caller's transaction is committed.

    Enqueued again while it waits, it runs once; enqueued again while it runs, it runs once more.

    Raises ImportError where there is no such task."""
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
    """No task of this number is given up: another person was faster, or the row was deleted."""


@transaction.atomic
def enqueue_again(*, number: int, by: Actor, at: datetime) -> None:
    """Enqueue a task that was given up again, with the arguments that it had.

    Raises NotGivenUpError."""
    given_up = TaskRun.objects.select_for_update().filter(given_up_at__isnull=False)
    run = given_up.filter(pk=number).first()
    if run is None:
        raise NotGivenUpError
    enqueue(run.task, *json.loads(run.arguments), at=at)
    audit.record(AuditKind.TASK_WANTED_AGAIN, target=run, by=by, at=at, task=run.task)


def was_given_up(path: str, *ids: Id) -> bool:
    """Whether a task failed so often that it waits for a person to enqueue it again."""
    runs = TaskRun.objects.filter(task=path, arguments=json.dumps(list(ids)))
    return runs.filter(given_up_at__isnull=False).exists()


def was_wanted(path: str, *ids: Id) -> bool:
    """Whether the database knows of this task with these arguments, ended or not."""
    return TaskRun.objects.filter(task=path, arguments=json.dumps(list(ids))).exists()


@contextmanager
def only_where_due() -> Iterator[None]:
    """For a queue that may give out a task again that has ended, as Redis does that was killed
    before its disk had what it gave out: within, a task runs only where its row waits for it."""
    before = _only_where_due.set(True)
    try:
        yield
    finally:
        _only_where_due.reset(before)


def pending(path: str) -> list[tuple[Id, ...]]:
    """The arguments of a task's runs that are still to come or are running, the oldest first.
    One that was given up is neither."""
    runs = TaskRun.objects.filter(task=path, hand_out_at__isnull=False).order_by("pk")
    return [tuple(json.loads(ids)) for ids in runs.values_list("arguments", flat=True)]


def take_back(*, at: datetime) -> int:
    """For a caller who knows that no worker is alive: what one held when it was killed is due
    now, and not when its lease is over. Returns how many runs that were."""
    held = TaskRun.objects.filter(running_until__gt=at)
    return held.update(hand_out_at=at)


def enqueue_slot(path: str, *, slot_at: datetime, at: datetime) -> bool:
    """Enqueue a task for one time of its schedule, unless some worker has done so. Of a schedule
    that this database has never seen, the first slot is only recorded: it starts with the next.
    Returns whether the task was enqueued."""
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
    """Record the slot, and return whether no other worker has. Workers meet here every minute: an
    insert that fails would write an error to PostgreSQL's log each time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO access_scheduledslot (task, slot_at) VALUES (%s, %s)"
            " ON CONFLICT DO NOTHING",
            [path, connection.ops.adapt_datetimefield_value(slot_at)],
        )
        return bool(cursor.rowcount)


def abandon(path: str, ids: Sequence[Id], *, queued_at: datetime, at: datetime) -> bool:
    """For a queue that was given a task at `queued_at`, and whose worker has taken it and shows no
    sign of life: have the task handed out again. Returns False where its lease runs, so that it is
    alive."""
    run = TaskRun.objects.filter(task=path, arguments=json.dumps(list(ids))).first()
    if run is None:
        enqueue(path, *ids, at=at)
        return True
    if _is_running(run, at=at):
        return False
    # Killed before it took its lease, and not handed out since: it waits no longer.
    held = TaskRun.objects.filter(pk=run.pk, running_until=None, hand_out_at__gt=at)
    held.filter(hand_out_at__lte=queued_at + HAND_OUT_AGAIN_AFTER).update(hand_out_at=at)
    return True


def hand_out(*, at: datetime) -> int:
    """Give the queue at most BATCH tasks that are due: newly enqueued, to be retried, or left by a
    worker that was killed. Returns how many. Where the queue does not answer, its error is raised
    and the tasks stay due."""
    due = TaskRun.objects.filter(hand_out_at__lte=at)
    count = 0
    while count < BATCH and due.exists() and _hand_out_next(at=at):
        count += 1
    return count


@transaction.atomic
def _hand_out_next(*, at: datetime) -> bool:
    """One, in a transaction of its own: a queue that is slow or gone keeps no other row locked for
    a worker that begins it, and what was handed out before is not handed out again. False where
    others have all that is due in hand."""
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
        fault = faults.describe(error)
        _fail(run, fault, at=timezone.now())
        message = f"{path}: {fault}"
        raise TaskFailedError(message) from None
    _succeed(run, at=timezone.now())


@transaction.atomic
def _begin(path: str, ids: Sequence[Id], *, at: datetime) -> TaskRun | None:
    """Take the lease on a task and return its row; None where another worker holds the lease: who
    wants it again while it runs says so by enqueue(), and a copy of it wants nothing. None too
    where nothing is to be done and a queue may repeat itself."""
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
    """The row, locked; None where our lease ran out and another worker has begun the task."""
    return TaskRun.objects.select_for_update().filter(pk=run.pk, begun=run.begun).first()


def _give_up(run: TaskRun, *, at: datetime) -> None:
    """Stop retrying, and show the task to staff. enqueue() starts it anew."""
    run.given_up_at, run.hand_out_at = at, None
    run.is_wanted_again = False
    run.save()
    logger.error("The task %s was given up: %s", run.task, run.fault)
    audit.record(AuditKind.TASK_GIVEN_UP, by=ACTOR, at=at, task=run.task, fault=run.fault)

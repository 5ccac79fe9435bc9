"""Background work: the only writer of TaskRun and ScheduledSlot.

Tasks are those of `django.tasks`, on whichever queue TASKS_BACKEND names. What queues leave to
others is here and is the same for all of them: a wish for a task is a row of the caller's own
transaction; a failed task is tried again and at last left where it is seen; what a killed worker
held is handed out again when its lease is over; a task with the same arguments never runs twice
at once. Every task may be run again at any moment, so each must be idempotent."""

import json
import logging
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import task as declare_task
from django_tasks.base import Task

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import ScheduledSlot, TaskRun

LEASE = timedelta(minutes=15)
"""How long a task may run before it is taken for dead, unless it says otherwise."""

WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""After the first, second, third, fourth failure; after another it is given up."""

LOST_AFTER = timedelta(hours=1)
"""A task that the queue has not begun by then is handed out again."""

BATCH = 100
KEEPER = Actor.system("background")
KILLED = "killed: its worker ended before it did"
logger = logging.getLogger(__name__)

Id = int | str
_leases: dict[str, timedelta] = {}


class TaskFailedError(Exception):
    """A task failed. Says how without the words of the error, which queues store."""


def task(*, lease: timedelta = LEASE) -> Callable[[Callable[..., None]], Task]:
    """Declare a function as a task that may run for as long as its lease. Its arguments are ids
    only; it loads what they name, makes one call, and does no harm when run again."""

    def declare(function: Callable[..., None]) -> Task:
        path = f"{function.__module__}.{function.__qualname__}"
        _leases[path] = lease

        @wraps(function)
        def run(*ids: Id) -> None:
            _run(function, path=path, ids=ids, lease=lease)

        return declare_task(run)

    return declare


def enqueue(path: str, *ids: Id, at: datetime) -> None:
    """Have a task run soon, once the transaction that this is part of is committed. Wanted while
    it waits, it runs once; wanted while it runs, it runs once more."""
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
    """There is no such task that was given up: another person was faster, or it has gone."""


@transaction.atomic
def enqueue_again(*, number: int, by: Actor, at: datetime) -> None:
    """Begin a task anew that was given up, with the arguments that it had.

    Raises NotGivenUpError."""
    given_up = TaskRun.objects.select_for_update().filter(given_up_at__isnull=False)
    run = given_up.filter(pk=number).first()
    if run is None:
        raise NotGivenUpError
    enqueue(run.task, *json.loads(run.arguments), at=at)
    audit.record(AuditKind.TASK_WANTED_AGAIN, target=run, by=by, at=at, task=run.task)


def was_given_up(path: str, *ids: Id) -> bool:
    """Whether a task failed so often that it waits for somebody to want it again."""
    runs = TaskRun.objects.filter(task=path, arguments=json.dumps(list(ids)))
    return runs.filter(given_up_at__isnull=False).exists()


def enqueue_slot(path: str, *, slot_at: datetime, at: datetime) -> bool:
    """Want a task for a time of its schedule, unless that has been done. A schedule that is new
    here begins with its next time. Returns whether it was wanted."""
    slots = ScheduledSlot.objects.filter(task=path)
    if slots.filter(slot_at=slot_at).exists():
        return False
    is_first = not slots.exists()
    with transaction.atomic():
        _slot, is_new = ScheduledSlot.objects.get_or_create(task=path, slot_at=slot_at)
        if is_new and not is_first:
            enqueue(path, at=at)
    return is_new and not is_first


def lease_of(path: str) -> timedelta:
    return _leases.get(path, LEASE)


def hand_out(*, at: datetime) -> int:
    """Give the queue what is due: newly wanted, to be tried again, or left by a worker that was
    killed. Returns how many. A queue that does not answer leaves them due."""
    due = TaskRun.objects.filter(hand_out_at__lte=at).order_by("hand_out_at")
    if not due.exists():
        return 0
    with transaction.atomic():
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        runs = list(due[:BATCH])
        for run in runs:
            _hand_out_one(run, at=at)
    return len(runs)


def _hand_out_one(run: TaskRun, *, at: datetime) -> None:
    if run.running_until is not None:
        run.running_until, run.failed_at, run.fault = None, at, KILLED
        if run.attempts > len(WAITS):
            _give_up(run, at=at)
            return
    try:
        declared = _task_at(run.task)
    except ImportError:
        run.failed_at, run.fault = at, "no such task any more"
        _give_up(run, at=at)
        return
    run.hand_out_at = at + LOST_AFTER
    run.save()
    declared.enqueue(*json.loads(run.arguments))


def _task_at(path: str) -> Task:
    declared: Task = import_string(path)
    return declared


def _is_running(run: TaskRun, *, at: datetime) -> bool:
    return run.running_until is not None and run.running_until > at


def _run(function: Callable[..., None], *, path: str, ids: Sequence[Id], lease: timedelta) -> None:
    run = _begin(path, ids, lease=lease, at=timezone.now())
    if run is None:
        return
    try:
        function(*ids)
    except Exception as error:  # whatever it was: it is recorded, and tried again
        fault = _fault(error)
        _fail(run, fault, at=timezone.now())
        message = f"{path}: {fault}"
        raise TaskFailedError(message) from None
    _succeed(run, at=timezone.now())


@transaction.atomic
def _begin(path: str, ids: Sequence[Id], *, lease: timedelta, at: datetime) -> TaskRun | None:
    """The run, under a lease of ours, or nothing where another has it in hand."""
    run, _is_new = TaskRun.objects.select_for_update().get_or_create(
        task=path, arguments=json.dumps(list(ids)), defaults={"wanted_at": at}
    )
    if _is_running(run, at=at):
        run.is_wanted_again = True
        run.save(update_fields=["is_wanted_again"])
        return None
    run.attempts += 1
    run.running_until = run.hand_out_at = at + lease
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
    if held.attempts > len(WAITS):
        _give_up(held, at=at)
        return
    held.hand_out_at = at + WAITS[held.attempts - 1]
    held.save()


def _still_ours(run: TaskRun) -> TaskRun | None:
    """The row, unless the lease ran out and another has begun: leases end at different times."""
    held = TaskRun.objects.select_for_update().filter(pk=run.pk)
    return held.filter(running_until=run.running_until).first()


def _give_up(run: TaskRun, *, at: datetime) -> None:
    """Leave it where people see it. The next time that it is wanted it begins anew."""
    run.given_up_at, run.hand_out_at = at, None
    run.is_wanted_again = False
    run.save()
    logger.error("The task %s was given up: %s", run.task, run.fault)
    audit.record(AuditKind.TASK_GIVEN_UP, by=KEEPER, at=at, task=run.task, fault=run.fault)


def _fault(error: Exception) -> str:
    """Kind and place of an error. Its message may hold a number or an address."""
    frames = traceback.extract_tb(error.__traceback__)
    frame = ([frame for frame in frames if _is_ours(frame.filename)] or frames)[-1]
    place = f"{Path(frame.filename).name}:{frame.lineno}"
    return f"{type(error).__name__} at {place}"[:160]


def _is_ours(file_name: str) -> bool:
    path = Path(file_name)
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts

"""The lease of a background task: short, and renewed by its worker for as long as the task runs. A
task whose worker was killed is handed out again within LEASE and the next round of a worker, and
one that runs for hours is never taken for dead."""

import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from django import db
from django.utils import timezone

from access.models import TaskRun

LEASE = timedelta(minutes=2)
"""How long after its last renewal a task counts as running."""

RENEWALS = 4
"""How often a lease is renewed within its length: three may fail before it is over."""

logger = logging.getLogger(__name__)


@contextmanager
def renewing(run: TaskRun) -> Iterator[None]:
    """Renew the lease of a run in a thread of its own, until the block ends. The thread has a
    connection of its own, so neither a transaction nor a computation of the task stops it."""
    ended = Event()
    thread = Thread(target=_renew_until, args=(ended, run), name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _renew_until(ended: Event, run: TaskRun) -> None:
    """A renewal that the database refuses (it restarts, or another process writes to the file for
    longer than SQLite waits) does not end the task: the next one follows."""
    try:
        while not ended.wait((LEASE / RENEWALS).total_seconds()):
            try:
                if not _renew(run):
                    _give_way(run)
                    return
            except db.Error:
                logger.warning("A lease was not renewed: %s", sys.exc_info()[0])
                db.connection.close()
    finally:
        db.connection.close()


def _give_way(run: TaskRun) -> None:
    """Another run has begun, since this process stood still for longer than a lease: it ends as if
    it had been killed, which every task bears, and does no more beside the other."""
    logger.error("The task %s was begun by another worker: this process ends.", run.task)
    os.kill(os.getpid(), signal.SIGKILL)


def _renew(run: TaskRun) -> bool:
    """Prolong the lease. Where it was over and the task has been handed out again, but no worker
    has begun it, this run keeps it. Returns False where another run has begun."""
    until = timezone.now() + LEASE
    held = TaskRun.objects.filter(pk=run.pk, begun=run.begun)
    return bool(held.update(running_until=until, hand_out_at=until, given_up_at=None))

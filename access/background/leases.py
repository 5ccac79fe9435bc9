"""A killed worker's task is handed out again when its lease ends; a long task renews its lease."""

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
"""Time after the last renewal for which a task counts as running."""

RENEWALS = 4
"""Renewals within a lease: three may fail."""

logger = logging.getLogger(__name__)


@contextmanager
def renewing(run: TaskRun) -> Iterator[None]:
    ended = Event()
    thread = Thread(target=_renew_until, args=(ended, run), name="lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _renew_until(ended: Event, run: TaskRun) -> None:
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
    """End this process: another run began while this one paused."""
    logger.error("The task %s was begun by another worker: this process ends.", run.task)
    os.kill(os.getpid(), signal.SIGKILL)


def _renew(run: TaskRun) -> bool:
    until = timezone.now() + LEASE
    held = TaskRun.objects.filter(pk=run.pk, begun=run.begun)
    return bool(held.update(running_until=until, hand_out_at=until, given_up_at=None))

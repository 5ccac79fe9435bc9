"""Any number may run, on any machines that share the database."""

import logging
import signal
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone

from access.continuity import holding
from config.worker import Worker

PAUSE_SECONDS = 1.0
"""Seconds between rounds, and before sending again after nothing was sent."""

QUEUE_COMMANDS = {
    "database": (("db_worker", "--interval", "1", "--no-reload", "--skip-checks"), ("--batch",)),
    "rq": (
        (
            *("rqworker", "default", "--serializer", "json", "--skip-checks"),
            *("--job-class", "access.background.redis_jobs.WantedJob"),
        ),
        ("--burst",),
    ),
}
"""By TASKS_BACKEND, the command that runs tasks, and the option that ends it when none is left. The
worker was checked when it started, for which every page is read: its queues need not be."""

WITHOUT_DATABASE = (
    "A round of the worker failed: %s. Another process held the database for too long, or it does "
    "not answer. Nothing is lost: what is due stays due, and a text whose end could not be written "
    "is looked up before it is tried again. The next round follows."
)
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do background work: scheduled and wanted tasks, and the sending of messages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due, then end")
        parser.add_argument(
            "--tasks", type=int, default=1, metavar="N", help="how many tasks may run at once"
        )

    def handle(self, *, once: bool, tasks: int, **options: object) -> None:
        # First: a restored database must not give ids out again.
        try:
            held = holding.find_hold(at=timezone.now())
        except holding.JournalError as error:
            held = str(error)
        if held:
            logger.error("Nothing is sent or destroyed: %s", held)
        worker = Worker(now=timezone.now, run_tasks=_run_queue)
        if once:
            worker.do_what_is_due()
        else:
            _work(worker, tasks=tasks)


def _work(worker: Worker, *, tasks: int) -> None:
    """Until a signal comes."""
    ended = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    sender = Thread(target=_send_until, args=(ended, worker), name="sender")
    queues: list[subprocess.Popen] = []
    sender.start()
    try:
        while not ended.is_set():
            queues = _keep(queues, tasks if _tried(worker.has_right_clock) else 0)
            if queues:
                _tried(worker.hand_out)
            ended.wait(PAUSE_SECONDS)
    finally:
        ended.set()
        sender.join()
        _end(queues)


def _send_until(ended: Event, worker: Worker) -> None:
    while not ended.is_set():
        if not (_tried(worker.has_right_clock) and _tried(worker.send_batches)):
            ended.wait(PAUSE_SECONDS)
    connection.close()


def _tried(work: Callable[[], int]) -> int:
    close_old_connections()
    try:
        return work()
    except OperationalError:
        logger.error(WITHOUT_DATABASE, sys.exc_info()[0])  # noqa: TRY400  as below
        return 0
    except Exception:
        # No traceback: it may quote a value of a row.
        logger.error("A round of the worker failed: %s", sys.exc_info()[0])  # noqa: TRY400
        return 0


def _keep(queues: list[subprocess.Popen], count: int) -> list[subprocess.Popen]:
    running = [queue for queue in queues if queue.poll() is None]
    _end(running[count:])
    return [*running[:count], *(_start_queue() for _ in range(count - len(running)))]


def _run_queue() -> None:
    _start_queue(is_once=True).wait()


def _start_queue(*, is_once: bool = False) -> subprocess.Popen:
    always, to_end = QUEUE_COMMANDS[settings.TASKS_BACKEND]
    arguments = [*always, *(to_end if is_once else ())]
    manage = Path(settings.BASE_DIR) / "manage.py"
    return subprocess.Popen(  # noqa: S603  our own command with our own words
        [sys.executable, str(manage), *arguments], cwd=settings.BASE_DIR
    )


def _end(queues: list[subprocess.Popen]) -> None:
    for queue in queues:
        queue.terminate()
    for queue in queues:
        queue.wait()

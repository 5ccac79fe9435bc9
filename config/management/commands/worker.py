"""The worker: runs scheduled and enqueued tasks, and sends messages. Any number of workers may run,
on any number of machines that share the database."""

import logging
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from access import selectors as access_selectors
from access.actor import Actor
from config import schedule
from responses.invitations import providers as invitations_providers
from responses.invitations.actions import send
from responses.sms.provider import ConfigurationError, Provider

ACTOR = Actor.system("worker")
PAUSE_SECONDS = 1.0
"""How long a round waits after nothing was sent."""

AFTER_A_FAULT = CHOSEN_FOR = timedelta(minutes=1)
QUEUE_COMMANDS = {
    "database": (("db_worker", "--interval", "1", "--no-reload"), ("--batch",)),
    "rq": (("rqworker", "default", "--job-class", "django_tasks_rq.Job"), ("--burst",)),
}
"""By TASKS_BACKEND, the command that runs tasks, and the option that ends it when none is left."""

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Do background work: scheduled and wanted tasks, and the sending of messages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due, then end")
        parser.add_argument(
            "--tasks", type=int, default=1, metavar="N", help="how many tasks may run at once"
        )

    def handle(self, *, once: bool, tasks: int, **options: object) -> None:
        self._providers: list[Provider] = []
        self._faults: dict[str, str] = {}
        self._origin: str | None = None
        self._next_try_at = self._choose_again_at = timezone.now()
        if once:
            self._do_what_is_due()
        else:
            self._work(tasks)

    def _do_what_is_due(self) -> None:
        """For --once. Tasks may enqueue tasks, so this repeats until none is handed out."""
        while schedule.tick(at=timezone.now()):
            _start_queue(is_once=True).wait()
        while self._send():
            pass

    def _work(self, tasks: int) -> None:
        queues = [_start_queue() for _ in range(tasks)]
        is_ended = False

        def end(*_: object) -> None:
            nonlocal is_ended
            is_ended = True

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        try:
            while not is_ended:
                queues = [queue if queue.poll() is None else _start_queue() for queue in queues]
                self._round()
        finally:
            _end(queues)

    def _round(self) -> None:
        """One round: hand out due tasks, send one batch. An error, such as a database that restarts
        or a Redis that does not answer, is logged, and the next round tries again."""
        close_old_connections()
        try:
            schedule.tick(at=timezone.now())
            sent = self._send()
        except Exception:
            # No traceback: the database's message may quote a value of a row.
            logger.error("A round of the worker failed: %s", sys.exc_info()[0])  # noqa: TRY400
            sent = 0
        if not sent:
            time.sleep(PAUSE_SECONDS)

    def _send(self) -> int:
        """Send one batch with each provider. Returns how many messages were handled."""
        now = timezone.now()
        if now < self._next_try_at:
            return 0
        try:
            providers = self._chosen_providers()
        except ConfigurationError as error:
            self._rest(str(error), now)
            return 0
        return sum(self._send_batch(provider) for provider in providers)

    def _send_batch(self, provider: Provider) -> int:
        sent = send.send_due(provider=provider, by=ACTOR, now=timezone.now)
        fault = sent.stopped_because if sent.is_faulty else ""
        if fault and fault != self._faults.get(provider.transport):
            logger.error("Nothing is sent over %s: %s", provider.transport, fault)
        self._faults[provider.transport] = fault
        return sent.handled

    def _chosen_providers(self) -> list[Provider]:
        """The providers, chosen again every minute and when the data origin changes: forces are
        given accounts of their own, and an empty database may be filled with simulated people."""
        now, origin = timezone.now(), access_selectors.data_origin()
        if not self._providers or origin != self._origin or now >= self._choose_again_at:
            self._providers = invitations_providers.chosen_providers(
                is_simulated=access_selectors.is_simulated(), now=timezone.now
            )
            self._origin, self._choose_again_at = origin, now + CHOSEN_FOR
        return self._providers

    def _rest(self, reason: str, now: datetime) -> None:
        logger.error("Nothing is sent: %s", reason)
        self._next_try_at = now + AFTER_A_FAULT


def _start_queue(*, is_once: bool = False) -> subprocess.Popen:
    always, to_end = QUEUE_COMMANDS[settings.TASKS_BACKEND]
    arguments = [*always, *(to_end if is_once else ())]
    manage = Path(settings.BASE_DIR) / "manage.py"
    return subprocess.Popen(  # noqa: S603  our own command with our own words
        [sys.executable, str(manage), *arguments], cwd=settings.BASE_DIR
    )


def _end(queues: list[subprocess.Popen]) -> None:
    """Ask each queue process to end and wait for it: its running task is finished first. A second
    signal would abort the task."""
    for queue in queues:
        queue.terminate()
    for queue in queues:
        queue.wait()

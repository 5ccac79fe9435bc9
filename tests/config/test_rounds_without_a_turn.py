import logging
import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection

from access import actions as access_actions
from access.background import task_queue
from access.models import DataOrigin, TaskRun
from config import schedule
from config.management.commands import worker as command
from config.worker import Worker
from responses.invitations.actions import send as send_actions
from responses.models import OutboxMessage
from tests.conftest import NOW, TESTER
from tests.responses.asked import queued, row, send
from tests.responses.scripted import Scripted

pytestmark = [pytest.mark.sqlite_only, pytest.mark.slow]
TASK = "tests.background_tasks.note"


class Holder:
    def __init__(self, other: sqlite3.Connection) -> None:
        self._other = other

    def take(self) -> None:
        self._other.execute("BEGIN IMMEDIATE")

    def leave(self) -> None:
        if self._other.in_transaction:
            self._other.execute("ROLLBACK")


@pytest.fixture
def holder(transactional_db: None) -> Iterator[Holder]:
    connection.ensure_connection()
    name = str(connection.settings_dict["NAME"])
    other = sqlite3.connect(name, uri=name.startswith("file:"), isolation_level=None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        [waits] = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout = 1")
    held = Holder(other)
    yield held
    held.leave()
    other.close()
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {waits}")


class _Clock:
    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def at_work(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> Worker:
    monkeypatch.setattr(command, "close_old_connections", lambda: None)
    access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)
    schedule.tick(at=NOW)
    return Worker(now=_Clock(NOW).now, run_tasks=lambda: None)


class TestARoundWithoutATurn:
    def test_is_one_of_none_where_nothing_is_due(self, at_work: Worker, holder: Holder) -> None:
        holder.take()

        assert (at_work.hand_out(), at_work.send_batches()) == (0, 0)

    def test_leaves_a_task_for_the_next_and_says_so(
        self, at_work: Worker, holder: Holder, caplog: pytest.LogCaptureFixture
    ) -> None:
        task_queue.enqueue(TASK, 1, at=NOW)
        holder.take()

        assert command._tried(at_work.hand_out) == 0

        [record] = [one for one in caplog.records if one.levelno == logging.ERROR]
        assert "OperationalError" in record.getMessage()
        assert "stays due" in record.getMessage()
        holder.leave()
        assert command._tried(at_work.hand_out) == 1
        assert TaskRun.objects.get(task=TASK).hand_out_at > NOW

    def test_leaves_a_text_for_the_next(self, at_work: Worker, holder: Holder) -> None:
        queued(row())
        holder.take()

        assert command._tried(at_work.send_batches) == 0

        holder.leave()
        assert command._tried(at_work.send_batches) == 1
        assert OutboxMessage.objects.get().state == "sent"

    def test_sends_a_text_once_though_its_end_could_not_be_written(self, holder: Holder) -> None:
        queued(row())
        provider = _Held(holder)

        with pytest.raises(OperationalError):
            send(provider=provider)

        holder.leave()
        later = NOW + send_actions.LEASE_DURATION + timedelta(minutes=1)
        assert send(later, provider).found == 1
        assert (len(provider.texts), OutboxMessage.objects.get().state) == (1, "sent")

    def test_sets_no_text_aside_however_often(self, holder: Holder, monkeypatch) -> None:
        [message] = queued(row())

        def refuse(_text: object) -> None:
            message = "database is locked"
            raise OperationalError(message)

        provider = Scripted()
        monkeypatch.setattr(provider, "send", refuse)
        for hours in range(5):
            OutboxMessage.objects.update(due_at=NOW)
            send(NOW + timedelta(hours=hours), provider)

        message.refresh_from_db()
        assert message.attempts == 5
        assert message.state == "due"


class _Held(Scripted):
    def __init__(self, holder: Holder) -> None:
        super().__init__()
        self._holder = holder

    def send(self, text):
        accepted = super().send(text)
        self._holder.take()
        return accepted

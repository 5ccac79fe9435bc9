import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils.module_loading import import_string

from access.destruction import clocks
from analytics.refresh.actions import refill
from config.schedule import SCHEDULE
from responses.invitations import providers
from tests.analytics import make
from tests.conftest import NOW, TESTER
from tests.responses.asked import NO_FLAGS, SAFE, decide, load, queue, row, send
from tests.responses.scripted import Scripted

WRITE = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "?([a-z_]+)"?')
RECORDS = frozenset(
    {"access_auditevent", "access_destructionrun", "access_scheduledslot", "access_taskrun"}
)
"""A run may write that it ran."""
ITS_WORK = {
    "access.tasks.chain_audit": "a link for each event that tasks have written since",
    "analytics.tasks.refill_figures": "writes of open quarters who was asked, which changes daily",
}
"""Tasks that write again what they wrote, and why."""


@contextmanager
def written() -> Iterator[Counter[str]]:
    rows: Counter[str] = Counter()

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        table = WRITE.match(sql)
        if table and table[1] not in RECORDS:
            rows[table[1]] += max(context["cursor"].rowcount, 0)
        return result

    with connection.execute_wrapper(count):
        yield rows


def a_working_day() -> None:
    load(*[row() for _ in range(4)], row(flags={}, **SAFE), row(flags={}), row(birth_year=2015),
         row(reported_on=NOW.date() - timedelta(days=2), stage_on=NOW.date() - timedelta(days=2)),
         row(contact_mobile=""), row(flags={**NO_FLAGS, "police_suspect": True}))  # fmt: skip
    decide()
    queue()
    send()
    make.load([*make.satisfied_and_not(20, 15), *make.silent(10)])
    refill.refill_cells(periods=[make.Q3], by=TESTER, at=NOW)


@pytest.mark.slow
@pytest.mark.django_db
class TestAScheduledTask:
    def test_writes_nothing_where_nothing_is_new(self, monkeypatch):
        monkeypatch.setattr(providers, "chosen_providers", lambda **_: [Scripted()])
        monkeypatch.setattr(clocks, "database_clock", lambda *, machine_at: machine_at)
        a_working_day()
        tasks = [entry.task for entry in SCHEDULE if entry.task not in ITS_WORK]
        again = {}

        with time_machine.travel(NOW, tick=False) as clock:
            for task in tasks:
                import_string(task).func()
            clock.shift(timedelta(hours=1))
            for task in tasks:
                with written() as rows:
                    import_string(task).func()
                again[task] = {table: count for table, count in rows.items() if count}

        assert {task: rows for task, rows in again.items() if rows} == {}

    def test_that_writes_again_says_why(self):
        assert set(ITS_WORK) <= {entry.task for entry in SCHEDULE}
        assert all(ITS_WORK.values())

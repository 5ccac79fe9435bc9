"""A sample of `./dev bench volume`: the same table over forty thousand cases, which is enough for
PostgreSQL to prefer other plans than for ten."""

import pytest
from django.db import connection

from config.schedule import SCHEDULE
from tests.bench.volume import reads, rows, table
from tests.conftest import NOW

CASES = 12_000
SHARE = 0.2
"""Of the costs stated for a million: some of what is read does not grow with cases."""


class TestTheTableOfReads:
    def test_has_every_scheduled_task_and_no_other(self):
        assert set(reads.TASKS) == {entry.task for entry in SCHEDULE}
        assert all(reads.TASKS.values())


@pytest.mark.databases
@pytest.mark.slow
@pytest.mark.django_db
class TestWhatTasksAndPagesAsk:
    def test_has_plans_that_a_nation_does_not_outgrow(self):
        if connection.vendor != "postgresql":
            # Plans are those of PostgreSQL. The second leg of the suite runs this there.
            return
        rows.fill(cases=CASES, at=NOW)

        found = dict(table.judged(at=NOW, size=CASES / 1_000_000, share=SHARE))

        assert [f"{name}: {fault}" for name, each in found.items() for fault in each.faults] == []
        assert sum(each.queries for each in found.values()) > 100

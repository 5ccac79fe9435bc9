from datetime import timedelta

import pytest

from access.destruction import clocks
from config.worker import Worker
from tests.conftest import NOW

MINUTE = timedelta(minutes=1)


class TestAWorkersClock:
    @pytest.mark.parametrize("off", [2 * MINUTE, -2 * MINUTE, timedelta(hours=1)])
    def test_is_wrong_where_it_is_not_the_databases(
        self, off: timedelta, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(clocks, "database_clock", lambda *, machine_at: machine_at + off)
        worker = Worker(now=lambda: NOW, run_tasks=lambda: None)

        assert [worker.has_right_clock() for _round in range(2)] == [False, False]
        assert caplog.text.count("Nothing is done") == 1

    def test_is_right_again_once_it_was_set(self, monkeypatch: pytest.MonkeyPatch) -> None:
        offs = iter((timedelta(hours=1), timedelta(seconds=1)))
        monkeypatch.setattr(clocks, "database_clock", lambda *, machine_at: machine_at + next(offs))
        worker = Worker(now=lambda: NOW, run_tasks=lambda: None)

        assert [worker.has_right_clock() for _round in range(2)] == [False, True]

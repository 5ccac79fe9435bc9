"""What opening one page takes: of the processor here and in the database, and how many queries."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tests.architecture.test_queries import CONTROL, queries
from tests.bench.pages import yardstick
from tests.bench.scale.measured import NO_ROW, server_seconds

REPEATS = 4
Statement = tuple[str, Any]


@dataclass(frozen=True, kw_only=True)
class PageTaken:
    here: float
    asking: float
    yard: float
    queries: int

    @property
    def whole(self) -> float:
        return self.here + self.asking if connection.vendor == "postgresql" else self.here

    @property
    def quiet(self) -> float:
        return self.whole * yardstick.QUIET_MS / self.yard


def taken(work: Callable[[], object]) -> PageTaken:
    asked: list[Statement] = []
    with _noted(asked):
        count = queries(work, but=(*CONTROL, NO_ROW))
    here, there, yards = [], [], []
    for _ in range(REPEATS):
        yards.append(yardstick.drawn_ms())
        server, began = server_seconds(), time.process_time()
        work()
        here.append(1_000 * (time.process_time() - began))
        there.append(1_000 * (server_seconds() - server))
    asking = min(there) if connection.vendor == "postgresql" else _asked_alone(asked)
    return PageTaken(here=min(here), asking=asking, yard=min(yards), queries=count)


@contextmanager
def _noted(asked: list[Statement]) -> Iterator[None]:
    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many and sql.startswith(("SELECT", "(SELECT")):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def _asked_alone(asked: list[Statement]) -> float:
    began = time.process_time()
    with connection.cursor() as cursor:
        for sql, params in asked:
            cursor.execute(sql, params)
            cursor.fetchall()
    return 1_000 * (time.process_time() - began)

"""Explains every query that a piece of work asks PostgreSQL, while it asks."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from access import process_cache
from tests.bench.volume import plans
from tests.bench.volume.plans import Limits

LARGE, LEAST_LARGE = 10_000, 1_000
"""Rows of a table that must not be scanned again for each row of another: at a million cases, and
where there are few."""
MOST_PAIRS, LEAST_PAIRS = 10_000_000, 20_000
"""Pairs that a nested loop may compare. They grow with the square of the cases."""
MOST_SECONDS = 60
LEAST_SPILT = 1_000
"""kB of a page's hundred rows, which do not shrink with the database as the memory does."""
WORK_MEM = 4_096
"""kB, as PostgreSQL has it where nobody sets it."""
EXPLAINED = ("SELECT", "UPDATE", "DELETE", "WITH")
MEASURED = ("SELECT", "WITH")
"""What is run twice, once to be measured. A change is only planned before it is made."""


@dataclass
class Explained:
    queries: int = 0
    cost: float = 0.0
    ms: float = 0.0
    written: int = 0
    faults: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)


def explain(
    work: Callable[[], object], *, cost: float, size: float = 1.0, spilt: int = 0
) -> Explained:
    done = Explained()
    process_cache.clear()
    limits = Limits(
        large=large_tables(max(LARGE * size, LEAST_LARGE)),
        cost=cost,
        pairs=max(MOST_PAIRS * size**2, LEAST_PAIRS),
        spilt=max(spilt, LEAST_SPILT if size < 1 else 0),
    )
    wrapper = _Explainer(done, limits)
    try:
        with (
            transaction.atomic(),
            _undone(),
            _as_at_a_million(size),
            connection.execute_wrapper(wrapper),
        ):
            work()
    except _EndedError as ended:
        done.faults.append(str(ended))
    return done


class _EndedError(Exception):
    pass


class _UndoneError(Exception):
    pass


@contextmanager
def _undone() -> Iterator[None]:
    yield
    transaction.set_rollback(True)


@contextmanager
def _as_at_a_million(size: float) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{MOST_SECONDS}s'")
        cursor.execute(f"SET LOCAL work_mem = '{max(64, round(WORK_MEM * size))}kB'")
    yield


def large_tables(least: float) -> frozenset[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [least]
        )
        return frozenset(name for (name,) in cursor.fetchall())


class _Explainer:
    def __init__(self, done: Explained, limits: Limits) -> None:
        self.done = done
        self.limits = limits
        self.is_explaining = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if self.is_explaining or many or not sql.startswith(EXPLAINED):
            return execute(sql, params, many, context)
        self.is_explaining = True
        try:
            plan = self._plan(sql, params)
        except Exception as error:
            raise _EndedError(f"not planned or measured: {error}: {sql[:200]}") from error
        finally:
            self.is_explaining = False
        self.done.queries += 1
        self.done.statements.append(sql)
        self.done.cost = max(self.done.cost, plan["Total Cost"])
        self.done.faults += [
            f"{fault}: {sql[:160]}" for fault in plans.faults(plan, limits=self.limits)
        ]
        began = time.perf_counter()
        found = execute(sql, params, many, context)
        self.done.ms += 1_000 * (time.perf_counter() - began)
        return found

    def _plan(self, sql: str, params: Any) -> plans.Node:
        analyze = "ANALYZE, " if sql.startswith(MEASURED) and "FOR UPDATE" not in sql else ""
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN ({analyze}VERBOSE, FORMAT JSON) {sql}", params)
            found = cursor.fetchone()[0]
        document = json.loads(found) if isinstance(found, str) else found
        plan: plans.Node = document[0]["Plan"]
        return plan

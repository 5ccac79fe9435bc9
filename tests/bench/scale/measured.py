"""What one piece of work asks of PostgreSQL."""

import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from access import process_cache

EXPLAINED = ("SELECT", "UPDATE", "DELETE", "WITH")
NO_ROW = "SELECT set_config("
"""How far a viewer reaches, said to the connection."""
TICKS, NANOSECONDS = os.sysconf("SC_CLK_TCK"), 1_000_000_000
REPEATS = 2
LONG = 1.0
"""Seconds of the processor."""
MONTH = re.compile(r"_(\d{4}_\d\d|before|default)\b")
ONE_OF_MANY = ("Append", "MergeAppend", "Merge Append")
KEPT = ("Node Type", "Relation Name", "Index Name", "Join Type", "Strategy")


@dataclass(frozen=True)
class Taken:
    ms: float
    waited: float
    queries: int
    plans: tuple[str, ...]


def taken(work: Callable[[], object]) -> Taken:
    plans: list[str] = []
    best, waited = _timed(lambda: plans.extend(_plans(work)))
    for _ in range(REPEATS if best < LONG else 0):
        took, clock = _timed(lambda: _undone(work))
        best, waited = min(best, took), min(waited, clock)
    return Taken(1_000 * best, 1_000 * waited, len(plans), tuple(plans))


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    process_cache.clear()
    began, here, there = time.perf_counter(), time.process_time(), server_seconds()
    work()
    return time.process_time() - here + server_seconds() - there, time.perf_counter() - began


def server_seconds() -> float:
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    process = Path(f"/proc/{connection.connection.info.backend_pid}")
    if (exactly := process / "schedstat").is_file():
        return int(exactly.read_text().split()[0]) / NANOSECONDS
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _undone(work: Callable[[], object]) -> None:
    with transaction.atomic():
        work()
        transaction.set_rollback(True)


def _plans(work: Callable[[], object]) -> tuple[str, ...]:
    found: list[str] = []
    explaining = False

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal explaining
        if not explaining and not many and _is_read(sql):
            explaining = True
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
                said = cursor.fetchone()[0]
            explaining = False
            document = json.loads(said) if isinstance(said, str) else said
            found.append(shape(document[0]["Plan"]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        _undone(work)
    return tuple(found)


def _is_read(sql: str) -> bool:
    return sql.lstrip("(").startswith(EXPLAINED) and not sql.startswith(NO_ROW)


def shape(plan: Any) -> str:
    below = [shape(each) for each in plan.get("Plans", ())]
    if plan["Node Type"] in ONE_OF_MANY:
        below = sorted(set(below))
    own = " ".join(MONTH.sub("", str(plan[key])) for key in KEPT if key in plan)
    return f"{own}({', '.join(below)})" if below else own

"""`./dev bench scale`: fills PostgreSQL with the invitations of one quarter and then of eight, each
in a database that is dropped, and prints what each query and page takes at both, whether its plan
is the same, and how the times compare."""

import json
import logging
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import psycopg

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
FEW, MANY = 1, 8
"""Quarters."""
INVITED = int(os.environ.get("BENCH_INVITED", "5_000_000"))
HAS_PAGES = os.environ.get("BENCH_PAGES") != "no"
BYTES_AN_INVITATION = 8_000
"""Room that is wanted, with indexes while they are made and WAL."""
MOST_MS = 150
DATABASE = f"bench_scale_{os.getpid()}"
ADDRESS = f"{POSTGRES.rpartition('/')[0]}/{DATABASE}"
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["DATABASE_URL"] = ADDRESS


def _say(statement: str) -> None:
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


@contextmanager
def _database() -> Iterator[None]:
    from django.db import connection

    _say(f"CREATE DATABASE {DATABASE}")
    # What other processes of the server take could not be counted.
    _say(f"ALTER DATABASE {DATABASE} SET max_parallel_workers_per_gather = 0")
    # As deploy/postgresql sets them.
    for setting in ("random_page_cost = 1.1", "jit = off"):
        _say(f"ALTER DATABASE {DATABASE} SET {setting}")
    try:
        yield
    finally:
        connection.close()
        _say(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def main() -> int:
    free = shutil.disk_usage("/").free
    if free < INVITED * BYTES_AN_INVITATION:
        print(f"{free / 1e9:.0f} GB are free, and {INVITED * BYTES_AN_INVITATION / 1e9:.0f} wanted")
        return 1
    import django

    django.setup()
    from django.test.utils import setup_test_environment

    setup_test_environment()
    logging.disable(logging.WARNING)
    unfit, found = 0, []
    for quarters in map(int, sys.argv[1:] or (FEW, MANY)):
        kept = Path(os.environ.get("BENCH_KEEP", "/nowhere")) / f"{quarters}.json"
        if not kept.exists():
            with _database():
                measured = _measured(quarters)
                unfit += _month() if quarters == MANY else 0
            if kept.parent.exists():
                kept.write_text(json.dumps(measured))
        found.append(json.loads(kept.read_text()) if kept.exists() else measured)
    return unfit + (_compared(*found) if len(found) > 1 else 0)


def _measured(quarters: int) -> dict[str, dict[str, object]]:
    from django.core.management import call_command
    from django.utils import timezone

    from access import actions as access_actions
    from access.forces.reference_file import force_rows
    from tests.bench.scale import asked, bytes_a_row, filling
    from tests.conftest import TESTER, publish_short_core

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    now = timezone.now()
    access_actions.load_forces(rows=force_rows(), by=TESTER, at=now)
    publish_short_core()
    began = time.perf_counter()
    filling.fill(ADDRESS, quarters=quarters, invited=INVITED, at=now)
    print(f"{quarters} quarters filled in {time.perf_counter() - began:.0f} s", flush=True)
    bytes_a_row.print_sizes()
    found: dict[str, dict[str, object]] = {}
    for read in (asked.hot_queries, asked.opened_pages)[: 1 + HAS_PAGES]:
        for name, taken in read(at=now):
            print(f"  {name}: {taken.ms:.0f} ms, {taken.queries} queries", flush=True)
            found[name] = asdict(taken) | {"plans": list(taken.plans)}
    return found


def _month() -> int:
    from tests.bench.scale import month_that_goes

    return int(not month_that_goes.dropped_and_deleted())


def _compared(one: dict, eight: dict) -> int:  # type: ignore[type-arg]
    over = 0
    print(f"{'asked':<72} {'1 quarter':>10} {'8 quarters':>11} {'ratio':>6}  queries  plans")
    for name in [each for each in one if each in eight]:
        few, many = one[name], eight[name]
        is_over = name.startswith("/") and many["ms"] > MOST_MS
        over += is_over
        plans = "same" if few["plans"] == many["plans"] else "other"
        print(
            f"{name:<72} {few['ms']:>7.0f} ms {many['ms']:>8.0f} ms"
            f" {many['ms'] / max(few['ms'], 1):>6.1f}"
            f"  {many['queries']:>7}  {plans}{'  OVER' if is_over else ''}"
        )
        for before, after in zip(few["plans"], many["plans"], strict=False):
            if before != after:
                print(f"    {before}\n    {after}")
    print(f"{over} pages over {MOST_MS} ms", flush=True)
    return min(over, 1)


if __name__ == "__main__":
    sys.exit(main())

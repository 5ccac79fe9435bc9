"""`./dev bench volume`: explains what tasks and staff pages ask, in a database of a million cases
that is made for it and dropped."""

import logging
import os
import sys
import time
from datetime import datetime

import psycopg

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
DATABASE = f"bench_volume_{os.getpid()}"
CASES = int(os.environ.get("BENCH_CASES", "1_000_000"))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ["DATABASE_URL"] = f"{POSTGRES.rpartition('/')[0]}/{DATABASE}"


def _say(statement: str) -> None:
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def main() -> int:
    _say(f"CREATE DATABASE {DATABASE}")
    try:
        return _run()
    finally:
        _say(f"DROP DATABASE {DATABASE} WITH (FORCE)")


def _run() -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.test.utils import setup_test_environment
    from django.utils import timezone

    from access import actions as access_actions
    from access.forces.reference_file import force_rows
    from tests.bench.volume import rows, table
    from tests.conftest import TESTER, publish_short_core

    setup_test_environment()
    logging.disable(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    now = timezone.now()
    access_actions.load_forces(rows=force_rows(), by=TESTER, at=now)
    publish_short_core()
    began = time.perf_counter()
    rows.fill(cases=CASES, at=now)
    print(f"{CASES:,} cases and all that follows them: {time.perf_counter() - began:.0f} s")
    return _print(table, at=now)


def _print(table: object, *, at: datetime) -> int:
    unfit = 0
    for name, found in table.judged(at=at, size=CASES / 1_000_000):  # type: ignore[attr-defined]
        print(table.line(name, found), flush=True)  # type: ignore[attr-defined]
        unfit += bool(found.faults)
    print(f"{unfit} unfit")
    return min(unfit, 1)


if __name__ == "__main__":
    sys.exit(main())

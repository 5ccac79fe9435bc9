"""Fills the database that DATABASE_URL names, unless it is filled, and opens every page."""

import logging
import os
import sys
import time
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> int:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.bench.pages import filled, walked

    # As deploy/postgresql sets them.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET random_page_cost = 1.1")
            cursor.execute("SET jit = off")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    filled.fill(Path(sys.argv[1]))
    # As the service's own keeps up. Without it no index is read without its rows.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
    print(f"filled in {_spent():.0f} s of the processor", flush=True)
    logging.disable(logging.WARNING)
    return walked.walk(on="PostgreSQL" if connection.vendor == "postgresql" else "SQLite")


def _spent() -> float:
    times = os.times()
    return sum(times[:4])


if __name__ == "__main__":
    began = time.perf_counter()
    code = main()
    print(f"all in {time.perf_counter() - began:.0f} s on the clock", flush=True)
    sys.exit(code)

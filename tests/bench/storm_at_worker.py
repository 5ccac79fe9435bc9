"""A storm of texts beside the real worker, on PostgreSQL: how long each waits from being sent to
standing in the queue."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from tests.bench import intake

A_SECOND, SECONDS = 50, 60
TEXTS = A_SECOND * SECONDS
MOST_WAITING = 240
"""Seconds after the last text within which all are to be sorted."""
LOOK_EVERY = 0.1
SORTED = "SELECT count(*) FROM responses_writtentext WHERE sorted_at IS NOT NULL"
SENT = "SELECT extract(epoch FROM sent_at) FROM responses_writtentext ORDER BY sent_at"
PREPARE = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from django.utils import timezone
from tests.bench import storm
storm.begin(at=timezone.now())
storm.answer(TEXTS, at=timezone.now())
"""
SEND = """
import os, time, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from django.utils import timezone
from tests.bench import storm
began = time.monotonic()
for number, send in enumerate(storm.sendings()):
    time.sleep(max(0.0, began + number / A_SECOND - time.monotonic()))
    send(at=timezone.now())
print(time.monotonic() - began)
"""


def storm_at_the_worker() -> None:
    with tempfile.TemporaryDirectory() as folder:
        env, kind = intake.database(Path(folder))
        if kind != "PostgreSQL":
            print("the storm at the worker was not measured: PostgreSQL does not answer")
            return
        try:
            _measure(env | {"TASKS_BACKEND": "database"})
        finally:
            intake.drop(kind)


def _measure(env: dict[str, str]) -> None:
    intake.run(env, "manage.py", "migrate")
    intake.run(env, "manage.py", "createcachetable")
    intake.run(env, "-c", f"TEXTS = {TEXTS}\n{PREPARE}")
    worker = subprocess.Popen(
        [sys.executable, "manage.py", "worker"], env=env,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        time.sleep(10)  # it is at work, and no longer at its start
        sender = subprocess.Popen(
            [sys.executable, "-c", f"A_SECOND = {A_SECOND}\n{SEND}"], env=env,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        with psycopg.connect(env["DATABASE_URL"], autocommit=True) as connection:
            seen = _seen(connection, sender)
            sent = [float(at) for (at,) in connection.execute(SENT)]
        took = float(sender.communicate()[0])
    finally:
        worker.terminate()
        worker.wait(timeout=60)
    waits = sorted(seen[number] - at for number, at in enumerate(sent))
    print(
        f"{TEXTS:,} texts sent in {took:.0f} s ({TEXTS / took:.0f} a second), sorted by a worker "
        f"beside it: half within {waits[TEXTS // 2]:.1f} s, 99 of 100 within "
        f"{waits[TEXTS * 99 // 100]:.1f} s (60 wanted), the last within {waits[-1]:.1f} s"
    )


def _seen(connection: psycopg.Connection, sender: subprocess.Popen[str]) -> list[float]:
    """When the first, the second … text was seen to be sorted, in seconds of the epoch."""
    seen: list[float] = []
    until = None
    while len(seen) < TEXTS:
        [(count,)] = connection.execute(SORTED).fetchall()
        seen += [time.time()] * (count - len(seen))
        if until is None and sender.poll() is not None:
            until = time.monotonic() + MOST_WAITING
        if until is not None and time.monotonic() > until:
            sys.exit(f"only {len(seen):,} of {TEXTS:,} texts were sorted")
        time.sleep(LOOK_EVERY)
    return seen

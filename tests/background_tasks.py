"""Tasks that exist for tests alone: they leave a line in the file that TASK_TRACE names."""

import os
import random
import time
from datetime import timedelta
from pathlib import Path

from django.db import connection

from access.background import leases, task_queue

PATIENCE_SECONDS = 60

# Worker processes load this module with the first task of it.
if "TASK_LEASE_SECONDS" in os.environ:
    leases.LEASE = timedelta(seconds=float(os.environ["TASK_LEASE_SECONDS"]))
if "TASK_HAND_OUT_AGAIN_SECONDS" in os.environ:
    again = timedelta(seconds=float(os.environ["TASK_HAND_OUT_AGAIN_SECONDS"]))
    task_queue.HAND_OUT_AGAIN_AFTER = again


def trace() -> list[str]:
    path = Path(os.environ["TASK_TRACE"])
    return path.read_text().splitlines() if path.exists() else []


def leave(line: str) -> None:
    with Path(os.environ["TASK_TRACE"]).open("a") as file:
        file.write(f"{line}\n")


def called_after(*_of_job: object) -> None:
    leave("called after")


@task_queue.task
def note(number: int) -> None:
    leave(f"note {number}")


@task_queue.task
def stumble(number: int) -> None:
    leave(f"stumble {number}")
    if trace().count(f"stumble {number}") == 1:
        message = "cannot reach 07700 900123"
        raise ConnectionError(message)


@task_queue.task
def fail(_number: int) -> None:
    message = "cannot reach 07700 900123"
    raise ConnectionError(message)


@task_queue.task
def hang(number: int) -> None:
    leave(f"hang {number}")
    if trace().count(f"hang {number}") == 1:
        time.sleep(PATIENCE_SECONDS)


@task_queue.task
def take_long(number: int) -> None:
    leave(f"begin {number}")
    time.sleep(4 * leases.LEASE.total_seconds())
    leave(f"end {number}")


@task_queue.task
def want_itself_once(number: int) -> None:
    from tests.conftest import NOW

    leave(f"want {number}")
    if trace().count(f"want {number}") == 1:
        task_queue.enqueue("tests.background_tasks.want_itself_once", number, at=NOW)


@task_queue.task
def write_row(number: int) -> None:
    with connection.cursor() as cursor:
        row = (number, os.environ["HOST"])
        cursor.execute("INSERT INTO written_by_tasks (number, host) VALUES (%s, %s)", row)
    time.sleep(random.random() / 5)

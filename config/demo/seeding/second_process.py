"""A second process for the whole of a start, so that two cores are both used: it makes the nation
while this one loads it, and works out figures beside this one."""

import gc
import multiprocessing
import os
import queue
import signal
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import django
from django.utils.module_loading import import_string

READY = (
    "analytics.refresh.actions.refill",
    "analytics.disclosure.quarter_protection",
    "analytics.cube.parquet",
    "pandas",
)
KEPT_READY = 20
"""Values that wait for the reader. Of a nation it is as many forces as are made until the tables
are; all would fill memory."""


class SecondProcessError(Exception):
    """The second process ended with a fault, which it has printed."""


class SecondProcess:
    """Does one job after the other. A job is the path of a function, and not the function, which
    might need Django before the process has it. `folder` is for both, as long as it lives."""

    def __init__(self, connection: Connection, folder: Path) -> None:
        self._connection = connection
        self.folder = folder

    def begin(self, path: str, *arguments: object) -> None:
        """Have a job done after those begun before it."""
        self._connection.send((path, arguments))

    def has_value(self) -> bool:
        """Whether `finish` need not wait for what comes next: a value, or the end of a job."""
        return self._connection.poll()

    def finish(self) -> Iterator[Any]:
        """What the oldest job that is not finished gives, value by value, until it ends.

        Raises SecondProcessError."""
        try:
            while (value := self._connection.recv()) is not None:
                yield value
        except EOFError:
            raise SecondProcessError from None


@contextmanager
def begun(*, is_worth_it: bool) -> Iterator[SecondProcess | None]:
    """A process that ends with the block, and with this process however this one ends; None where
    the work is done before another process has started."""
    if not is_worth_it:
        yield None
        return
    # A fork would share the database's connection; a fresh process has none.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    with tempfile.TemporaryDirectory() as folder:
        try:
            yield SecondProcess(ours, Path(folder))
        finally:
            ours.close()
            process.join()


@contextmanager
def without_collector() -> Iterator[None]:
    """Millions of short-lived rows hold no cycles; looking for some takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def get_ready() -> None:
    """A job: what figures and alerts need, before they are asked for."""
    for name in READY:
        __import__(name)


def _serve(connection: Connection) -> None:
    """A fault ends the process and so the connection."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ready: queue.Queue[object] = queue.Queue(maxsize=KEPT_READY)
    threading.Thread(target=_send, args=(ready, connection), daemon=True).start()
    django.setup()
    with without_collector():
        while job := _next_job(connection):
            path, arguments = job
            values: Iterable[object] | None = import_string(path)(*arguments)
            for value in values or ():
                ready.put(value)
            ready.put(None)
    # Nothing is left to be said, and to give back what it holds piece by piece takes seconds.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _next_job(connection: Connection) -> tuple[str, tuple[object, ...]] | None:
    try:
        job: tuple[str, tuple[object, ...]] = connection.recv()
    except EOFError:
        return None
    return job


def _send(ready: "queue.Queue[object]", connection: Connection) -> None:
    try:
        while True:
            connection.send(ready.get())
    except BrokenPipeError:
        # Whoever began this process has ended.
        os._exit(0)

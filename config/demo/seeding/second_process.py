"""Makes the nation on the second core while this process loads it, then figures in parallel."""

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
# As many forces as are made before tables exist; all would fill the memory.
KEPT_READY = 20


class SecondProcessError(Exception):
    """It has printed the error."""


class SecondProcess:
    def __init__(self, connection: Connection, folder: Path) -> None:
        self._connection = connection
        self.folder = folder

    def begin(self, path: str, *arguments: object) -> None:
        self._connection.send((path, arguments))

    def has_value(self) -> bool:
        """The next value or the end, without waiting."""
        return self._connection.poll()

    def finish(self) -> Iterator[Any]:
        """Of the oldest job. Raises SecondProcessError."""
        try:
            while (value := self._connection.recv()) is not None:
                yield value
        except EOFError:
            raise SecondProcessError from None


@contextmanager
def start_process(*, is_worth_it: bool) -> Iterator[SecondProcess | None]:
    """Ends with the block or this process."""
    if not is_worth_it:
        yield None
        return
    # A fork would share the database's connection.
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
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def get_ready() -> None:
    for name in READY:
        __import__(name)


def _serve(connection: Connection) -> None:
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
    # Freeing memory piece by piece takes seconds.
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
        # The parent has ended.
        os._exit(0)

"""Forty threads at once, each with a connection of its own, as in a server that serves many."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from sqlite3 import connect
from threading import Barrier
from typing import TypeVar
from unittest.mock import patch

from django.db import connection, connections

THREADS = 40
Result = TypeVar("Result")


def all_at_once(calls: Sequence[Callable[[], Result]], *, folder: Path) -> list[Result]:
    together = Barrier(THREADS)

    def work(mine: Sequence[Callable[[], Result]]) -> list[Result]:
        try:
            together.wait()
            return [call() for call in mine]
        finally:
            connection.close()

    with _shared_by_threads(folder), ThreadPoolExecutor(THREADS) as pool:
        parts = list(pool.map(work, [calls[number::THREADS] for number in range(THREADS)]))
    return [parts[n % THREADS][n // THREADS] for n in range(len(calls))]


@contextmanager
def _shared_by_threads(folder: Path) -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    path = folder / "crowd.sqlite3"
    with closing(connect(path)) as file:
        connection.connection.backup(file)
        # As every file is that was migrated. The change waits for nobody, and forty would make it.
        file.execute("PRAGMA journal_mode=WAL")
    with patch.dict(connections.settings["default"], NAME=str(path)):
        yield
    with closing(connect(path)) as file:
        file.backup(connection.connection)

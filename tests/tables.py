"""The tables of an empty SQLite database, made once for all processes of a run (TEST_FOLDER): to
make them by the migrations takes each six seconds of a processor."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.core import management
from django.db import connection

MAKING = ("migrate", "createcachetable")


@contextmanager
def copied() -> Iterator[None]:
    """Commands that make tables meanwhile copy those that another process made, or leave theirs to
    be copied."""
    file = _file()
    if file is None or connection.vendor != "sqlite":
        yield
        return
    call_command = management.call_command

    def call(name: str, *arguments: Any, **options: Any) -> Any:
        if name not in MAKING:
            return call_command(name, *arguments, **options)
        if file.exists():
            return _enter(file)
        made = call_command(name, *arguments, **options)
        if name == MAKING[-1]:
            _leave(file)
        return made

    with (
        file.with_suffix(".lock").open("w") as lock,
        patch.object(management, "call_command", call),
    ):
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copy_to(path: Path) -> bool:
    """Whether there were tables to be copied into the file of another database."""
    file = _file()
    if file is None or not file.exists():
        return False
    shutil.copy(file, path)
    return True


def _file() -> Path | None:
    folder = os.environ.get("TEST_FOLDER")
    return Path(folder) / "tables.sqlite3" if folder else None


def _enter(file: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as made:
        made.backup(connection.connection)


def _leave(file: Path) -> None:
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(part)) as made:
        connection.connection.backup(made)
    part.rename(file)

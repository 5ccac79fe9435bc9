"""The tables of an empty database, made once."""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django
import psycopg
from django.core import management
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
MAKING = ("migrate", "createcachetable")
MADE_OF = ("*/migrations/*.py", "*/data/*.csv", "config/settings.py", "requirements/runtime.lock")
"""Whatever tables, and the rows that stand in them from the first, are made of."""
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")


@contextmanager
def copied() -> Iterator[None]:
    by_engine = _from_template if connection.vendor == "postgresql" else _from_file
    with by_engine():
        yield


def copy_to(path: Path) -> bool:
    file = _file()
    if not file.exists():
        return False
    shutil.copy(file, path)
    return True


def _file() -> Path:
    return ROOT / ".cache" / "tests" / f"tables-{_digest()}.sqlite3"


@cache
def _digest() -> str:
    found = hashlib.sha256()
    for path in sorted(path for pattern in MADE_OF for path in ROOT.glob(pattern)):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def _from_file() -> Iterator[None]:
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
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

    with _locked(file.parent), patch.object(management, "call_command", call):
        yield


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "tables.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _enter(file: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as made:
        made.backup(connection.connection)


def _leave(file: Path) -> None:
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(part)) as made:
        connection.connection.backup(made)
    for earlier in file.parent.glob("tables-*.sqlite3"):
        earlier.unlink()
    part.rename(file)


@contextmanager
def _from_template() -> Iterator[None]:
    name = _template_name()
    if name is None:
        yield
        return
    call_command, creation = management.call_command, connection.creation

    def call(command: str, *arguments: Any, **options: Any) -> Any:
        if command not in MAKING:
            return call_command(command, *arguments, **options)
        if is_copy:
            return None
        made = call_command(command, *arguments, **options)
        if command == MAKING[-1]:
            connection.close()
            _on_the_server(f"CREATE DATABASE {name} TEMPLATE {connection.settings_dict['NAME']}")
        return made

    with _locked(Path(os.environ["TEST_FOLDER"])), patch.object(management, "call_command", call):
        with creation._nodb_cursor() as cursor:
            is_copy = creation._database_exists(cursor, name)
        asked = {"TEMPLATE": name} if is_copy else {}
        with patch.dict(connection.settings_dict["TEST"], asked):
            yield


def _template_name() -> str | None:
    folder = os.environ.get("TEST_FOLDER")
    return f"tables_{hashlib.sha256(folder.encode()).hexdigest()[:16]}" if folder else None


def copy_on(server: psycopg.Connection, name: str) -> bool:
    try:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {_template_name() or 'tables'}")
    except psycopg.Error:
        return False
    return True


def _on_the_server(statement: str) -> None:
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute(statement)


def drop() -> None:
    with suppress(psycopg.OperationalError), psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {_template_name()}")


def make() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if not _file().exists():
        django.setup()
        if connection.vendor == "sqlite":
            with copied():
                connection.creation.create_test_db(verbosity=0, serialize=False)


if __name__ == "__main__":
    {"make": make, "drop": drop}[sys.argv[1]]()

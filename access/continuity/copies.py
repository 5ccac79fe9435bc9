import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection

from access.models import AuditEvent


class CopyError(Exception):
    pass


def make(path: Path) -> None:
    """Raises CopyError, also where the file exists."""
    if path.exists():
        message = f"{path} exists already."
        raise CopyError(message)
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    try:
        if connection.vendor == "sqlite":
            _copy_file(Path(connection.settings_dict["NAME"]), unfinished)
        else:
            _run("pg_dump", "--format=custom", f"--file={unfinished}")
        with unfinished.open("rb") as file:
            os.fsync(file.fileno())
        unfinished.rename(path)
    finally:
        unfinished.unlink(missing_ok=True)


def load(path: Path) -> None:
    """Replace the whole database. Raises CopyError."""
    if not path.is_file():
        message = f"There is no file {path}."
        raise CopyError(message)
    if connection.vendor == "sqlite":
        _check_file(path)
        connection.close()
        _copy_file(path, Path(connection.settings_dict["NAME"]))
        return
    _run("pg_restore", "--list", str(path))
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    connection.close()
    _run("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction",
         f"--dbname={connection.settings_dict['NAME']}", str(path))  # fmt: skip


def database_name() -> str:
    return Path(str(connection.settings_dict["NAME"])).name


def is_empty() -> bool:
    tables = connection.introspection.table_names()
    return AuditEvent._meta.db_table not in tables or not AuditEvent.objects.exists()


def _copy_file(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as held, closing(sqlite3.connect(target)) as copy:
            held.backup(copy)
    except sqlite3.Error as error:
        message = f"{source} could not be copied to {target}: {type(error).__name__}"
        raise CopyError(message) from error


def _check_file(path: Path) -> None:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
        try:
            [(said,)] = copy.execute("PRAGMA quick_check(1)").fetchall()
        except sqlite3.Error as error:
            said = type(error).__name__
    if said != "ok":
        message = f"{path} is no whole copy: {said}"
        raise CopyError(message)


def _run(program: str, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        message = f"{program} is not installed: apt-get install postgresql-client"
        raise CopyError(message)
    done = subprocess.run(  # noqa: S603  a program of PostgreSQL with our own words
        [found, *arguments], env={**os.environ, **_server()}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        message = f"{program}: {_why(done.stderr.splitlines())}"
        raise CopyError(message)


def _why(lines: Sequence[str]) -> str:
    errors = [line for line in lines if "error:" in line.casefold()]
    said = [*errors[:1], *(line for line in reversed(lines) if line.strip())]
    return said[0] if said else "failed without a word"


def _server() -> dict[str, str]:
    held = connection.settings_dict
    named = {
        "PGDATABASE": held["NAME"],
        "PGHOST": held["HOST"],
        "PGPORT": held["PORT"],
        "PGUSER": held["USER"],
        "PGPASSWORD": held["PASSWORD"],
    }
    return {name: str(value) for name, value in named.items() if value}

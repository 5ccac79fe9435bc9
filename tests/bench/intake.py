"""A force's whole extract through the command that loads it, on PostgreSQL where it answers."""

import csv
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROWS = int(os.environ.get("BENCH_ROWS", "200000"))
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
DATABASE = f"bench_intake_{os.getpid()}"
CONTACT_EVERY = 3
MEGABYTE_IN_KILOBYTES = 1024
FORCES = """
import datetime, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from access import actions
from access.actor import Actor
from access.reference import force_rows
now = datetime.datetime.now(datetime.UTC)
actions.load_forces(rows=force_rows(), by=Actor.system("bench"), at=now)
"""
COLUMNS = (
    "case_key", "force", "area", "offence_code", "reported_on", "report_channel", "victim_role",
    "flag_domestic_abuse", "flag_stalking", "flag_sexual", "flag_hate_race", "flag_honour_based",
    "flag_forced_marriage", "flag_fgm", "flag_child_abuse", "flag_modern_slavery",
    "flag_police_suspect", "risk_level", "stage", "stage_on", "outcome_code", "outcome_on",
    "victim_told_on", "sex", "birth_year", "ethnicity", "language", "contact_mobile",
    "number_safe",
)  # fmt: skip


class Spent(NamedTuple):
    seconds: float
    processor: float
    megabytes: float


def loading_an_extract() -> None:
    """Rows a second, the first time and again, with the most memory that the command takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extract.csv"
        _write(path)
        env, kind = _database(Path(folder))
        try:
            _run(env, "manage.py", "migrate")
            _run(env, "-c", FORCES)
            for what in ("new", "again, unchanged"):
                spent = _run(env, "manage.py", "import_cases", "--simulated", str(path))
                print(
                    f"an extract of {ROWS:,} rows, {what}, {kind}: {ROWS / spent.seconds:,.0f} "
                    f"rows/s ({ROWS / spent.processor:,.0f} a second of the command's own "
                    f"processor), at most {spent.megabytes:,.0f} MB"
                )
        finally:
            _drop(kind)


def _write(path: Path) -> None:
    first = date.today() - timedelta(days=400)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_row(number, first) for number in range(ROWS))


def _row(number: int, first: date) -> tuple[str, ...]:
    reported = first + timedelta(days=number % 380)
    ended = reported + timedelta(days=15)
    mobile = f"07700900{10 + number % 90:03}" if number % CONTACT_EVERY == 0 else ""
    return (
        f"B{number}", "kent", "E01000914", "28E", reported.isoformat(), "online", "direct",
        *["no"] * 10, "standard", "NFA_POLICE", ended.isoformat(), "18", ended.isoformat(),
        ended.isoformat(), "female", str(1950 + number % 50), "roma", "en", mobile, "yes",
    )  # fmt: skip


def _database(folder: Path) -> tuple[dict[str, str], str]:
    env = {**os.environ, "DATA_DIR": str(folder)}
    try:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.OperationalError:
        return {**env, "DATABASE_URL": f"sqlite:///{folder / 'intake.sqlite3'}"}, "SQLite"
    parts = urlsplit(POSTGRES)
    return {**env, "DATABASE_URL": urlunsplit(parts._replace(path=f"/{DATABASE}"))}, "PostgreSQL"


def _drop(kind: str) -> None:
    if kind == "PostgreSQL":
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {DATABASE}")


def _run(env: dict[str, str], *arguments: str) -> Spent:
    began = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, *arguments],
        env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    told = running.stderr.read().decode() if running.stderr else ""
    _pid, status, usage = os.wait4(running.pid, 0)
    if status:
        message = f"{arguments[-1]} failed: {told[-500:]}"
        raise RuntimeError(message)
    return Spent(
        time.perf_counter() - began,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss / MEGABYTE_IN_KILOBYTES,
    )

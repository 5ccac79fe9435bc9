"""A force's whole extract through the command that loads it, on PostgreSQL where it answers."""

import csv
import os
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple
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
from access.forces.reference_file import force_rows
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
    server: float
    """What the database's process for the command took of the processor."""
    megabytes: float


def loading_an_extract() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "extract.csv"
        _write(path)
        env, kind = database(Path(folder))
        try:
            run(env, "manage.py", "migrate")
            run(env, "-c", FORCES)
            for what, dry in (("dry run", ["--dry-run"]), ("new", []), ("again, unchanged", [])):
                spent = run(env, "manage.py", "import_cases", "--simulated", *dry, str(path))
                worked = spent.processor + spent.server
                print(
                    f"an extract of {ROWS:,} rows, {what}, {kind}: {ROWS / spent.seconds:,.0f} "
                    f"rows/s; {ROWS / worked:,.0f} a second of work, of which the command's "
                    f"{spent.processor:.0f} s and the server's {spent.server:.0f} s; at most "
                    f"{spent.megabytes:,.0f} MB"
                )
        finally:
            drop(kind)


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


def database(folder: Path) -> tuple[dict[str, str], str]:
    env = {**os.environ, "DATA_DIR": str(folder)}
    try:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    except psycopg.OperationalError:
        return {**env, "DATABASE_URL": f"sqlite:///{folder / 'intake.sqlite3'}"}, "SQLite"
    parts = urlsplit(POSTGRES)
    return {**env, "DATABASE_URL": urlunsplit(parts._replace(path=f"/{DATABASE}"))}, "PostgreSQL"


def drop(kind: str) -> None:
    if kind == "PostgreSQL":
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {DATABASE}")


def run(env: dict[str, str], *arguments: str) -> Spent:
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        running = subprocess.Popen(
            [sys.executable, *arguments], env=env, stdout=subprocess.DEVNULL, stderr=said
        )
        server, (_pid, status, usage) = _watch(running.pid)
        said.seek(0)
        told = said.read().decode()
    if status:
        message = f"{arguments[-1]} failed: {told[-500:]}"
        raise RuntimeError(message)
    return Spent(
        time.perf_counter() - began,
        usage.ru_utime + usage.ru_stime,
        server,
        usage.ru_maxrss / MEGABYTE_IN_KILOBYTES,
    )


def _watch(pid: int) -> tuple[float, tuple[int, int, Any]]:
    taken = 0.0
    while not (ended := os.wait4(pid, os.WNOHANG))[0]:
        taken = max(taken, _taken_by_server())
        time.sleep(0.1)
    return taken, ended


def _taken_by_server() -> float:
    try:
        with psycopg.connect(POSTGRES) as connection:
            query = "SELECT pid FROM pg_stat_activity WHERE datname = %s"
            pids = [row[0] for row in connection.execute(query, [DATABASE])]
        fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    except (OSError, psycopg.OperationalError):
        return 0.0
    ticks = os.sysconf("SC_CLK_TCK")
    return sum((int(each[11]) + int(each[12])) / ticks for each in fields)

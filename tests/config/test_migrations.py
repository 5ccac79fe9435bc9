"""Early migrations are made one, for databases that are made anew: what that leaves, and what
becomes of a database that stands among them."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from tests.config.step_by_step import EachMigration

ROOT = Path(__file__).resolve().parents[2]
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
BETWEEN = [
    ("responses", "0040_mapping_by_example"),
    ("responses", "0071_what_waits_is_marked"),
    ("access", "0025_saved_views"),
    ("access", "0029_oversight_bodies_and_accounts_switched_on"),
]
"""Where a database may stand: far behind, with some of the last, and at the end of the first of two
that stand for many, and within the second."""
FORMERLY_ONE = {
    ("access", "0001_squashed_0015_webhooks"),
    ("survey", "0001_squashed_0004_wording_evidence"),
    ("responses", "0001_squashed_0058_texts_are_read"),
    ("analytics", "0001_squashed_0039_told_is_taken_back_by_two"),
}
"""What stood for fewer, and is gone; databases that were made by it still name it."""
FORMER = "responses_exclusionconfirmation", "responses_exclusionruling"
"""A table that was renamed: PostgreSQL keeps the names that it drew from the first."""


class TestADatabaseThatHasMigrationsBehindIt:
    @pytest.mark.slow
    def test_has_nothing_to_do_when_it_has_all_that_were_made_one(self):
        assert planned(behind=everything()) == []

    @pytest.mark.slow
    def test_has_nothing_to_do_when_it_took_one_for_the_early_ones_and_then_each(self):
        assert planned(behind=everything() | FORMERLY_ONE) == []

    @pytest.mark.parametrize("one", [
        ("access", "0001_squashed_0025_saved_views"),
        ("access", "0027_squashed_0034_more_forces_take_two_and_copies_are_noted"),
        ("survey", "0001_squashed_0005_readers_of_languages"),
        ("responses", "0001_squashed_0075_what_a_run_saw_and_whose_rows_are"),
        ("analytics", "0001_squashed_0053_voices_for_others"),
    ])  # fmt: skip
    def test_goes_on_with_the_others_when_it_has_some(self, one):
        last = replacements()[one].replaces[-1]
        left = set(EachMigration(None).graph.backwards_plan(last))

        took = set(planned(behind=everything() - left))

        assert took - set(replacements()) <= left
        assert {each for key in took for each in replaced_by(key)} == left

    def test_has_one_migration_of_each_app_before_it_when_it_is_new(self):
        assert set(replacements()) <= set(planned(behind=set()))
        assert not everything_replaced() & set(planned(behind=set()))


@pytest.mark.django_db
class TestTriggers:
    def test_stand_when_every_migration_is_behind(self):
        """SQLite loses those of a table that a migration makes anew, as it does for a constraint:
        the migration makes them again."""
        events = ("", "_kept") if connection.vendor == "sqlite" else ("",)
        assert triggers() == {
            "instrument_version_frozen",
            "case_force_stays",
            *(
                f"{what}_force{when}"
                for what in ("stage_event", "case_tie", "outbox_message")
                for when in events
            ),
            *(f"response_stops_{what}" for what in ("added", "edited", "withdrawn", "erased")),
        }


def triggers() -> set[str]:
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def planned(*, behind: set[tuple[str, str]]) -> list[tuple[str, str]]:
    """What is left to do, by app and name."""
    applied = dict.fromkeys(behind)
    with patch.object(MigrationRecorder, "applied_migrations", lambda _: applied):
        executor = MigrationExecutor(connection)
        executor.loader.check_consistent_history(connection)
        leaves = executor.loader.graph.leaf_nodes()
        return [(each.app_label, each.name) for each, _ in executor.migration_plan(leaves)]


def replacements() -> dict:
    return MigrationLoader(None).replacements


def everything() -> set[tuple[str, str]]:
    """All that a database had behind it that was never made anew since."""
    return set(MigrationLoader(None).disk_migrations) - set(replacements())


def replaced_by(key: tuple[str, str]) -> list[tuple[str, str]]:
    one = replacements().get(key)
    return one.replaces if one else [key]


def everything_replaced() -> set[tuple[str, str]]:
    return {each for one in replacements().values() for each in one.replaces}


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The addresses of two that are empty."""
    if request.param == "sqlite":
        yield tuple(f"sqlite:///{tmp_path / name}" for name in ("new", "old"))
        return
    names = [f"migrations_{name}_{os.getpid()}" for name in ("new", "old")]
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        for name in names:
            server.execute(f"CREATE DATABASE {name}")
        yield tuple(urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}")) for name in names)
        for name in names:
            server.execute(f"DROP DATABASE {name}")


@pytest.mark.nightly
class TestADatabaseThatIsMadeAnew:
    def test_has_the_tables_of_one_that_took_each_step(self, databases):
        new, old = databases
        bring(new, "manage.py", "migrate", "-v0")
        bring(old, "-m", "tests.config.step_by_step")

        assert tables(new) == tables(old)

    @pytest.mark.parametrize("between", BETWEEN, ids="-".join)
    def test_has_the_tables_of_one_that_stood_between(self, databases, between):
        new, old = databases
        bring(new, "manage.py", "migrate", "-v0")
        bring(old, "-m", "tests.config.step_by_step", *between)

        bring(old, "manage.py", "migrate", "-v0")

        assert tables(new) == tables(old)


def bring(database: str, *command: str) -> None:
    """Always under the same seed: Django lists in an index what it holds in a set."""
    env = {**os.environ, "DEVELOPMENT": "yes", "DATABASE_URL": database, "PYTHONHASHSEED": "0"}
    subprocess.run([sys.executable, *command], cwd=ROOT, env=env, check=True)


def tables(database: str) -> set[str]:
    """What is said of each column, constraint, index and trigger, who may do what, and the first
    rows."""
    if database.startswith("sqlite"):
        return _of_sqlite(Path(database.removeprefix("sqlite:///")))
    return {re.sub(*FORMER, said) for said in _of_postgres(database)}


def _of_sqlite(path: Path) -> set[str]:
    """Of a table all that it is made of, whose order changed whenever SQLite made it anew."""
    said = set()
    with closing(sqlite3.connect(path)) as read:
        for name, sql in read.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
            parts = re.split(r", (?=\"|CONSTRAINT|FOREIGN|UNIQUE)", sql.partition("(")[2][:-1])
            is_table = sql.startswith("CREATE TABLE")
            said |= {f"{name}: {part}" for part in parts} if is_table else {sql}
        said |= {str(row) for row in read.execute(FIRST_ROWS)}
        names = read.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        said |= set(_counted(read, (name for (name,) in names)))
    return said


def _counted(read: Any, names: Iterable[str]) -> Iterator[str]:
    """How many rows each table has, but for what is noted of migrations and models: a database that
    stood between knows some that are gone."""
    for name in set(names) - NOTES:
        yield f"{name} has {read.execute(f'SELECT count(*) FROM {name}').fetchone()[0]}"


def _of_postgres(database: str) -> Iterator[str]:
    with psycopg.connect(database) as read:
        for asked in (TABLES, COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, FUNCTIONS, FIRST_ROWS):
            yield from map(str, read.execute(asked).fetchall())
        names = read.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        yield from _counted(read, [name for (name,) in names.fetchall()])


NOTES = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}
FIRST_ROWS = "SELECT audience, number, languages, names FROM responses_helpline"
OURS = "'public'::regnamespace"
TABLES = f"""SELECT relname, relkind, relacl::text, relrowsecurity, pg_get_expr(relpartbound, oid)
    FROM pg_class WHERE relnamespace = {OURS} AND relkind IN ('r', 'p', 'v', 'S')"""
COLUMNS = """SELECT table_name, column_name, data_type, is_nullable, column_default, is_identity,
    character_maximum_length, rank() OVER (PARTITION BY table_name ORDER BY ordinal_position)
    FROM information_schema.columns WHERE table_schema = 'public'"""
CONSTRAINTS = f"""SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE connamespace = {OURS}"""
INDEXES = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
TRIGGERS = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
FUNCTIONS = f"SELECT proname, prosrc FROM pg_proc WHERE pronamespace = {OURS}"

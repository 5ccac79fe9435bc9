"""Whether the release that runs can go on beside the database of the next."""

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from django_migration_linter.sql_analyser import analyse_sql_statements
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

ROOT = Path(__file__).resolve().parents[2]
RELEASED = re.compile(r"^Database: (.+)\.$", re.MULTILINE)
NOT_ASKED = ("ADD_UNIQUE", "CREATE_INDEX", "CREATE_INDEX_EXCLUSIVE", "REINDEX")
"""Which take a lock on tables that may be new in the same migration; lock_timeout of
deploy/systemd/survey-migrate.service has them give way."""

ALLOWED: dict[tuple[str, str], str] = {}
"""Migrations that may do it all the same, and why: nothing that runs uses what they change."""


def released() -> dict[str, int]:
    newest = RELEASED.search((ROOT / "CHANGELOG.md").read_text())
    assert newest, "CHANGELOG.md says no migrations"
    pairs = (each.split() for each in newest[1].split(", "))
    return {app: int(number) for app, number in pairs}


def faults_of(statements: Sequence[str]) -> list[str]:
    errors, _ignored, _warnings = analyse_sql_statements(
        PostgresqlAnalyser, list(statements), NOT_ASKED
    )
    return [error.message for error in errors]


def since(numbers: dict[str, int]) -> Iterator[str]:
    from django_migration_linter import MigrationLinter

    linter = MigrationLinter(no_cache=True, no_output=True)
    for app, name in sorted(linter.migration_loader.disk_migrations):
        number = re.match(r"\d+", name)
        is_newer = app in numbers and number and int(number[0]) > numbers[app]
        if is_newer and (app, name) not in ALLOWED:
            for fault in faults_of(linter.get_sql(app, name)):
                yield f"{app} {name}: {fault}"


if __name__ == "__main__":
    import django

    django.setup()
    after = dict(zip(sys.argv[1::2], map(int, sys.argv[2::2]), strict=True))
    sys.stdout.writelines(f"{fault}\n" for fault in since(after or released()))

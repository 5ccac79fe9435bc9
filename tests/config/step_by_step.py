"""Brings a database up to date as it was done before early migrations were made one: each after the
other. `python -m tests.config.step_by_step [APP MIGRATION]`, the database by DATABASE_URL."""

import sys
from unittest.mock import patch

import django
from django.core.management import call_command
from django.db.migrations import executor
from django.db.migrations.loader import MigrationLoader


class EachMigration(MigrationLoader):
    """Knows none that stands for others."""

    def load_disk(self) -> None:
        super().load_disk()
        self.disk_migrations = {
            key: each for key, each in self.disk_migrations.items() if not each.replaces
        }


if __name__ == "__main__":
    django.setup()
    with patch.object(executor, "MigrationLoader", EachMigration):
        call_command("migrate", *sys.argv[1:], verbosity=0)

import os
import re
import subprocess
import sys

import pytest

from tests.config import two_steps
from tests.config.two_steps import ROOT

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
BREAKING = {
    "takes a column away": 'ALTER TABLE "case" DROP COLUMN "sex" CASCADE;',
    "takes a table away": 'DROP TABLE "case" CASCADE;',
    "renames a column": 'ALTER TABLE "case" RENAME COLUMN "sex" TO "gender";',
    "asks for what the release that runs does not write": (
        'ALTER TABLE "case" ADD COLUMN "kind" varchar(9) NOT NULL;'
    ),
}


def said(*after: str) -> list[str]:
    env = {**os.environ, "DEVELOPMENT": "yes", "DATABASE_URL": POSTGRES}
    env["DJANGO_SETTINGS_MODULE"] = "config.settings"
    done = subprocess.run(
        [sys.executable, "-m", "tests.config.two_steps", *after],
        cwd=ROOT, env=env, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


class TestAMigration:
    @pytest.mark.parametrize("statement", BREAKING.values(), ids=BREAKING)
    def test_is_refused_that(self, statement: str) -> None:
        assert two_steps.faults_of([statement])

    def test_may_add(self) -> None:
        added = 'ALTER TABLE "case" ADD COLUMN "kind" varchar(9) DEFAULT \'\' NOT NULL;'

        assert two_steps.faults_of([added, 'ALTER TABLE "case" ADD COLUMN "at" date NULL;']) == []

    @pytest.mark.slow
    def test_of_ours_breaks_nothing_that_runs(self) -> None:
        assert said() == []


class TestTheChangelog:
    def test_has_an_entry_for_this_version(self) -> None:
        version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(), re.M)

        assert version
        assert f"\n## {version[1]}\n" in (ROOT / "CHANGELOG.md").read_text()

    def test_names_a_migration_of_every_app(self) -> None:
        assert set(two_steps.released()) == {"access", "survey", "responses", "analytics"}

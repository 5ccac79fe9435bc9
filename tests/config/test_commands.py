import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path
from unittest.mock import patch

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils.timezone import localdate

from access import actions as access_actions
from access import selectors as access_selectors
from access.models import DataOrigin, TaskRun, User
from analytics import words
from analytics.models import Alert
from analytics.refresh.actions import refill
from analytics.refresh.selectors import progress
from analytics.tables import Dimension
from config.demo.plan import SEED
from config.demo.seeding import loading
from config.demo.staff import accounts
from config.demo.victims import open_cases
from config.management.commands import seed_demo
from config.management.commands.prepare import FIGURES_AT_ONCE
from responses import extract
from responses.answering.selectors import respondents
from responses.models import Case
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

ROOT = Path(__file__).resolve().parent.parent.parent
SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)


def row_counts() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")
            counts[table] = cursor.fetchone()[0]
    return counts


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(SUNDAY_NIGHT, tick=False) as travelled:
        yield travelled


@pytest.fixture
def tiny_nation() -> Iterator[None]:
    with made_tiny():
        yield


@contextmanager
def made_tiny() -> Iterator[None]:
    with patch.multiple(seed_demo, RESPONSES=400, WEEKS=12), few_open_cases():
        yield


def few_open_cases() -> AbstractContextManager[int]:
    return patch.object(open_cases, "A_FORCE", 3)


@shared_rows
def prepared() -> str:
    said = StringIO()
    with time_machine.travel(SUNDAY_NIGHT, tick=False), made_tiny(), redirect_stdout(said):
        call_command("prepare")
    return said.getvalue()


@pytest.fixture
def real_database(db) -> None:
    access_actions.set_data_origin(origin=DataOrigin.Origin.REAL, by=TESTER, at=NOW)


@pytest.fixture
def simulated_database(db) -> None:
    access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)


class TestSeedDemo:
    def test_leaves_a_database_of_real_people_alone(self, real_database):
        with pytest.raises(CommandError, match="real people"):
            call_command("seed_demo", "--responses", "100")

        assert not Case.objects.exists()

    @pytest.mark.slow
    def test_leaves_no_trace_when_it_is_cut_short(self, db, plan, monkeypatch):
        def break_off(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(loading.import_cases, "import_new_cases", break_off)
        tiny = replace(plan, responses=100, weeks=3)

        with pytest.raises(KeyboardInterrupt), few_open_cases():
            loading.load_nation(plan=tiny, by=TESTER, at=NOW, say=lambda _: None)

        assert not Case.objects.exists()
        assert not DataOrigin.objects.exists()


class TestLatestSendingTime:
    @pytest.mark.parametrize(
        ("now", "sent"),
        [
            (datetime(2026, 11, 16, 10, 0, tzinfo=UTC), datetime(2026, 11, 16, 10, 0, tzinfo=UTC)),
            (datetime(2026, 11, 16, 3, 0, tzinfo=UTC), datetime(2026, 11, 14, 18, 58, tzinfo=UTC)),
            (datetime(2026, 7, 1, 20, 0, tzinfo=UTC), datetime(2026, 7, 1, 17, 58, tzinfo=UTC)),
        ],
    )
    def test_is_now_or_the_last_minute_before_it(self, now: datetime, sent: datetime):
        assert loading.latest_sending_time(now) == sent


@pytest.mark.slow
@pytest.mark.django_db
class TestPrepare:
    def test_changes_no_table_the_second_time(self, prepared, tiny_nation, clock, capsys):
        before = row_counts()

        clock.shift(timedelta(hours=1))
        call_command("prepare")

        assert row_counts() == before
        said_of_seeding = prepared.splitlines()[0]
        assert said_of_seeding.startswith("SIMULATED")
        assert capsys.readouterr().out.splitlines()[1:] == prepared.splitlines()[1:]

    @pytest.mark.databases
    def test_takes_back_what_a_killed_worker_held_when_it_is_alone(
        self, prepared, tiny_nation, clock
    ):
        later = SUNDAY_NIGHT + timedelta(hours=2)
        held = TaskRun.objects.create(
            task=progress.TASK, arguments='["2020-Q1"]', wanted_at=SUNDAY_NIGHT,
            running_until=later, hand_out_at=later,
        )  # fmt: skip

        call_command("prepare")
        held.refresh_from_db()
        assert held.hand_out_at == later

        call_command("prepare", "--alone")
        held.refresh_from_db()
        # Only a file of SQLite is for the workers of this machine alone.
        is_alone = connection.vendor == "sqlite"
        assert held.hand_out_at == (SUNDAY_NIGHT if is_alone else later)

    def test_says_what_to_open_and_each_of_it_opens(self, prepared, clock, client):
        token, answer = re.search(r"/(\w{12})  gate answer: (\w+)", prepared).groups()
        invitation = respondents.invitation_by_token(token, at=SUNDAY_NIGHT)
        assert respondents.gate_of(invitation.pk).accepts(answer)
        for account in accounts.ACCOUNTS:
            assert account.email in prepared
            assert User.objects.get(email=account.email).check_password(accounts.PASSWORD)
        assert "/staff/outbox/" in prepared
        assert "/staff/account/login/" in prepared

    def test_goes_on_where_it_was_cut_short(self, tiny_nation, clock, monkeypatch):
        def break_off(**_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as cut:
            cut.setattr(refill, "refill_cells", break_off)
            with pytest.raises(KeyboardInterrupt):
                call_command("prepare")
        cases, alerts = Case.objects.count(), Alert.objects.count()
        assert not progress.filled()

        call_command("prepare")

        called_on = localdate(loading.latest_sending_time(SUNDAY_NIGHT))
        chose = open_cases.draw_victims_to_call(seed=SEED, today=called_on)
        assert Case.objects.count() == cases + len(chose)
        assert Alert.objects.count() == alerts
        assert progress.filled() >= set(extract.periods()[-FIGURES_AT_ONCE - 1 : -1])
        assert progress.queued() == set(extract.periods()) - progress.filled()
        assert User.objects.count() == len(accounts.ACCOUNTS)

    def test_sees_that_real_people_are_here(self, real_database, tmp_path, monkeypatch):
        marker = tmp_path / "preparing"
        marker.touch()
        monkeypatch.setenv("PREPARING", str(marker))

        with pytest.raises(CommandError, match="--empty"):
            call_command("prepare")

        assert not User.objects.exists()
        assert marker.exists()


@pytest.mark.django_db
class TestPrepareEmpty:
    @pytest.mark.slow
    def test_makes_a_database_for_real_people_without_any_account(self, capsys, clock):
        call_command("prepare", "--empty")

        assert access_selectors.data_origin() == "real"
        assert not Case.objects.exists()
        assert not User.objects.exists()
        assert "create_user" in capsys.readouterr().out

    @pytest.mark.slow
    def test_takes_the_mark_away_that_the_database_is_being_made(
        self, tmp_path, monkeypatch, clock
    ):
        marker = tmp_path / "preparing"
        marker.touch()
        monkeypatch.setenv("PREPARING", str(marker))

        call_command("prepare", "--empty")

        assert not marker.exists()

    @pytest.mark.slow
    def test_changes_no_table_the_second_time(self, clock):
        call_command("prepare", "--empty")
        before = row_counts()

        call_command("prepare", "--empty")

        assert row_counts() == before

    @pytest.mark.slow
    def test_refuses_a_simulated_database(self, simulated_database):
        with pytest.raises(CommandError, match="simulated"):
            call_command("prepare", "--empty")


class TestStaffAccounts:
    def test_never_open_a_database_of_real_people(self, real_database):
        with pytest.raises(accounts.UnableToMakeAccountsError):
            accounts.make_accounts(by=TESTER, at=NOW)

        assert not User.objects.exists()

    def test_never_stand_on_a_machine_that_is_not_for_development(
        self, simulated_database, settings
    ):
        settings.IS_DEVELOPMENT = False

        with pytest.raises(accounts.UnableToMakeAccountsError):
            accounts.make_accounts(by=TESTER, at=NOW)


def rehearse(*files: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "manage.py", "rehearse", *map(str, files)],
        cwd=ROOT,
        env={**env, "DATA_DIR": str(folder), "DEVELOPMENT": "yes"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
class TestRehearse:
    def test_takes_real_files_through_the_whole_loop(self, shared_data: Path, tmp_path: Path):
        files = sorted((shared_data / "cases").glob("2016-0[1-4]-city-of-london-*"))

        done = rehearse(*files, folder=tmp_path)

        assert done.returncode == 0, done.stderr
        assert "SIMULATED" in done.stdout
        assert "By crime group" in done.stdout
        assert "its report compares it with nobody" in done.stdout
        assert words.level_name(Dimension.CRIME_GROUP, "theft_person") in done.stdout
        assert words.level_name(Dimension.STAGE, "ST3a") in done.stdout
        assert [path.name for path in tmp_path.glob("*.pdf")] == [
            "rehearsal-city-of-london-2016-Q1.pdf"
        ]
        assert not (tmp_path / "survey.sqlite3").exists()
        self._check_funnel(done.stdout)

    def _check_funnel(self, out: str) -> None:
        lines = out.partition("made up.")[2].partition("\n\n")[0].strip().splitlines()
        steps: list[tuple[int, list[int]]] = []
        for line in lines:
            count = int(line.split()[0].replace(",", ""))
            if count < 0:
                steps[-1][1].append(count)
            else:
                steps.append((count, []))
        chosen = steps[:5]
        for (before, _), (left, drops) in pairwise(chosen):
            assert before + sum(drops) == left
        later = [count for count, _ in steps[4:]]
        assert chosen[-1][0] == later[1]
        assert later[:5] == sorted(later[:5], reverse=True)

    def test_says_what_is_wrong_with_a_file_and_stops(self, tmp_path: Path):
        wrong = tmp_path / "2016-01-kent-street.csv"
        wrong.write_text("Name,Address\n")

        done = rehearse(wrong, folder=tmp_path)

        assert done.returncode == 2
        assert "2016-01-kent-street.csv" in done.stderr

import logging
import shutil
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from access.models import AuditEvent, TaskRun
from analytics import tasks
from analytics.answer_store import actions, files, selectors
from analytics.answer_store.actions import RewriteReason
from analytics.drivers.actions import weighed_answers
from analytics.models import AnswerFile, Cell, QuarterState
from analytics.refresh.actions import correct
from responses import extract
from responses.answering.actions import withdrawals
from responses.answering.selectors import withdrawals as words
from responses.models import Case, Response
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Q3, Victim
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
SAID = {
    "Q-OVR-1": ["very_satisfied"],
    "Q-INF-1": ["fairly_satisfied"],
    "EQ-SEX": ["female"],
    "EQ-AGE": [],
    "EQ-DIS-1": ["yes"],
    "EQ-DIS-2": ["a_lot"],
    "EQ-DIS-3": ["mobility", "hearing"],
}


@shared_rows
def closed():
    make.load([
        *make.satisfied_and_not(12, 9, probability=0.4),
        *make.satisfied_and_not(15, 11, force=KENT, crime_group="robbery", sex="male"),
        *make.answering(3, SAID, force=KENT, area="North's", probability=None),
        *make.answering(2, make.SATISFIED, mode="telephone"),
        *make.answering(1, {"EQ-SEX": ["male"]}, is_complete=False),
        *make.silent(30),
    ])  # fmt: skip
    make.fill()


@pytest.fixture(autouse=True)
def _closed(closed) -> None:
    pass


@pytest.fixture
def store(settings, tmp_path) -> Path:
    settings.ANSWER_STORE = str(tmp_path / "answers")
    return tmp_path / "answers"


def keep(**more: object):
    return actions.keep_files(period=Q3, by=TESTER, at=NOW, **more)


def paths() -> dict[str, Path]:
    found = selectors.current_files(Q3)
    assert found is not None
    return dict(found.paths)


def from_database():
    closed_on = QuarterState.objects.get(period=Q3).closed_on
    return [row for row in extract.answer_rows(period=Q3) if row.completed_on <= closed_on]


def one_of(force: str) -> Response:
    return Response.objects.filter(invitation__stage_event__case__force=force).earliest("pk")


def give_words(response: Response) -> str:
    code = words.code_of(words.seed_of(response))
    response.withdrawal_hash = words.hash_of(code)
    response.save()
    return words.words().written(code, language="en")


def read_ids() -> set[int]:
    return {row.response_id for row in selectors.answers_of(Q3)}


class TestWhereNoFilesAreKept:
    def test_nothing_is_written(self):
        assert keep() == {}
        assert not AnswerFile.objects.exists()

    def test_withdrawing_wants_no_task(self):
        withdrawals.withdraw_by_words(given=give_words(one_of(KENT)), by=TESTER, at=NOW)

        assert not TaskRun.objects.filter(task=selectors.TASK).exists()


class TestAClosedQuarter:
    def test_has_a_file_for_each_force_that_its_owner_alone_reads(self, store):
        assert keep() == {CITY: RewriteReason.CLOSED, KENT: RewriteReason.CLOSED}

        assert sorted(each.name for each in (store / Q3).iterdir()) == sorted(
            row.name for row in AnswerFile.objects.all()
        )
        assert store.stat().st_mode & 0o777 == 0o700
        assert (store / Q3).stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in paths().values()} == {0o600}
        assert AuditEvent.objects.filter(kind="answers.kept_in_file").count() == 2

    @pytest.mark.slow
    def test_gives_the_same_rows_from_files_as_from_the_database(self, store):
        database = from_database()
        keep()

        assert list(selectors.answers_of(Q3)) == database
        assert any(row.mode == "telephone" for row in database)

    def test_is_counted_from_files_as_its_figures_were(self, store):
        keep()

        stored = {
            (cell.force_id, cell.dimension, cell.level): cell.bins
            for cell in Cell.objects.filter(period=Q3)
            if any(cell.bins.values()) and cell.dimension != "questions"
        }
        assert len(stored) > 20
        assert selectors.counted_cells(paths()) == stored

    @pytest.mark.slow
    def test_gives_the_same_yearly_counts(self, store, monkeypatch):
        monkeypatch.setattr("analytics.disclosure.years.quarters_of", lambda _year: (Q3,))
        before = list(weighed_answers("2026-27"))
        keep()
        monkeypatch.setattr(extract, "answer_rows", None)

        assert before
        assert list(weighed_answers("2026-27")) == before

    @pytest.mark.slow
    def test_is_the_same_bytes_again(self, store):
        keep()
        before = {path.name: path.read_bytes() for path in paths().values()}
        shutil.rmtree(store)

        assert set(keep().values()) == {RewriteReason.BROKEN}
        assert {path.name: path.read_bytes() for path in paths().values()} == before

    def test_is_left_as_it_is_the_next_night(self, store):
        keep()
        before = {path: path.stat().st_mtime_ns for path in paths().values()}

        assert keep() == {}
        assert {path: path.stat().st_mtime_ns for path in paths().values()} == before

    def test_that_is_open_has_none(self, store):
        QuarterState.objects.update(closed_on=None)

        assert keep() == {}
        assert selectors.current_files(Q3) is None

    def test_is_written_by_the_task_that_fills(self, store):
        tasks.refill_quarter.func(Q3)

        assert TaskRun.objects.filter(task=selectors.TASK, arguments=f'["{Q3}"]').exists()


class TestWhoWithdraws:
    def test_is_read_by_nobody_from_that_moment(self, store):
        keep()
        response = one_of(KENT)
        withdrawals.withdraw_by_words(given=give_words(response), by=TESTER, at=NOW)

        assert response.pk not in read_ids()
        assert len(read_ids()) == len(from_database())
        assert TaskRun.objects.filter(task=selectors.TASK, arguments=f'["{Q3}"]').exists()

    @pytest.mark.slow
    def test_is_in_no_file_afterwards_and_nothing_that_only_they_said(self, store):
        make.load([Victim(force=KENT, answers={**SAID, "Q-OVR-1": ["neither"]})])
        make.fill()
        keep()
        response = Response.objects.latest("pk")
        old, given = paths()[KENT], give_words(response)
        assert b"neither" in old.read_bytes()
        before = selectors.counted_cells({KENT: old})[KENT, "all", "all"]["Q-OVR-1"]

        withdrawals.withdraw_by_words(given=given, by=TESTER, at=NOW)
        assert keep() == {KENT: RewriteReason.TAKEN_OUT}

        assert not old.exists()
        assert b"neither" not in paths()[KENT].read_bytes()
        assert response.pk not in files.ids_of(paths()[KENT])
        after = selectors.counted_cells(paths())[KENT, "all", "all"]["Q-OVR-1"]
        assert after == {choice: bins for choice, bins in before.items() if choice != "neither"}

    @pytest.mark.slow
    def test_is_in_it_again_where_the_answers_are_brought_back(self, store):
        keep()
        before = paths()[KENT].name
        given = give_words(one_of(KENT))
        withdrawals.withdraw_by_words(given=given, by=TESTER, at=NOW)
        keep()
        again = withdrawals.withdraw_by_words(given=given, by=TESTER, at=NOW)
        withdrawals.bring_back(ticket=again.ticket, by=TESTER, at=NOW)

        assert selectors.current_files(Q3) is None, "until then the database is read"
        assert keep() == {KENT: RewriteReason.MOVED}
        assert paths()[KENT].name == before

    def test_is_in_no_file_for_long_though_one_is_written_meanwhile(self, store, monkeypatch):
        response, write = one_of(KENT), files.write
        given = give_words(response)

        def write_late(path, weighed):
            if path.name.startswith(KENT):
                withdrawals.withdraw_by_words(given=given, by=TESTER, at=NOW)
            return write(path, weighed)

        monkeypatch.setattr(files, "write", write_late)
        keep()
        monkeypatch.setattr(files, "write", write)

        assert response.pk not in read_ids()
        assert TaskRun.objects.filter(task=selectors.TASK, hand_out_at__isnull=False).exists()
        assert keep() == {KENT: RewriteReason.TAKEN_OUT}
        assert response.pk not in files.ids_of(paths()[KENT])

    def test_leaves_with_the_others_where_a_force_has_nobody_left(self, store):
        keep()
        Response.objects.filter(invitation__stage_event__case__force=CITY).update(
            withdrawn_at=NOW, withdrawn_by="respondent"
        )

        assert keep() == {CITY: RewriteReason.TAKEN_OUT}
        assert [path.name.split(".")[0] for path in (store / Q3).iterdir()] == [KENT]


class TestAFileThatIsNotAsItWasWritten:
    def broken(self, store: Path) -> Path:
        keep()
        return paths()[KENT]

    def test_is_told_and_not_read(self, store, caplog):
        path = self.broken(store)
        path.write_bytes(path.read_bytes()[:-1] + b"x")
        database = from_database()

        with caplog.at_level(logging.ERROR):
            assert list(selectors.answers_of(Q3)) == database

        assert "is not as it was written" in caplog.text

    def test_is_rebuilt(self, store, caplog):
        path = self.broken(store)
        path.unlink()

        assert keep() == {KENT: RewriteReason.BROKEN}
        assert paths()[KENT] == path
        assert "is gone" in caplog.text

    def test_is_destroyed_where_nothing_names_it(self, store):
        self.broken(store)
        for name in (f"{KENT}.0123456789abcdef.parquet", f"{KENT}.unfinished"):
            (store / Q3 / name).write_bytes(b"left behind")

        keep()

        assert set((store / Q3).iterdir()) == set(paths().values())


class TestADatabaseThatWasRestored:
    @pytest.mark.slow
    def test_agrees_with_the_files_again(self, store):
        keep()
        named = AnswerFile.objects.get(force_id=KENT)
        withdrawals.withdraw_by_words(given=give_words(one_of(KENT)), by=TESTER, at=NOW)
        keep()
        now = paths()[KENT]
        AnswerFile.objects.filter(force_id=KENT).update(
            name=named.name, checksum=named.checksum, rows=named.rows
        )
        database = from_database()

        assert list(selectors.answers_of(Q3)) == database
        assert keep() == {KENT: RewriteReason.BROKEN}
        assert list(selectors.answers_of(Q3)) == database
        assert now.exists() is (now == paths()[KENT])


class TestACorrection:
    @pytest.mark.slow
    def test_rebuilds_the_file(self, store):
        keep()
        city = Case.objects.filter(force_id=CITY).order_by("pk").values_list("pk", flat=True)
        Case.objects.filter(pk__in=[*city]).update(crime_group="robbery")
        QuarterState.objects.update(corrected_on=NOW.date())
        database = from_database()

        assert selectors.current_files(Q3) is None
        assert set(keep().values()) == {RewriteReason.CORRECTED}
        assert list(selectors.answers_of(Q3)) == database

    @pytest.mark.slow
    def test_wants_the_task(self, store):
        correct.correct_quarter(
            period=Q3, why="A test.", approved_by="Another", by=TESTER,
            at=NOW + timedelta(days=1),
        )  # fmt: skip

        assert TaskRun.objects.filter(task=selectors.TASK).exists()


class TestTheCommand:
    def run(self) -> str:
        out = StringIO()
        call_command("check_answer_files", stdout=out)
        return out.getvalue()

    @pytest.mark.slow
    def test_counts_again_and_finds_the_figures(self, store):
        keep()

        assert "2 files, 52 responses" in self.run()
        assert "0 unlike the figures, 0 of whom some have left" in self.run()

    @pytest.mark.slow
    def test_tells_who_has_left_from_what_is_wrong(self, store):
        withdrawals.withdraw_by_words(given=give_words(one_of(KENT)), by=TESTER, at=NOW)
        keep()

        assert "0 unlike the figures, 0 of whom" not in self.run()
        assert "0 unlike the figures" in self.run()

    def test_fails_where_a_figure_is_not_what_the_files_give(self, store):
        keep()
        cell = Cell.objects.filter(force_id=KENT, dimension="all").get()
        cell.bins["Q-OVR-1"]["very_satisfied"][0] += 1
        cell.save()

        with pytest.raises(CommandError, match=Q3):
            self.run()

    def test_fails_where_a_file_is_gone(self, store):
        keep()
        paths()[KENT].unlink()

        with pytest.raises(CommandError, match=Q3):
            self.run()

import shutil

import pytest
from django.contrib.sessions.models import Session

from access.audit import AuditKind
from access.continuity import holding, journal
from access.continuity.holding import MARGIN, Reason
from access.continuity.journal import EntryKind
from access.models import AuditEvent, Continuity, TaskRun
from tests.conftest import NOW, TESTER

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def write(**details: object) -> None:
    row = holding.raise_mark()
    journal.append(str(row.generation), EntryKind.SENDING, mark=row.mark, at=NOW, **details)


def go_back_to(mark: int) -> None:
    Continuity.objects.update(mark=mark)


class TestADatabase:
    def test_that_wrote_nothing_yet_is_not_held(self):
        assert holding.find_hold(at=NOW) == ""

    def test_that_knows_its_journal_is_not_held(self):
        write()
        write()

        assert holding.find_hold(at=NOW) == ""

    def test_whose_journal_goes_further_is_held(self):
        write()
        write()
        go_back_to(1)

        assert holding.find_hold(at=NOW) == Reason.OLDER_COPY
        assert Continuity.objects.get().held_at == NOW
        assert AuditEvent.objects.filter(kind=AuditKind.DATABASE_HELD).count() == 1

    def test_that_was_copied_before_its_first_sending_is_held_too(self):
        holding.state()
        write()
        go_back_to(0)

        assert holding.find_hold(at=NOW) == Reason.OLDER_COPY

    def test_is_held_where_somebody_finished_before_a_worker_looked(
        self, django_capture_on_commit_callbacks
    ):
        write()
        go_back_to(0)
        with django_capture_on_commit_callbacks(execute=True):
            holding.note(EntryKind.COMPLETED, at=NOW)

        assert holding.find_hold(at=NOW) == Reason.OLDER_COPY

    def test_begins_its_journal_with_a_note_too(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            holding.note(EntryKind.COMPLETED, at=NOW)

        generation = str(holding.state().generation)
        assert [entry.kind for entry in journal.entries(generation)] == [EntryKind.COMPLETED]
        assert holding.find_hold(at=NOW) == ""

    def test_is_not_taken_for_one_without_its_journal_where_none_could_be_begun(
        self, settings, tmp_path
    ):
        (tmp_path / "file").touch()
        settings.CONTACT_JOURNAL = str(tmp_path / "file")

        with pytest.raises(holding.JournalError):
            holding.raise_mark()

        assert holding.state().mark == 0

    def test_is_found_out_by_a_process_that_has_read_the_journal_before(self):
        write()
        assert holding.find_hold(at=NOW) == ""
        go_back_to(0)

        assert holding.find_hold(at=NOW) == Reason.OLDER_COPY

    def test_stays_held_when_it_goes_on_counting(self):
        write()
        go_back_to(0)
        holding.find_hold(at=NOW)
        holding.raise_mark()
        holding.raise_mark()

        assert holding.find_hold(at=NOW) == Reason.OLDER_COPY

    def test_whose_journal_has_gone_is_held(self):
        write()
        shutil.rmtree(journal.folder(str(holding.state().generation)))

        assert holding.find_hold(at=NOW) == Reason.JOURNAL_GONE

    def test_of_another_generation_is_none_of_its_business(self):
        write()
        Continuity.objects.all().delete()

        assert holding.find_hold(at=NOW) == ""

    def test_with_an_unreadable_journal_is_not_held_and_says_so(self, monkeypatch):
        write()

        def fail(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(journal, "read_on", fail)

        with pytest.raises(holding.JournalError, match="Permission denied"):
            holding.find_hold(at=NOW)
        assert Continuity.objects.get().held_at is None


class TestAHold:
    def test_raises_every_sequence_past_what_was_given_out(self):
        before = TaskRun.objects.create(task="a", arguments="[]", wanted_at=NOW).pk
        row = holding.raise_mark()
        journal.append(
            str(row.generation), EntryKind.ISSUED, mark=row.mark, at=NOW,
            ids={"access.TaskRun": before + 5_000_000},
        )  # fmt: skip

        holding.hold(Reason.RESTORED, by=TESTER, at=NOW)

        after = TaskRun.objects.create(task="b", arguments="[]", wanted_at=NOW).pk
        assert after == before + 5_000_000 + MARGIN + 1

    def test_ends_every_session(self):
        Session.objects.create(session_key="k", session_data="", expire_date=NOW)

        holding.hold(Reason.RESTORED, by=TESTER, at=NOW)

        assert not Session.objects.exists()

    def test_ends_with_a_mark_above_the_journal(self):
        write()
        write()
        go_back_to(0)
        holding.find_hold(at=NOW)

        holding.end_hold(mark=2)

        assert holding.find_hold(at=NOW) == ""
        assert Continuity.objects.get().mark == 3


class TestATaskThatDestroys:
    def test_runs_unless_the_database_is_held(self):
        ran = []
        task = holding.not_while_held(lambda: ran.append(1))

        task()
        holding.hold(Reason.RESTORED, by=TESTER, at=NOW)
        task()

        assert ran == [1]


class TestReadiness:
    def test_brings_a_hold_to_light_and_answers_all_the_same(self, client, caplog):
        write()
        go_back_to(0)

        answer = client.get("/readyz")

        assert holding.hold_reason() == "It is an older copy of itself."
        assert "older copy" in caplog.text
        assert (answer.status_code, answer.content) == (200, b"ready\n")

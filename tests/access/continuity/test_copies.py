from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from access.continuity import copies, holding, journal
from access.continuity.journal import EntryKind
from access.models import AuditEvent
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


class TestABackup:
    def test_is_written_over_no_other(self, tmp_path):
        file = tmp_path / "copy"
        file.write_text("the copy of yesterday")

        with pytest.raises(CommandError, match="exists already"):
            call_command("backup", str(file))
        assert file.read_text() == "the copy of yesterday"

    def test_leaves_nothing_where_it_fails(self, tmp_path, monkeypatch):
        def fail(*_: object) -> None:
            message = "no room"
            raise copies.CopyError(message)

        monkeypatch.setattr(copies, "_copy_file", fail)
        monkeypatch.setattr(copies, "_run", fail)

        with pytest.raises(CommandError, match="no room"):
            call_command("backup", str(tmp_path / "copy"))
        assert list(tmp_path.iterdir()) == []


class TestACopyThatIsOnlyTried:
    @pytest.fixture(autouse=True)
    def _restored(self, monkeypatch) -> None:
        monkeypatch.setattr(copies, "load", lambda _file: None)
        monkeypatch.setattr(copies, "is_empty", lambda: True)

    @pytest.mark.slow
    def test_leaves_the_journal_of_the_service_as_it_is(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            holding.note_stop(EntryKind.SENDING_STOPPED, at=NOW, line="notify")
        service = str(holding.state().generation)
        before = journal.entries(service)

        call_command("restore", "copy", to_try=True)
        with django_capture_on_commit_callbacks(execute=True):
            holding.note_stop(EntryKind.SENDING_LET_GO_ON, at=NOW, line="notify")

        own = str(holding.state().generation)
        assert own != service
        assert journal.entries(service) == before
        assert [each.kind for each in journal.entries(own)] == [
            "sending_stopped", "sending_let_go_on"
        ]  # fmt: skip
        assert holding.find_hold(at=NOW) == "restored"

    def test_needs_no_journal(self):
        call_command("restore", "copy", to_try=True)

        assert not journal.exists(str(holding.state().generation))


class TestAFaultOfAProgram:
    def test_is_told_by_its_first_error_and_not_by_what_follows(self):
        said = 'pg_restore: error: role "survey_staff" does not exist'

        assert copies._why(["pg_restore: while", said, "Command was: CREATE POLICY", ""]) == said
        assert copies._why(["it is full", ""]) == "it is full"
        assert copies._why([""]) == "failed without a word"


class TestARestore:
    @pytest.fixture
    def no_copy(self, tmp_path) -> Path:
        file = tmp_path / "copy"
        file.write_text("This is a letter.")
        return file

    def test_replaces_no_data_that_is_not_named(self, no_copy):
        with pytest.raises(CommandError, match="The database has data"):
            call_command("restore", str(no_copy))

    def test_replaces_nothing_by_what_is_no_copy(self, no_copy):
        with pytest.raises(CommandError):
            call_command("restore", str(no_copy), over=copies.database_name())
        assert AuditEvent.objects.exists()

    def test_says_that_there_is_no_such_file(self, tmp_path):
        with pytest.raises(CommandError, match="There is no file"):
            call_command("restore", str(tmp_path / "gone"), over=copies.database_name())

"""The service desk: a number is read, never passed as an argument or printed."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from access.models import AuditEvent
from responses.answering.actions import attempts
from responses.models.contacts import Suppression
from responses.vault import person_keys
from tests.conftest import NOW, TESTER
from tests.responses import by_code
from tests.responses.answering.test_withdrawal_actions import sent_in
from tests.responses.invited import invite
from tests.responses.suppressed import is_suppressed

pytestmark = pytest.mark.django_db
TYPED = "07700 900010"


def run(command: str, monkeypatch, typed: str = TYPED) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
    out = io.StringIO()
    call_command(command, stdout=out)
    return out.getvalue()


class TestStopContact:
    def test_stops_contact_with_the_number_that_was_typed(self, monkeypatch) -> None:
        """SAF-12"""
        invited = invite()

        said = run("stop_contact", monkeypatch)

        assert is_suppressed(invited.case_id)
        assert set(Suppression.objects.values_list("channel", flat=True)) == {"desk"}
        assert "will not be contacted again" in said

    def test_asks_at_a_keyboard_without_showing_what_is_typed(self, monkeypatch) -> None:
        class Keyboard(io.StringIO):
            def isatty(self) -> bool:
                return True

        monkeypatch.setattr("sys.stdin", Keyboard())
        monkeypatch.setattr("getpass.getpass", lambda prompt: TYPED)

        call_command("stop_contact", stdout=io.StringIO())

        assert Suppression.objects.count() == 1


class TestWithdrawAnswers:
    @pytest.mark.slow
    def test_takes_out_what_the_number_answered(self, monkeypatch) -> None:
        invited = sent_in()

        said = run("withdraw_answers", monkeypatch)

        assert invited.response.withdrawn_by == "withdraw_answers"
        assert said.strip() == "1 response was taken out."

    def test_says_when_there_is_nothing_to_take_out(self, monkeypatch) -> None:
        assert "No answers are held by that number" in run("withdraw_answers", monkeypatch)


class TestSubjectAccess:
    def give(self, path, monkeypatch) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{TYPED}\n"))
        out = io.StringIO()
        call_command("subject_access", path, stdout=out)
        return out.getvalue()

    @pytest.mark.slow
    def test_writes_all_that_is_held_to_a_file_for_its_owner_alone(self, monkeypatch, tmp_path):
        invited, path = sent_in(), tmp_path / "held.json"

        said = self.give(path, monkeypatch)

        held = json.loads(path.read_text())
        assert path.stat().st_mode & 0o777 == 0o600
        assert held["contacts"][0]["mobile"] == "+447700900010"
        assert held["cases"][0]["id"] == invited.case_id
        assert ["Very satisfied"] in held["answers"][0]["answers"].values()
        assert "900010" not in said

    @pytest.mark.slow
    def test_gives_away_no_key_and_no_hash(self, monkeypatch, tmp_path):
        invited, path = sent_in(), tmp_path / "held.json"

        self.give(path, monkeypatch)

        text = path.read_text()
        for secret in (
            invited.invitation.token_hash,
            invited.response.withdrawal_hash,
            person_keys.person_key(mobile="+447700900010"),
        ):
            assert secret not in text

    @pytest.mark.slow
    def test_leaves_a_line_of_counts_in_the_audit_trail(self, monkeypatch, tmp_path):
        sent_in()

        self.give(tmp_path / "held.json", monkeypatch)

        details = AuditEvent.objects.get(kind="subject_access.given").details
        assert details["held"]["answers"] == 1

    @pytest.mark.slow
    def test_tells_of_each_code_that_was_handed_over_and_all_that_was_said(
        self, monkeypatch, tmp_path
    ):
        case, path = by_code.routed(contact_mobile="+447700900010"), tmp_path / "held.json"
        first, second = by_code.begun(case), by_code.completed(case)
        attempts.choose_word(attempt_id=first.attempt_id, own_word="otter", by=TESTER, at=NOW)

        self.give(path, monkeypatch)

        held = json.loads(path.read_text())
        assert [code["id"] for code in held["codes"]] == [first.attempt_id, second.attempt_id]
        assert [row["id"] for row in held["answers"]] == [first.pk, second.pk]
        assert "argon2" not in path.read_text()
        assert second.attempt.token_hash not in path.read_text()

    def test_overwrites_no_file(self, monkeypatch, tmp_path):
        path = tmp_path / "held.json"
        path.write_text("mine")

        with pytest.raises(CommandError, match="new file"):
            self.give(path, monkeypatch)

        assert path.read_text() == "mine"


@pytest.mark.parametrize("command", ["stop_contact", "withdraw_answers"])
class TestEither:
    @pytest.mark.parametrize("typed", ["", "hello", "12345"])
    def test_refuses_what_is_no_mobile_number_without_repeating_it(
        self, command: str, typed: str, monkeypatch
    ) -> None:
        with pytest.raises(CommandError, match=r"^That is no mobile number\.$"):
            run(command, monkeypatch, typed)

        assert Suppression.objects.count() == 0

    def test_repeats_no_number(self, command: str, monkeypatch) -> None:
        assert "900010" not in run(command, monkeypatch)

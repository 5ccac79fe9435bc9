import io

import pytest
from django.core.management import CommandError, call_command

from responses.models.contacts import Suppression
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
    @pytest.mark.safety
    def test_stops_contact_with_the_number_that_was_typed(self, monkeypatch) -> None:
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

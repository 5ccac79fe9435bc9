from datetime import timedelta

import pytest

from access.actor import RESPONDENT
from access.models import AuditEvent
from responses.answering.actions import gate as gate_actions
from responses.answering.actions.gate import GateAnswer, GateVerdict
from responses.answering.gate import Gate
from responses.answering.selectors import respondents
from survey import selectors as survey_selectors
from tests.conftest import NOW
from tests.responses.invited import Invited, invite

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def answer(invited: Invited, given: str, at=NOW) -> GateAnswer:
    return gate_actions.answer_gate(
        invitation_id=invited.invitation_id, given=given, language="cy", by=RESPONDENT, at=at
    )


class TestAnswerGate:
    def test_begins_a_response_on_the_version_in_force(self) -> None:
        invited = invite()

        answered = answer(invited, "1984")

        assert answered.verdict is GateVerdict.PASSED
        assert invited.response.started_at == NOW
        assert invited.response.language == "cy"
        assert invited.response.answers == {}
        assert invited.response.instrument == survey_selectors.version_in_force(on=NOW.date())

    def test_counts_the_first_try_as_the_opening_whether_right_or_wrong(self) -> None:
        invited = invite()

        answer(invited, "1985")
        answer(invited, "1984", at=LATER)

        assert invited.invitation.opened_at == NOW

    def test_keeps_the_response_of_who_comes_back(self) -> None:
        invited = invite()
        answer(invited, "1984")
        begun = invited.response

        answer(invited, "1984", at=LATER)

        assert invited.response == begun
        assert invited.response.started_at == NOW

    @pytest.mark.parametrize("slip", ["  ", "84", "12/05/1984", "1899", "2027", "owl"])
    def test_takes_a_slip_for_no_try(self, slip: str) -> None:
        invited = invite()

        answered = answer(invited, slip)

        assert (answered.verdict, answered.tries_left) == (GateVerdict.SLIP, 3)
        assert invited.invitation.opened_at == NOW
        assert not AuditEvent.objects.filter(kind="gate.refused").exists()

    @pytest.mark.safety
    def test_saf_6_judges_a_slip_without_a_look_at_the_case(self, monkeypatch) -> None:
        invited = invite(word="lapwing")
        monkeypatch.setattr(respondents, "gate_of", lambda _pk: pytest.fail("It was looked at."))

        assert answer(invited, "84").verdict is GateVerdict.SLIP

    def test_counts_no_slip_as_right_once_the_link_is_spent(self) -> None:
        invited = invite()
        invited.set(gate_tries=3)

        assert answer(invited, "84").verdict is GateVerdict.SPENT

    @pytest.mark.safety
    def test_is_spent_with_the_third_wrong_try_whatever_follows(self) -> None:
        invited = invite()

        verdicts = [answer(invited, given).verdict for given in ("1901", "wren", "1902", "1984")]

        assert verdicts == [
            GateVerdict.WRONG,
            GateVerdict.WRONG,
            GateVerdict.SPENT,
            GateVerdict.SPENT,
        ]
        assert invited.response is None

    def test_gives_three_tries_anew_to_who_passed(self) -> None:
        invited = invite()

        verdicts = [answer(invited, given).verdict for given in ("1901", "1902", "1984", "1903")]

        assert verdicts == [
            GateVerdict.WRONG,
            GateVerdict.WRONG,
            GateVerdict.PASSED,
            GateVerdict.WRONG,
        ]
        assert invited.invitation.gate_tries == 1

    def test_names_no_invitation_in_the_audit_trail(self) -> None:
        invited = invite()

        answer(invited, "1985")
        answer(invited, "1984")

        rows = AuditEvent.objects.filter(kind__startswith="gate.") | AuditEvent.objects.filter(
            kind="response.started"
        )
        assert [row.kind for row in rows.order_by("pk")] == [
            "gate.refused", "gate.opened", "response.started",
        ]  # fmt: skip
        assert {(row.target, str(row.details), row.actor_name) for row in rows} == {
            ("", "{}", "respondent")
        }


class TestTriesAtTheSameMoment:
    def test_are_still_three_in_all(self, monkeypatch: pytest.MonkeyPatch) -> None:
        invited = invite()
        accepts = Gate.accepts

        def meanwhile(gate: Gate, given: str) -> bool:
            if given == "1984":
                for wrong in ("1901", "1902", "1903"):
                    answer(invited, wrong)
            return accepts(gate, given)

        monkeypatch.setattr(Gate, "accepts", meanwhile)

        answered = answer(invited, "1984")

        assert answered.verdict is GateVerdict.SPENT
        assert invited.invitation.gate_tries == 3
        assert invited.response is None

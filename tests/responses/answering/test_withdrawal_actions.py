from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from access.actor import RESPONDENT
from access.destruction import clocks
from access.models import AuditEvent
from responses import extract, tasks
from responses.answering.actions import answers, withdrawals
from responses.answering.selectors import withdrawals as selectors
from responses.answering.selectors.withdrawals import TICKET_LASTS, Withdrawal
from responses.data_protection.actions import retention
from responses.models import Case, Response, WithdrawnAnswers
from responses.vault.encryption import UnreadableError
from survey.flow.steps import Ask
from tests.conftest import NOW, TESTER
from tests.responses.invited import Invited, invite
from tests.responses.told import told_about

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
MOBILE = "+447700900010"
DONE = {"Q-OVR-1": ["very_satisfied"]}


def started(**case: object) -> Invited:
    from survey import selectors as survey_selectors

    invited = invite(**case)
    Response.objects.create(
        invitation_id=invited.invitation_id,
        instrument=survey_selectors.version_in_force(on=NOW.date()),
        language="en",
        answers=DONE,
        started_at=NOW,
    )
    return invited


def sent_in(**case: object) -> Invited:
    from responses.answering.selectors import respondents

    invited = started(**case)
    for _ in range(60):
        journey = replace(respondents.journey_of(invited.response), longer=None)
        step = journey.next_step(is_more_wanted=True)
        if not isinstance(step, Ask):
            break
        answers.save_answer(
            invitation_id=invited.invitation_id, question_code=step.question.code, picked=(),
            language="en", by=RESPONDENT, at=NOW,
        )  # fmt: skip
    assert answers.send_in(invitation_id=invited.invitation_id, by=RESPONDENT, at=NOW)
    return invited


def words_of(invited: Invited, language: str = "en") -> str:
    seed = selectors.seed_of(invited.response)
    return selectors.words().written(selectors.code_of(seed), language=language)


def withdraw(given: str, after: timedelta = timedelta(0)) -> Withdrawal | None:
    return withdrawals.withdraw_by_words(given=given, by=RESPONDENT, at=NOW + after)


def bring_back(given: str, after: timedelta = timedelta(0)) -> bool:
    withdrawal = withdraw(given, after)
    at = NOW + after + timedelta(minutes=1)
    ticket = withdrawal.ticket if withdrawal else ""
    return withdrawals.bring_back(ticket=ticket, by=RESPONDENT, at=at)


class TestTheWordsOfAResponse:
    @pytest.mark.slow
    def test_are_made_when_it_is_sent_in_and_not_before(self) -> None:
        invited = started()

        assert invited.response.withdrawal_hash is None
        assert len(words_of(sent_in()).split()) == 6

    @pytest.mark.slow
    def test_are_the_same_each_time_they_are_shown(self) -> None:
        invited = sent_in()

        assert words_of(invited) == words_of(invited)

    @pytest.mark.slow
    def test_are_not_what_is_stored(self) -> None:
        invited = sent_in()

        stored = invited.response.withdrawal_hash
        assert len(stored) == 64
        assert not set(words_of(invited).split()) & set(stored.split())

    @pytest.mark.slow
    def test_pass_over_a_code_that_another_response_has(self, monkeypatch) -> None:
        first = sent_in()
        taken = first.response.withdrawal_hash
        real = selectors.hash_of
        calls: list[int] = []

        def colliding(code):
            calls.append(1)
            return taken if len(calls) == 1 else real(code)

        monkeypatch.setattr(selectors, "hash_of", colliding)
        second = sent_in()

        assert second.response.withdrawal_hash != taken

    @pytest.mark.slow
    def test_are_told_no_more_once_the_key_has_changed(self, settings) -> None:
        invited = sent_in()
        settings.TOKEN_KEY = "another"

        assert selectors.seed_of(invited.response) == ""


class TestWithdrawingByWords:
    @pytest.mark.slow
    @pytest.mark.parametrize("language", ["en", "cy"])
    def test_takes_the_answers_out(self, language: str) -> None:
        invited, other = sent_in(), sent_in(mobile="+447700900011")

        assert withdraw(words_of(invited, language))

        assert invited.response.answers == {}
        assert (invited.response.withdrawn_at, invited.response.withdrawn_by) == (NOW, "respondent")
        assert other.response.withdrawn_at is None
        assert [row.response_id for row in extract.answer_rows()] == [other.response.pk]

    @pytest.mark.slow
    def test_done_twice_is_done_once(self) -> None:
        words = words_of(sent_in())

        states = [withdraw(words).state, withdraw(words, after=timedelta(days=1)).state]

        assert states == ["withdrawn", "sealed"]
        assert AuditEvent.objects.filter(kind="response.withdrawn").count() == 1

    @pytest.mark.slow
    def test_names_nobody_in_the_audit_trail(self) -> None:
        withdraw(words_of(sent_in()))

        row = AuditEvent.objects.get(kind="response.withdrawn")
        assert (row.target, row.details) == ("", {})

    def test_notes_wrong_words_in_the_audit_trail_without_any_content(self) -> None:
        withdraw("acorn " * 6)
        withdraw("no words of ours")

        noted = AuditEvent.objects.filter(kind="withdrawal.refused")
        assert [(row.target, row.details) for row in noted] == [("", {}), ("", {})]

    @pytest.mark.slow
    def test_knows_no_code_of_four_words_any_more(self) -> None:
        invited = sent_in()
        Response.objects.update(withdrawal_hash="f" * 64)

        assert selectors.seed_of(invited.response) == ""
        assert not withdraw("acorn apple acorn apple")

    @pytest.mark.slow
    def test_fails_alike_for_every_other_words(self) -> None:
        words = words_of(sent_in()).split()

        wrong_order = " ".join([words[1], words[0], *words[2:]])
        assert not any(map(withdraw, (wrong_order, " ".join(words[:3]), "acorn", "", "x" * 9999)))
        assert Response.objects.filter(withdrawn_at__isnull=False).count() == 0

    @pytest.mark.slow
    def test_is_possible_for_six_months(self) -> None:
        words = words_of(sent_in())

        assert not withdraw(words, after=timedelta(days=183))
        assert withdraw(words, after=timedelta(days=183, seconds=-1))


class TestWithdrawnAnswers:
    @pytest.mark.slow
    def test_lie_encrypted_and_nowhere_else(self) -> None:
        invited = sent_in()

        withdraw(words_of(invited))

        sealed = bytes(WithdrawnAnswers.objects.get().sealed)
        assert b"very_satisfied" not in sealed
        assert b"Q-OVR-1" not in sealed
        assert invited.response.answers == {}

    @pytest.mark.slow
    def test_open_in_the_place_of_no_other_response(self) -> None:
        withdraw(words_of(sent_in()))
        other = sent_in(mobile="+447700900011")
        withdraw(words_of(other))
        first, second = WithdrawnAnswers.objects.order_by("pk")
        WithdrawnAnswers.objects.filter(pk=second.pk).update(sealed=first.sealed)

        with pytest.raises(UnreadableError):
            bring_back(words_of(other))

    @pytest.mark.slow
    @pytest.mark.parametrize("days", [0, 6.9])
    def test_are_brought_back_by_the_same_words_as_they_were(self, days: float) -> None:
        invited = sent_in()
        before, words = invited.response.answers, words_of(invited)
        withdraw(words)

        assert bring_back(words, after=timedelta(days=days))

        assert invited.response.answers == before
        assert (invited.response.withdrawn_at, invited.response.withdrawn_by) == (None, "")
        assert not WithdrawnAnswers.objects.exists()
        assert [row.response_id for row in extract.answer_rows()] == [invited.response.pk]

    @pytest.mark.slow
    def test_are_brought_back_once_though_it_is_pressed_twice(self) -> None:
        words = words_of(sent_in())
        withdraw(words)
        ticket = withdraw(words).ticket

        pressed = [withdrawals.bring_back(ticket=ticket, by=RESPONDENT, at=NOW) for _ in range(2)]

        assert pressed == [True, True]
        assert AuditEvent.objects.filter(kind="response.brought_back").count() == 1

    @pytest.mark.slow
    def test_can_be_withdrawn_and_brought_back_again(self) -> None:
        invited = sent_in()
        words = words_of(invited)
        withdraw(words)
        bring_back(words)

        assert withdraw(words).state == "withdrawn"
        assert bring_back(words)
        assert invited.response.answers

    @pytest.mark.slow
    def test_are_destroyed_after_seven_days(self) -> None:
        words = words_of(sent_in())
        withdraw(words)

        destroyed = [
            withdrawals.destroy_withdrawn_answers(
                by=TESTER, at=NOW + timedelta(days=7, seconds=seconds)
            )
            for seconds in (-1, 0)
        ]

        assert destroyed == [0, 1]
        assert not WithdrawnAnswers.objects.exists()

    @pytest.mark.slow
    def test_are_not_destroyed_early_by_a_machine_whose_clock_runs_ahead(self, monkeypatch) -> None:
        withdraw(words_of(sent_in()))
        monkeypatch.setattr(clocks, "database_clock", lambda *, machine_at: NOW)

        with time_machine.travel(NOW + timedelta(days=30), tick=False):
            tasks.destroy_withdrawn_answers.call()

        assert WithdrawnAnswers.objects.count() == 1

    @pytest.mark.slow
    def test_are_said_to_be_destroyed_only_when_they_are(self) -> None:
        words = words_of(sent_in())
        withdraw(words)

        late = withdraw(words, after=timedelta(days=7))

        assert (late.state, late.ticket) == ("destroyed", "")
        assert not WithdrawnAnswers.objects.exists()

    @pytest.mark.slow
    def test_are_brought_back_though_the_six_months_end_meanwhile(self) -> None:
        words, late = words_of(sent_in()), timedelta(days=182)
        withdraw(words, after=late)
        retention.apply_retention(by=TESTER, at=NOW + timedelta(days=185))

        assert bring_back(words, after=timedelta(days=186))

    @pytest.mark.slow
    @pytest.mark.parametrize("ticket", ["", "x", "e30:x", "eyJzZWVkIjoiIn0:" + "a" * 43])
    def test_are_not_brought_back_by_what_is_no_ticket_of_ours(self, ticket: str) -> None:
        invited = sent_in()
        withdraw(words_of(invited))

        assert not withdrawals.bring_back(ticket=ticket, by=RESPONDENT, at=NOW)
        assert invited.response.answers == {}

    @pytest.mark.slow
    def test_are_not_brought_back_by_a_page_that_stood_open_for_long(self) -> None:
        words = words_of(sent_in())
        withdraw(words)
        ticket = withdraw(words).ticket

        late = NOW + TICKET_LASTS + timedelta(seconds=1)

        assert not withdrawals.bring_back(ticket=ticket, by=RESPONDENT, at=late)

    @pytest.mark.slow
    def test_go_with_their_case(self) -> None:
        invited = sent_in()
        withdraw(words_of(invited))

        Case.objects.filter(pk=invited.case_id).delete()

        assert not WithdrawnAnswers.objects.exists()

    def test_that_no_words_bring_back_are_destroyed_at_once(self) -> None:
        started()

        withdrawals.withdraw_by_number(mobile=MOBILE, by=TESTER, at=NOW)

        assert not WithdrawnAnswers.objects.exists()

    @pytest.mark.slow
    def test_are_told_to_who_asks_what_is_held(self) -> None:
        withdraw(words_of(sent_in()))

        (told,) = told_about(MOBILE)["answers"]

        assert ["Very satisfied [very_satisfied]"] in told["answers"].values()

    @pytest.mark.slow
    def test_are_withdrawn_no_earlier_than_they_were_sent(self) -> None:
        invited = sent_in()

        withdraw(words_of(invited), after=-timedelta(hours=1))

        assert invited.response.withdrawn_at == invited.response.completed_at


class TestRetention:
    @pytest.mark.slow
    def test_destroys_what_ties_words_to_answers_after_six_months(self) -> None:
        invited = sent_in()
        early = retention.apply_retention(by=TESTER, at=NOW + timedelta(days=182))
        due = retention.apply_retention(by=TESTER, at=NOW + timedelta(days=183))

        assert (early.codes, due.codes) == (0, 1)
        assert invited.response.withdrawal_hash is None
        assert invited.response.answers["Q-OVR-1"] == ["very_satisfied"]


class TestWithdrawingByNumber:
    @pytest.mark.slow
    def test_takes_out_what_was_answered_by_its_links_finished_or_not(self) -> None:
        finished, unfinished = sent_in(), started()
        other = sent_in(mobile="+447700900011")

        count = withdrawals.withdraw_by_number(mobile=MOBILE, by=TESTER, at=NOW)

        assert count == 2
        assert finished.response.withdrawn_at == unfinished.response.withdrawn_at == NOW
        assert other.response.withdrawn_at is None

    def test_closes_an_unfinished_response(self) -> None:
        invited = started()
        withdrawals.withdraw_by_number(mobile=MOBILE, by=TESTER, at=NOW)

        answers.save_answer(
            invitation_id=invited.invitation_id, question_code="Q-CON-1", picked=["very_easy"],
            language="en", by=RESPONDENT, at=NOW,
        )  # fmt: skip

        assert invited.response.answers == {}

    @pytest.mark.slow
    def test_says_how_many_and_does_it_once(self) -> None:
        sent_in()

        counts = [
            withdrawals.withdraw_by_number(mobile=MOBILE, by=TESTER, at=NOW) for _ in range(2)
        ]

        assert counts == [1, 0]

"""Answers taken out by words, or by the service desk."""

from datetime import timedelta

import pytest

from access.actor import RESPONDENT
from access.models import AuditEvent
from responses import extract
from responses.answering.actions import answers, withdrawals
from responses.answering.selectors import withdrawals as selectors
from responses.data_protection.actions import retention
from responses.models import Response
from survey.flow.steps import Ask
from tests.conftest import NOW, TESTER
from tests.responses.invited import Invited, invite

pytestmark = pytest.mark.django_db
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
    """Someone who skipped all there was to skip, and sent it in."""
    from responses.answering.selectors import respondents

    invited = started(**case)
    for _ in range(60):
        step = respondents.journey_of(invited.response).next_step(is_more_wanted=True)
        if not isinstance(step, Ask):
            break
        answers.save_answer(
            invitation_id=invited.invitation_id, question_code=step.question.code, picked=(),
            language="en", by=RESPONDENT, at=NOW,
        )  # fmt: skip
    assert answers.send_in(invitation_id=invited.invitation_id, by=RESPONDENT, at=NOW)
    return invited


def words_of(invited: Invited, language: str = "en") -> str:
    seed = selectors.seed_of_invitation(invited.invitation_id)
    return selectors.words().written(selectors.code_of(seed), language=language)


def withdraw(given: str, after: timedelta = timedelta(0)) -> bool:
    return withdrawals.withdraw_by_words(given=given, by=RESPONDENT, at=NOW + after)


class TestTheWordsOfAResponse:
    def test_are_made_when_it_is_sent_in_and_not_before(self) -> None:
        invited = started()
        before = selectors.seed_of_invitation(invited.invitation_id)

        assert before == ""
        assert len(words_of(sent_in()).split()) == 4

    def test_are_the_same_each_time_they_are_told(self) -> None:
        invited = sent_in()

        assert words_of(invited) == words_of(invited)

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

    def test_are_told_no_more_once_the_key_has_changed(self, settings) -> None:
        invited = sent_in()
        settings.TOKEN_KEY = "another"

        assert selectors.seed_of_invitation(invited.invitation_id) == ""


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

    def test_done_twice_is_done_once(self) -> None:
        words = words_of(sent_in())

        assert withdraw(words)
        assert withdraw(words, after=timedelta(days=1))
        assert AuditEvent.objects.filter(kind="response.withdrawn").count() == 1

    def test_names_nobody_in_the_audit_trail(self) -> None:
        withdraw(words_of(sent_in()))

        row = AuditEvent.objects.get(kind="response.withdrawn")
        assert (row.target, row.details) == ("", {})

    def test_fails_alike_for_every_other_words(self) -> None:
        words = words_of(sent_in()).split()

        wrong_order = " ".join([words[1], words[0], *words[2:]])
        assert not any(map(withdraw, (wrong_order, " ".join(words[:3]), "acorn", "", "x" * 9999)))
        assert Response.objects.filter(withdrawn_at__isnull=False).count() == 0

    def test_is_possible_for_six_months(self) -> None:
        words = words_of(sent_in())

        assert not withdraw(words, after=timedelta(days=183))
        assert withdraw(words, after=timedelta(days=183, seconds=-1))


class TestRetention:
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

    def test_says_how_many_and_does_it_once(self) -> None:
        sent_in()

        counts = [
            withdrawals.withdraw_by_number(mobile=MOBILE, by=TESTER, at=NOW) for _ in range(2)
        ]

        assert counts == [1, 0]

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from access.actor import RESPONDENT
from access.models import AuditEvent
from responses.answering.actions import paper_withdrawals, withdrawals
from responses.answering.selectors import withdrawals as selectors
from responses.data_protection.actions import retention
from responses.data_protection.selectors import retention as retention_selectors
from responses.models import OpenAnswers, Response
from responses.open_link import actions
from tests.conftest import NOW, TESTER
from tests.responses.answering.test_public_start import answer_all as answer_invited
from tests.responses.answering.test_public_withdraw import take_out, words_on
from tests.responses.invited import invite
from tests.responses.open_link.someone import answer_all, sent_in
from tests.responses.pages import Page

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
SIX_MONTHS = timedelta(days=183)
SEVEN_YEARS = timedelta(days=8 * 366)


def rows() -> list[OpenAnswers]:
    return list(OpenAnswers.objects.order_by("pk"))


class TestSixWords:
    def test_destroy_the_answers_at_once(self, browser: Client) -> None:
        words = words_on(answer_all(browser))

        page = Page(take_out(words))

        assert "Nobody can bring them back" in page.text
        assert "figures" not in page.text
        assert rows()[0].answers == {}
        assert rows()[0].taken_out_at == NOW

    def test_say_the_same_again(self, browser: Client) -> None:
        words = words_on(answer_all(browser))
        first = Page(take_out(words)).text

        assert Page(take_out(words)).text == first
        assert AuditEvent.objects.filter(kind="response.withdrawn").count() == 1

    def test_take_out_no_other_answers(self, browser: Client) -> None:
        words = words_on(answer_all(browser))
        answer_all(Client())
        answer_invited(Client(), invite())

        take_out(words)

        assert [bool(row.answers) for row in rows()] == [False, True]
        assert Response.objects.get().withdrawn_at is None

    def test_of_an_invited_person_take_out_no_open_answers(self, browser: Client) -> None:
        words = words_on(answer_invited(browser, invite()))
        answer_all(Client())

        take_out(words)

        assert Response.objects.get().withdrawn_at == NOW
        assert rows()[0].taken_out_at is None

    def test_are_never_those_of_an_invited_person(self, db) -> None:
        from responses.answering import withdrawal_words

        invited = invite()
        answer_invited(Client(), invited)
        taken = Response.objects.get().withdrawal_hash
        first = selectors.hash_of(selectors.code_of("a seed"))
        Response.objects.update(withdrawal_hash=first)

        used = actions.send_in(
            seed="a seed", who="self", force="", stage="",
            version_id=Response.objects.get().instrument_id, language="en", answers={},
            by=RESPONDENT, at=NOW,
        )  # fmt: skip

        assert used != "a seed"
        assert OpenAnswers.objects.get().withdrawal_hash not in {first, taken}
        assert len(selectors.code_of(used)) == withdrawal_words.WORDS_IN_A_CODE

    def test_end_after_six_months(self, browser: Client, clock: time_machine.Traveller) -> None:
        words = words_on(answer_all(browser))
        clock.shift(SIX_MONTHS)

        assert "do not match" in Page(take_out(words)).text

    def test_stay_withdrawn_where_an_older_database_is_restored(self, db) -> None:
        [row] = sent_in(1)

        assert paper_withdrawals.withdraw_again(open_answers_id=row.pk, by=TESTER, at=NOW)
        assert not paper_withdrawals.withdraw_again(open_answers_id=row.pk, by=TESTER, at=NOW)
        assert rows()[0].taken_out_at == NOW

    @pytest.mark.safety
    def test_name_nobody_in_the_trail(self, browser: Client) -> None:
        words = words_on(answer_all(browser))

        withdrawals.withdraw_by_words(given=words, by=RESPONDENT, at=NOW)

        event = AuditEvent.objects.get(kind="response.withdrawn")
        assert (event.target, event.details) == ("", {})


class TestRetention:
    def test_forgets_the_words_after_six_months(self, db) -> None:
        sent_in(1)
        at = NOW + SIX_MONTHS

        assert retention_selectors.past_due(at)["responses.OpenAnswers"] == 1
        retention.apply_retention(by=TESTER, at=at)

        assert rows()[0].withdrawal_hash is None
        assert retention_selectors.past_due(at)["responses.OpenAnswers"] == 0

    def test_destroys_the_answers_after_seven_years(self, db) -> None:
        sent_in(2)

        retention.apply_retention(by=TESTER, at=NOW + SEVEN_YEARS)

        assert rows() == []

    def test_keeps_them_until_then(self, db) -> None:
        sent_in(1)

        retention.apply_retention(by=TESTER, at=NOW + timedelta(days=6 * 365))

        assert len(rows()) == 1


class TestARow:
    @pytest.mark.safety
    def test_names_nobody(self) -> None:
        assert {field.name for field in OpenAnswers._meta.get_fields()} == {
            "id", "who", "force", "stage", "instrument", "language", "answers", "completed_at",
            "withdrawal_hash", "taken_out_at",
        }  # fmt: skip

    @pytest.mark.databases
    def test_that_is_withdrawn_has_no_answers(self, db) -> None:
        from django.db import IntegrityError

        [row] = sent_in(1, picked="very_satisfied")

        with pytest.raises(IntegrityError):
            OpenAnswers.objects.filter(pk=row.pk).update(taken_out_at=NOW)

    def test_is_stored_once_however_often_it_is_sent(self, db) -> None:
        [row] = sent_in(1)

        def send() -> str:
            return actions.send_in(
                seed="again", who="self", force="", stage="", version_id=row.instrument_id,
                language="en", answers={}, by=RESPONDENT, at=NOW,
            )  # fmt: skip

        assert {send(), send()} == {"again"}
        assert len(rows()) == 2

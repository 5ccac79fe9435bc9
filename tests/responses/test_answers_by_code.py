"""SAF-9: of what several codes gave about one event figures take one complete response or none."""

from datetime import timedelta

import pytest

from access.actor import RESPONDENT
from responses import extract
from responses.answering.actions import gate, withdrawals
from responses.extract_rows import FrameRow
from responses.models import Case, Invitation, Response
from tests.conftest import NOW, TESTER
from tests.responses import asked, by_code
from tests.responses.by_code import begun, completed, routed

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
A_DAY = timedelta(days=1)
PERIOD = "2026-Q4"
MOBILE = "+447700900321"


def counted() -> set[int]:
    return {row.response_id for row in extract.answer_rows(period=PERIOD)}


def framed() -> FrameRow:
    (row,) = extract.frame_counts(PERIOD)
    return row


def withdraw(response: Response) -> None:
    assert withdrawals.withdraw_by_words(given=by_code.words_of(response), by=TESTER, at=NOW)


def bring_back(response: Response) -> None:
    given = by_code.words_of(response)
    sealed = withdrawals.withdraw_by_words(given=given, by=TESTER, at=NOW)
    assert withdrawals.bring_back(ticket=sealed.ticket, by=TESTER, at=NOW)


class TestOneCode:
    @pytest.mark.slow
    def test_counts_with_the_role_of_who_handed_it_over(self):
        response = completed(routed())

        (row,) = extract.answer_rows(period=PERIOD)
        assert (row.response_id, row.assisted_by, row.mode) == (response.pk, "IDVA", "web_code")
        assert counted() == {response.pk}
        assert framed().is_completed

    @pytest.mark.slow
    def test_counts_though_another_was_drawn_since(self):
        case = routed()
        response = completed(case)
        by_code.draw(case, role="FLO")

        (row,) = extract.answer_rows(period=PERIOD)
        assert (row.response_id, row.assisted_by) == (response.pk, "IDVA")

    @pytest.mark.slow
    def test_is_late_by_the_day_on_which_it_was_drawn(self):
        case = routed()
        by_code.draw(case)
        completed(case, at=NOW + 8 * A_DAY)

        (row,) = extract.answer_rows(period=PERIOD)
        assert not row.is_late


class TestTwoCompleteResponses:
    @pytest.mark.slow
    def test_count_for_nothing(self):
        case = routed()
        completed(case)
        completed(case, at=NOW + A_DAY)

        assert counted() == set()

    @pytest.mark.slow
    def test_are_no_completed_event_and_one_event(self):
        case = routed()
        completed(case)
        completed(case)

        row = framed()
        assert (row.is_started, row.is_completed, row.events) == (True, False, 1)

    @pytest.mark.slow
    def test_take_the_first_out_of_figures(self):
        case, other = routed(), routed()
        first, elsewhere = completed(case), completed(other)
        assert counted() == {first.pk, elsewhere.pk}

        completed(case)

        assert counted() == {elsewhere.pk}

    @pytest.mark.slow
    def test_of_two_events_count_both(self):
        both = {completed(routed()).pk, completed(routed()).pk}

        assert counted() == both


class TestACodeBesideALink:
    @pytest.fixture
    def case(self) -> Case:
        [message] = asked.queued(asked.row())
        asked.send()
        return message.invitation.stage_event.case

    def by_link(
        self, case: Case, *, at=NOW, is_complete: bool = True, is_done: bool = False
    ) -> Response:
        invitation = Invitation.objects.get(stage_event__case=case)
        opened = gate.answer_gate(
            invitation_id=invitation.pk, given="1980", language="en", by=RESPONDENT, at=at
        )
        Response.objects.filter(pk=opened.response.pk).update(
            answers={"Q-OVR-1": [by_code.SATISFIED]},
            completed_at=at if is_complete else None,
            core_done_at=at if is_done else None,
        )
        return Response.objects.get(pk=opened.response.pk)

    @pytest.mark.slow
    def test_counts_where_nothing_was_answered_by_the_link(self, case):
        response = completed(case)

        (row,) = extract.answer_rows(period=PERIOD)
        assert (row.response_id, row.assisted_by, row.mode) == (response.pk, "IDVA", "web_sms")
        assert (framed().events, framed().is_completed) == (1, True)

    @pytest.mark.slow
    def test_takes_nothing_from_what_was_answered_by_the_link(self, case):
        response = self.by_link(case)
        completed(case, at=NOW + A_DAY)

        assert counted() == {response.pk}
        assert (framed().events, framed().is_completed) == (1, True)

    @pytest.mark.slow
    def test_gives_way_to_what_is_answered_by_the_link_later(self, case):
        completed(case)
        response = self.by_link(case, at=NOW + A_DAY)

        assert counted() == {response.pk}

    @pytest.mark.slow
    def test_stands_for_what_was_only_begun_by_the_link(self, case):
        self.by_link(case, is_complete=False)
        response = completed(case)

        assert counted() == {response.pk}

    @pytest.mark.slow
    def test_takes_nothing_from_the_ten_that_nobody_sent_in(self, case):
        response = self.by_link(case, is_complete=False, is_done=True)
        completed(case, at=NOW + A_DAY)

        assert counted() == {response.pk}
        assert (framed().events, framed().is_completed) == (1, True)

    @pytest.mark.slow
    def test_that_is_taken_out_again_takes_nothing_along_of_the_link(self, case):
        response = self.by_link(case)
        withdraw(completed(case, at=NOW + A_DAY))

        assert counted() == {response.pk}

    @pytest.mark.slow
    def test_stays_out_where_what_was_answered_by_the_link_is_taken_out(self, case):
        completed(case)
        link = self.by_link(case)
        Response.objects.filter(pk=link.pk).update(
            answers={}, withdrawn_at=NOW, withdrawn_by="tests"
        )

        assert counted() == set()


class TestAPartialResponse:
    def test_counts_alone(self):
        response = begun(routed())

        assert counted() == {response.pk}

    @pytest.mark.slow
    def test_gives_way_to_a_complete_one(self):
        case = routed()
        begun(case)
        assert counted()

        response = completed(case)

        assert counted() == {response.pk}

    @pytest.mark.slow
    def test_counts_for_nothing_beside_another(self):
        case = routed()
        begun(case)
        begun(case)

        assert counted() == set()


class TestAWithdrawal:
    @pytest.fixture
    def case(self) -> Case:
        return routed()

    @pytest.mark.slow
    def test_takes_out_every_response_of_the_event(self, case):
        first, second = begun(case), completed(case)
        assert counted() == {second.pk}
        by_code.send_in(by_code.skipped_to_the_end(first))

        withdraw(first)

        assert counted() == set()

    @pytest.mark.slow
    def test_keeps_out_what_is_completed_later(self, case):
        withdraw(completed(case))
        completed(case, at=NOW + A_DAY)

        assert counted() == set()

    @pytest.mark.slow
    def test_that_is_taken_back_lets_the_one_complete_response_count(self, case):
        begun(case)
        response = completed(case)
        withdraw(response)
        assert counted() == set()

        bring_back(response)

        assert counted() == {response.pk}

    @pytest.mark.slow
    def test_that_is_taken_back_leaves_two_complete_responses_out(self, case):
        first = completed(case)
        completed(case)
        withdraw(first)

        bring_back(first)

        assert counted() == set()

    @pytest.mark.slow
    def test_by_the_number_withdraws_them_all(self):
        case = routed(contact_mobile=MOBILE)
        completed(case)
        begun(case)

        assert withdrawals.withdraw_by_number(mobile=MOBILE, by=TESTER, at=NOW) == 2
        assert not Response.objects.filter(withdrawn_at=None).exists()


class TestErasure:
    @pytest.mark.slow
    def test_leaves_nothing_of_any_code(self):
        case = routed()
        completed(case)
        begun(case)
        assert counted()

        case.delete()

        assert counted() == set()
        assert not Response.objects.exists()

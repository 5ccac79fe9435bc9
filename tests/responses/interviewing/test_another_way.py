"""Whoever is to be called and is given a code, or a form, is asked in one way (decision 36)."""

import pytest
from django.urls import reverse

from responses import extract
from responses.answering.actions import withdrawals
from responses.interviewing.actions import calling, opening
from responses.interviewing.call_ends import GoneError
from responses.interviewing.dispositions import CallOutcome
from responses.models import Invitation, Response, StageEvent, TelephoneCase
from tests.conftest import NOW, TESTER
from tests.responses import by_code
from tests.responses.interviewing import at_the_phone

pytestmark = pytest.mark.django_db
MOBILE = "+447700900555"


@pytest.fixture
def ash():
    at_the_phone.set_up()
    return at_the_phone.interviewer("Ash")


def called_in_vain(user):
    """Somebody who did not answer the telephone."""
    case = at_the_phone.who_chose_a_call()
    at_the_phone.take(user)
    viewer = at_the_phone.viewer_of(user)
    calling.show_number(viewer=viewer, by=TESTER, at=NOW)
    calling.end_call(viewer=viewer, outcome=CallOutcome.NO_ANSWER, by=TESTER, at=NOW)
    case.refresh_from_db()
    return case, case.next_at


def begin_by_code(case: TelephoneCase) -> None:
    by_code.begun(case.invitation.stage_event.case)


class TestWhoAnsweredByACode:
    @pytest.mark.slow
    def test_is_not_called_again(self, ash):
        case, due_at = called_in_vain(ash)
        begin_by_code(case)

        assert at_the_phone.take(ash, at=due_at) is None
        case.refresh_from_db()
        assert (case.state, case.outcome) == ("closed", "another_way")

    @pytest.mark.slow
    def test_is_called_by_nobody_who_has_taken_the_call(self, ash):
        case, due_at = called_in_vain(ash)
        assert at_the_phone.take(ash, at=due_at) is not None
        begin_by_code(case)

        viewer = at_the_phone.viewer_of(ash)
        assert calling.show_number(viewer=viewer, by=TESTER, at=due_at) is None
        case.refresh_from_db()
        assert (case.outcome, case.attempts) == ("another_way", 1)

    @pytest.mark.slow
    def test_is_none_of_those_whose_way_chance_decided(self, ash):
        case, _due_at = called_in_vain(ash)
        StageEvent.objects.update(telephone_chance=0.5)
        begin_by_code(case)
        period = StageEvent.objects.get().period

        assert list(extract.telephone_chances(period)) == []
        Response.objects.update(attempt=None, mode="telephone")
        assert [chance for _, chance in extract.telephone_chances(period)] == [0.5]

    @pytest.mark.slow
    def test_waits_for_no_call(self, ash):
        case, due_at = called_in_vain(ash)
        begin_by_code(case)

        opening.open_calls(by=TESTER, at=due_at)

        case.refresh_from_db()
        assert case.outcome == "another_way"


class TestWhoWithdraws:
    @pytest.mark.slow
    def test_is_not_called_again(self, ash):
        at_the_phone.who_chose_a_call(contact_mobile=MOBILE)
        at_the_phone.is_asking(ash)
        viewer = at_the_phone.viewer_of(ash)
        calling.end_call(viewer=viewer, outcome=CallOutcome.BROKE_OFF, by=TESTER, at=NOW)
        withdrawals.withdraw_by_number(mobile=MOBILE, by=TESTER, at=NOW)

        case = TelephoneCase.objects.get()
        assert at_the_phone.take(ash, at=case.next_at) is None
        case.refresh_from_db()
        assert case.outcome == "rule"

    @pytest.mark.slow
    def test_during_the_call_leaves_a_page_on_which_it_is_ended(self, ash, clock):
        at_the_phone.who_chose_a_call(contact_mobile=MOBILE)
        at_the_phone.is_asking(ash)
        withdrawals.withdraw_by_number(mobile=MOBILE, by=TESTER, at=NOW)
        desk = at_the_phone.client_of(ash)

        page = desk.get(reverse("responses:call-question"), follow=True)
        assert page.status_code == 200
        desk.post(reverse("responses:call-end"), {"outcome": "broke_off"})
        assert TelephoneCase.objects.get().held_by is None


class TestACodeDrawnMeanwhile:
    def test_takes_the_place_of_a_call_whose_number_nobody_saw(self, ash):
        case = at_the_phone.who_chose_a_call()
        at_the_phone.take(ash)
        by_code.draw(case.invitation.stage_event.case)

        with pytest.raises(GoneError):
            calling.show_number(viewer=at_the_phone.viewer_of(ash), by=TESTER, at=NOW)
        assert Invitation.objects.get().mode == "web_code"

    @pytest.mark.slow
    def test_stands_beside_a_call_that_was_made(self, ash):
        case, _due_at = called_in_vain(ash)
        by_code.draw(case.invitation.stage_event.case)

        assert Invitation.objects.get().mode == "telephone"

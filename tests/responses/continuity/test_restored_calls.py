from datetime import timedelta

import pytest

from access.continuity import holding, journal
from access.models import Continuity
from responses.continuity import actions, restored_calls, upkeep
from responses.interviewing.actions import calling, opening
from responses.models import CallAttempt, Invitation, StageEvent, TelephoneCase
from responses.models.contacts import ContactHistory
from tests.conftest import NOW, TESTER
from tests.responses.continuity.test_release import lost
from tests.responses.interviewing import at_the_phone

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def ash():
    at_the_phone.set_up()
    return at_the_phone.interviewer("Ash")


def show_number(user):
    at_the_phone.take(user)
    viewer = at_the_phone.viewer_of(user)
    assert calling.show_number(viewer=viewer, by=TESTER, at=NOW)


def release():
    assert holding.find_hold(at=LATER) == "older copy"
    actions.release(providers=[], by=TESTER, at=LATER)


class TestACallMadeSinceTheCopy:
    def test_is_not_made_again(self, ash, django_capture_on_commit_callbacks):
        case = at_the_phone.who_chose_a_call()
        with lost(), django_capture_on_commit_callbacks(execute=True):
            upkeep.keep_journal(at=NOW)
            show_number(ash)

        release()

        case.refresh_from_db()
        assert (case.state, case.outcome) == ("closed", "rule")
        assert at_the_phone.take(ash, at=LATER) is None

    @pytest.mark.slow
    def test_is_not_made_again_where_the_copy_was_to_open_it(
        self, ash, monkeypatch, django_capture_on_commit_callbacks
    ):
        with monkeypatch.context() as patched:
            patched.setattr(opening, "open_calls", lambda **_any: 0)
            with pytest.raises(TelephoneCase.DoesNotExist):
                at_the_phone.who_chose_a_call()
        with lost(), django_capture_on_commit_callbacks(execute=True):
            opening.open_calls(by=TESTER, at=NOW)
            upkeep.keep_journal(at=NOW)
            show_number(ash)
        assert not Invitation.objects.exists()

        release()
        opening.open_calls(by=TESTER, at=LATER)

        assert at_the_phone.take(ash, at=LATER) is None
        assert (TelephoneCase.objects.get().state, CallAttempt.objects.count()) == ("closed", 0)
        assert ContactHistory.objects.filter(invited_on=NOW.date()).exists()

    @pytest.mark.slow
    def test_is_remembered_where_the_copy_has_no_case(
        self, ash, django_capture_on_commit_callbacks
    ):
        with lost(), django_capture_on_commit_callbacks(execute=True):
            at_the_phone.who_chose_a_call()
            upkeep.keep_journal(at=NOW)
            show_number(ash)
        assert not StageEvent.objects.exists()

        release()

        assert ContactHistory.objects.filter(invited_on=NOW.date()).exists()


class TestACallThatTheCopyKnows:
    @pytest.mark.slow
    def test_goes_on(self, ash, django_capture_on_commit_callbacks):
        case = at_the_phone.who_chose_a_call()
        with django_capture_on_commit_callbacks(execute=True):
            show_number(ash)

        generation = str(Continuity.objects.get().generation)
        restored_calls.close_again(journal.entries(generation))

        case.refresh_from_db()
        assert (case.state, case.attempts) == ("open", 1)

"""Two interviewers press at once, and one while somebody stops contact or is given a code
(ADR 64)."""

import pytest

from access.permissions import Role
from responses.interviewing.actions import calling
from responses.interviewing.call_ends import GoneError
from responses.invitations.actions import opt_outs
from responses.models import CallAttempt, Invitation, TelephoneCase
from responses.models.contacts import Suppression
from tests.conftest import NOW, TESTER
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses import by_code
from tests.responses.interviewing import at_the_phone

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]


class TestTwoInterviewers:
    def prepare(self):
        ground.clear()
        if not hasattr(self, "people"):
            self.people = [at_the_phone.interviewer(name) for name in ("Ash", "Birch")]
            at_the_phone.set_up()
        at_the_phone.who_chose_a_call()
        self.taken = []
        return lambda: self.take(0), lambda: self.take(1)

    def take(self, number):
        if (attempt := at_the_phone.take(self.people[number])) is not None:
            self.taken.append(attempt.telephone_case_id)

    def check(self):
        assert len(self.taken) <= 1, "never both"
        assert CallAttempt.objects.count() == len(self.taken)

    def test_never_hold_the_same_call(self):
        broken = explore(Race(prepare=self.prepare, check=self.check))

        assert not broken.faults, str(broken)


class TestOneInterviewer:
    def prepare(self):
        ground.clear()
        if not hasattr(self, "person"):
            self.person = at_the_phone.interviewer("Ash")
            at_the_phone.set_up()
        for mobile in ("+447700900811", "+447700900812"):
            at_the_phone.who_chose_a_call(contact_mobile=mobile)
        return self.take, self.take

    def take(self):
        assert at_the_phone.take(self.person) is not None

    def check(self):
        assert CallAttempt.objects.count() == 1

    def test_holds_one_call(self):
        broken = explore(Race(prepare=self.prepare, check=self.check))

        assert not broken.faults, str(broken)


class TestAStop:
    def prepare(self):
        ground.clear()
        if not hasattr(self, "person"):
            self.person = at_the_phone.interviewer("Ash", role=Role.INTERVIEWER)
            at_the_phone.set_up()
        at_the_phone.who_chose_a_call()
        at_the_phone.take(self.person)
        self.shown = None
        return self.ask, self.stop

    def ask(self):
        try:
            self.shown = calling.show_number(
                viewer=at_the_phone.viewer_of(self.person), by=TESTER, at=NOW
            )
        except GoneError:
            self.shown = None

    def stop(self):
        pk = Invitation.objects.get().pk
        opt_outs.opt_out(invitation_id=pk, channel="sms", by=TESTER, at=NOW)

    def check(self):
        assert Suppression.objects.exists()
        case = TelephoneCase.objects.get()
        assert (case.attempts == 1) == bool(self.shown)
        if case.held_by is not None:
            again = at_the_phone.take(self.person)
            assert again is None or again.telephone_case_id == case.pk

    def test_is_kept_whoever_comes_first(self):
        broken = explore(Race(prepare=self.prepare, check=self.check))

        assert not broken.faults, str(broken)


class TestACode:
    def prepare(self):
        ground.clear()
        if not hasattr(self, "person"):
            self.person = at_the_phone.interviewer("Ash", role=Role.INTERVIEWER)
            at_the_phone.set_up()
        self.case = at_the_phone.who_chose_a_call().invitation.stage_event.case
        at_the_phone.take(self.person)
        self.shown = None
        return self.ask, self.draw

    def ask(self):
        try:
            self.shown = calling.show_number(
                viewer=at_the_phone.viewer_of(self.person), by=TESTER, at=NOW
            )
        except GoneError:
            self.shown = None

    def draw(self):
        by_code.draw(self.case)

    def check(self):
        is_by_code = Invitation.objects.get().mode == "web_code"
        assert not (is_by_code and self.shown), "asked in two ways"

    def test_takes_no_place_of_a_call_whose_number_is_shown(self):
        broken = explore(Race(prepare=self.prepare, check=self.check))

        assert not broken.faults, str(broken)

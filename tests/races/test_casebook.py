"""Two people answer an alert at once, or one does while the clock looks at it."""

from contextlib import suppress

import pytest

from access.models import AuditEvent
from analytics.casebook.actions import steps
from analytics.casebook.actions.follow import follow
from analytics.casebook.actions.steps import RefusedError
from analytics.casebook.states import ActionKind, Verdict
from analytics.models import Alert, AlertCase, AlertStep
from tests.analytics import make as analytics_make
from tests.analytics.casebook import make
from tests.analytics.casebook.make import ANN, BEA, DUE
from tests.conftest import NOW, TESTER
from tests.races.explorer import Race, explore

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]


class CaseRace:
    def prepare(self):
        Alert.objects.all().delete()
        AuditEvent.objects.all().delete()
        make.people()
        self.done = []
        return self.pair()

    def does(self, act, by, **given):
        def doing():
            try:
                act(alert=self.alert, by=by, at=NOW, **given)
            except RefusedError:
                return
            self.done.append((act, by.name))

        return doing

    def explored(self):
        return explore(Race(prepare=self.prepare, check=self.check))


class TestTwoWhoTakeAnAlert(CaseRace):
    def pair(self):
        self.alert = analytics_make.alert()
        return self.does(steps.take, ANN, due_on=DUE), self.does(steps.take, BEA, due_on=DUE)

    def check(self):
        [(_, name)] = self.done
        assert AlertCase.objects.get().owner == name
        assert AlertStep.objects.count() == 1
        assert AuditEvent.objects.filter(kind="alert.answered").count() == 1

    def test_have_one_owner(self):
        broken = self.explored()

        assert not broken.faults, str(broken)


class TestOneWhoExplainsAndOneWhoFollowsItElsewhere(CaseRace):
    def pair(self):
        other = analytics_make.alert(item="Q-OVR-1")
        self.alert = make.taken()
        return (
            self.does(steps.explain, ANN, verdict=Verdict.CHANCE, note="x"),
            self.does(steps.mark_duplicate, BEA, of=other, note="x"),
        )

    def check(self):
        case = AlertCase.objects.get(alert=self.alert)
        last = case.steps.order_by("pk").last()
        assert case.state == last.state == "duplicate"
        assert len(self.done) in {1, 2}, "explained before, or refused after"
        assert (case.verdict == "chance") == (len(self.done) == 2)

    def test_leave_the_state_of_the_last_step(self):
        broken = self.explored()

        assert not broken.faults, str(broken)


class TestTwoWhoFollowEachAlertWithTheOther(CaseRace):
    def pair(self):
        one, other = analytics_make.alert(), analytics_make.alert(item="Q-OVR-1")

        def follows(alert, of, by):
            def doing():
                with suppress(RefusedError):
                    steps.mark_duplicate(alert=alert, of=of, note="x", by=by, at=NOW)

            return doing

        return follows(one, other, ANN), follows(other, one, BEA)

    def check(self):
        assert AlertCase.objects.filter(state="duplicate").count() == 1

    def test_leave_one_that_is_followed(self):
        broken = self.explored()

        assert not broken.faults, str(broken)


class TestOneWhoLeavesItAloneAgainWhileTheClockWakesIt(CaseRace):
    def pair(self):
        self.alert = make.taken()
        asleep = {"alert": self.alert, "note": "x", "by": ANN, "at": NOW}
        steps.snooze(until=NOW.date(), **asleep)

        def sleeps_on():
            with suppress(RefusedError):
                steps.wake(alert=self.alert, by=ANN, at=NOW)
            steps.snooze(until=DUE, **asleep)

        return sleeps_on, lambda: follow(by=TESTER, at=NOW)

    def check(self):
        case = AlertCase.objects.get()
        assert (case.state, case.snoozed_until) == ("snoozed", DUE)

    def test_is_left_alone(self):
        broken = self.explored()

        assert not broken.faults, str(broken)


class TestOneWhoBeginsSomethingAndOneWhoCloses(CaseRace):
    def pair(self):
        self.alert = make.taken()
        steps.explain(alert=self.alert, verdict=Verdict.CHANCE, note="x", by=ANN, at=NOW)
        begun = {"kind": ActionKind.TRAINING, "starts_on": DUE, "forces": [], "what": "Two days."}
        return self.does(steps.begin, ANN, **begun), self.does(steps.close, BEA, note="x")

    def check(self):
        [(act, _name)] = self.done
        case = AlertCase.objects.get()
        is_begun = act is steps.begin
        assert case.state == ("acting" if is_begun else "closed")
        assert case.actions.count() == is_begun

    def test_close_nothing_that_is_not_measured_again(self):
        broken = self.explored()

        assert not broken.faults, str(broken)


class TestTwoWorkersThatMeasure(CaseRace):
    def pair(self):
        action = make.acted()
        self.alert = action.case.alert

        def measures():
            with suppress(RefusedError):
                steps.note_measured(action=action, result={"before": 0.1}, by=TESTER, at=NOW)

        return measures, measures

    def check(self):
        case = AlertCase.objects.get()
        assert case.state == "measured"
        assert case.steps.filter(act="measure").count() == 1

    def test_do_it_once(self):
        broken = self.explored()

        assert not broken.faults, str(broken)


class TestOneWhoTakesItWhileTheClockDrawsIt(CaseRace):
    def pair(self):
        self.alert = analytics_make.alert()
        return self.does(steps.take, ANN, due_on=DUE), lambda: follow(by=TESTER, at=NOW)

    def check(self):
        case = AlertCase.objects.get()
        assert (case.owner, case.state) == ("Ann", "taken")
        assert case.picture["last"] == self.alert.last_week.isoformat()

    def test_loses_neither(self):
        broken = self.explored()

        assert not broken.faults, str(broken)

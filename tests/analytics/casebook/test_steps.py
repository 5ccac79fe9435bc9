from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from access.models import AuditEvent, Force
from analytics.casebook.actions import notices, steps
from analytics.casebook.states import ActionKind, Refusal, Verdict
from analytics.models import AlertCase, AlertStep, CaseAction, SaidAndDone
from tests.analytics import make as analytics_make
from tests.analytics.casebook import make
from tests.analytics.casebook.make import ANN, ANN_ID, BEA, DUE
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def refusal_of(act, **given):
    with pytest.raises(steps.RefusedError) as refused:
        act(by=BEA, at=NOW, **given)
    return refused.value.refusal


class TestTakingAnAlert:
    def test_makes_whoever_takes_it_its_owner_until_a_day(self):
        case = make.taken().case

        case.refresh_from_db()
        assert (case.state, case.owner, case.owner_id, case.due_on) == ("taken", "Ann", ANN_ID, DUE)

    def test_is_refused_to_a_second_person_and_changes_nothing(self):
        alert = make.taken()

        assert refusal_of(steps.take, alert=alert, due_on=DUE) is Refusal.HAS_OWNER

        assert AlertCase.objects.get().owner == "Ann"
        assert AlertStep.objects.count() == 1

    def test_is_audited_under_its_force_without_words(self):
        make.taken()

        event = AuditEvent.objects.get(kind="alert.answered")
        assert event.force_code == "city-of-london"
        assert event.details == {
            "act": "take", "state": "taken", "force": "city-of-london", "verdict": "",
        }  # fmt: skip


class TestACase:
    def test_is_walked_from_taken_to_closed_with_a_step_for_each_act(self):
        alert = make.taken()

        steps.explain(alert=alert, verdict=Verdict.MIX, note="More burglary.", by=ANN, at=NOW)
        steps.close(alert=alert, note="Fewer cases.", by=ANN, at=NOW)

        case = AlertCase.objects.get()
        assert (case.state, case.verdict, case.closed_at) == ("closed", "mix", NOW)
        steps_made = case.steps.order_by("pk").values_list("act", "state", "by", "note")
        assert list(steps_made) == [
            ("take", "taken", "Ann", ""),
            ("explain", "explained", "Ann", "More burglary."),
            ("close", "closed", "Ann", "Fewer cases."),
        ]  # fmt: skip

    def test_that_acted_is_not_closed_before_it_is_measured_again(self):
        action = make.acted()
        alert = action.case.alert

        assert refusal_of(steps.close, alert=alert, note="Done.") is Refusal.NOT_MEASURED

        steps.note_measured(action=action, result={}, by=ANN, at=NOW)
        steps.close(alert=alert, note="Done.", by=ANN, at=NOW)
        assert AlertCase.objects.get().state == "closed"

    def test_that_acts_is_true_and_due_a_week_after_its_measurement(self):
        action = make.acted(starts_on=date(2026, 11, 18))

        case = AlertCase.objects.get()
        assert (case.state, case.verdict) == ("acting", "true")
        assert case.due_on == date(2027, 1, 25)
        assert [force.code for force in action.forces.all()] == ["city-of-london"]

    def test_sleeps_until_a_day_and_is_due_a_week_after(self):
        alert = make.taken()

        steps.snooze(alert=alert, until=DUE, note="A new file comes.", by=ANN, at=NOW)

        case = AlertCase.objects.get()
        assert (case.state, case.snoozed_until) == ("snoozed", DUE)
        assert case.due_on == DUE + timedelta(days=7)
        assert refusal_of(steps.explain, alert=alert, verdict=Verdict.CHANCE, note="x") is (
            Refusal.IS_ASLEEP
        )

    def test_is_nobodys_when_it_is_opened_again(self):
        alert = make.taken()
        steps.explain(alert=alert, verdict=Verdict.CHANCE, note="x", by=ANN, at=NOW)
        steps.close(alert=alert, note="x", by=ANN, at=NOW)

        steps.reopen(alert=alert, note="It goes on.", by=BEA, at=NOW)

        case = AlertCase.objects.get()
        assert (case.state, case.owner_id, case.due_on, case.closed_at) == (
            "reopened", None, None, None,
        )  # fmt: skip

    def test_follows_another_and_never_one_that_follows_or_itself(self):
        first, second = make.taken(), make.taken(item="Q-OVR-1")
        steps.mark_duplicate(alert=first, of=second, note="The same.", by=ANN, at=NOW)

        assert AlertCase.objects.get(alert=first).duplicate_of == second
        for other in (first, second):
            found = refusal_of(steps.mark_duplicate, alert=second, of=other, note="x")
            assert found is Refusal.FOLLOWS_ANOTHER

    def test_follows_none_that_is_closed(self):
        first, second = make.taken(), make.taken(item="Q-OVR-1")
        steps.explain(alert=second, verdict=Verdict.CHANCE, note="x", by=ANN, at=NOW)
        steps.close(alert=second, note="x", by=ANN, at=NOW)

        found = refusal_of(steps.mark_duplicate, alert=first, of=second, note="x")

        assert found is Refusal.OTHER_IS_CLOSED
        assert AlertCase.objects.get(alert=first).state == "taken"

    def test_has_one_step_and_one_action_where_the_same_is_said_twice(self):
        alert, forces = make.taken(), list(Force.objects.filter(pk="city-of-london"))
        explained = {"alert": alert, "verdict": Verdict.MIX, "note": "More burglary."}
        begun = {
            "alert": alert, "kind": ActionKind.UPDATES, "starts_on": make.START, "forces": forces,
            "what": "Weekly calls.",
        }  # fmt: skip
        for act, given in ((steps.explain, explained), (steps.begin, begun)) * 2:
            act(by=ANN, at=NOW, **given)
            act(by=ANN, at=NOW + timedelta(seconds=1), **given)

        assert list(AlertStep.objects.order_by("pk").values_list("act", flat=True)) == [
            "take", "explain", "begin", "explain",
        ]  # fmt: skip
        assert CaseAction.objects.count() == 1

    def test_is_measured_once_for_each_action_and_not_too_early(self):
        first = make.acted()
        alert, forces = first.case.alert, list(first.forces.all())
        other = {"alert": alert, "kind": ActionKind.TRAINING, "forces": forces, "what": "Two days."}
        steps.begin(starts_on=make.START, by=ANN, at=NOW, **other)
        late = steps.begin(starts_on=make.START + timedelta(days=7), by=ANN, at=NOW, **other)
        steps.note_measured(action=first, result={"before": 0.1}, by=ANN, at=NOW)

        for action, refusal in ((first, Refusal.NOTHING_BEGUN), (late, Refusal.TOO_EARLY)):
            assert refusal_of(steps.note_measured, action=action, result={}) is refusal

        first.refresh_from_db()
        assert first.result == {"before": 0.1}
        assert AlertStep.objects.filter(act="measure").count() == 1

    def test_goes_with_its_alert(self):
        action = make.acted()

        action.case.alert.delete()

        assert not AlertCase.objects.exists()
        assert not CaseAction.objects.exists()


@pytest.mark.databases
class TestTheDatabase:
    @pytest.mark.parametrize(
        "facts",
        [{"state": "closed"}, {"owner": "Ann"}, {"state": "snoozed"}, {"closed_at": NOW}],
    )
    def test_refuses_a_case_that_contradicts_itself(self, facts):
        alert = analytics_make.alert()

        with pytest.raises(IntegrityError), transaction.atomic():
            AlertCase.objects.create(alert=alert, **facts)


class TestWhatIsTold:
    def written(self):
        return notices.write(action=make.acted(), text="We call.", text_cy="Galwn.", by=ANN, at=NOW)

    def test_waits_for_somebody_else_than_who_wrote_it(self):
        words = self.written()

        with pytest.raises(notices.UnableToApproveError):
            notices.approve(told=words, by=ANN, at=NOW)
        notices.approve(told=words, by=BEA, at=NOW)

        assert SaidAndDone.objects.get().approved_by == "Bea"

    def test_stays_until_two_people_take_it_back(self):
        words = self.written()
        notices.approve(told=words, by=BEA, at=NOW)
        for by in (ANN, BEA):
            with pytest.raises(notices.AlreadyPublicError):
                notices.write(action=words.action, text="Other.", text_cy="Arall.", by=by, at=NOW)
            with pytest.raises(notices.UnableToWithdrawError):
                notices.withdraw(told=words, by=by, at=NOW)
        notices.request_withdrawal(told=words, by=ANN, at=NOW)
        with pytest.raises(notices.UnableToWithdrawError):
            notices.withdraw(told=words, by=ANN, at=NOW)
        assert SaidAndDone.objects.get().is_public

        notices.withdraw(told=words, by=BEA, at=NOW)

        assert not SaidAndDone.objects.get().is_public
        kinds = AuditEvent.objects.filter(kind__startswith="said_and_done.").order_by("pk")
        assert [event.kind.partition(".")[2] for event in kinds] == [
            "written", "approved", "unwanted", "taken_back",
        ]  # fmt: skip

    def test_once_taken_back_is_written_anew_and_waits_again(self):
        words = self.written()
        notices.approve(told=words, by=BEA, at=NOW)
        notices.request_withdrawal(told=words, by=ANN, at=NOW)
        notices.withdraw(told=words, by=BEA, at=NOW)

        notices.write(action=words.action, text="We write.", text_cy="Ysgrifennwn.", by=BEA, at=NOW)

        again = SaidAndDone.objects.get()
        assert (again.text, again.written_by) == ("We write.", "Bea")
        assert (again.approved_at, again.unwanted_at, again.taken_back_at) == (None, None, None)

    @pytest.mark.databases
    def test_taken_back_by_who_asked_is_refused_by_the_database(self):
        words = self.written()
        notices.approve(told=words, by=BEA, at=NOW)
        notices.request_withdrawal(told=words, by=ANN, at=NOW)

        with pytest.raises(IntegrityError), transaction.atomic():
            SaidAndDone.objects.filter(pk=words.pk).update(
                taken_back_at=NOW, taken_back_by="Ann", taken_back_by_id=ANN.user_id
            )

    def test_is_not_approved_where_the_words_changed_meanwhile(self):
        old = self.written()
        later = NOW + timedelta(minutes=1)
        notices.write(action=old.action, text="Other.", text_cy="Arall.", by=ANN, at=later)

        with pytest.raises(notices.UnableToApproveError):
            notices.approve(told=old, by=BEA, at=later)

    @pytest.mark.databases
    def test_approved_by_its_writer_is_refused_by_the_database(self):
        words = self.written()

        with pytest.raises(IntegrityError), transaction.atomic():
            SaidAndDone.objects.filter(pk=words.pk).update(
                approved_at=NOW, approved_by="Ann", approved_by_id=ANN.user_id
            )


def test_an_action_in_several_forces_remembers_them():
    alert = make.taken(force_id=None)
    forces = list(Force.objects.filter(code__in=["kent", "gwent"]))

    action = steps.begin(
        alert=alert, kind=ActionKind.TRAINING, starts_on=make.START, forces=forces,
        what="Training.", by=ANN, at=NOW,
    )  # fmt: skip

    assert {force.code for force in action.forces.all()} == {"kent", "gwent"}

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
import time_machine
from django.db import transaction

from access.models import Force, User
from access.permissions import GRANTS, Permission, Role
from analytics.casebook.actions import steps
from analytics.casebook.forms import FORMS
from analytics.casebook.selectors import cases
from analytics.casebook.states import Act, State, Verdict, after
from analytics.models import Alert, AlertCase, AlertStep, CaseAction
from tests.analytics import make as analytics_make
from tests.analytics.casebook import make
from tests.analytics.casebook.make import ANN, BEA, DUE
from tests.analytics.make import CITY, KENT
from tests.conftest import IS_WHOLE, NOW, SAMPLE_SEED, _client, _staff

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
ONLY_READS = {Role.OVERSIGHT: None, Role.POLICING_BODY: CITY, Role.ADVOCATE: CITY}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def explained() -> Alert:
    alert = make.taken()
    steps.explain(alert=alert, verdict=Verdict.CHANCE, note="x", by=ANN, at=NOW)
    return alert


def closed() -> Alert:
    alert = explained()
    steps.close(alert=alert, note="x", by=ANN, at=NOW)
    return alert


def asleep() -> Alert:
    alert = make.taken()
    steps.snooze(alert=alert, until=DUE, note="x", by=ANN, at=NOW)
    return alert


def measured() -> Alert:
    action = make.acted()
    steps.note_measured(action=action, result={}, by=ANN, at=NOW)
    return action.case.alert


def followed_elsewhere() -> Alert:
    alert = make.taken()
    other = analytics_make.alert(item="Q-TRT-1")
    steps.mark_duplicate(alert=alert, of=other, note="x", by=ANN, at=NOW)
    return alert


def opened_again() -> Alert:
    alert = closed()
    steps.reopen(alert=alert, note="x", by=ANN, at=NOW)
    return alert


IN_STATE: Mapping[State, Callable[[], Alert]] = {
    State.SEEN: analytics_make.alert,
    State.TAKEN: make.taken,
    State.SNOOZED: asleep,
    State.EXPLAINED: explained,
    State.ACTING: lambda: make.acted().case.alert,
    State.MEASURED: measured,
    State.CLOSED: closed,
    State.DUPLICATE: followed_elsewhere,
    State.REOPENED: opened_again,
}


def parts(name: str, day) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month),
            f"{name}_year": str(day.year)}  # fmt: skip


def given(other: Alert, to: User) -> Mapping[Act, dict[str, str]]:
    due = parts("due_on", DUE)
    return {
        Act.TAKE: due,
        Act.GIVE: {"to": str(to.pk), **due},
        Act.SNOOZE: {"note": "x", **parts("until", DUE)},
        Act.WAKE: {},
        Act.EXPLAIN: {"verdict": "mix", "note": "x"},
        Act.BEGIN: {"kind": "training", "what": "Two days.", **parts("starts_on", TODAY)},
        Act.CLOSE: {"note": "x"},
        Act.DUPLICATE: {"of": str(other.pk), "note": "x"},
        Act.REOPEN: {"note": "x"},
    }


def state_of(alert: Alert) -> State:
    case = AlertCase.objects.filter(alert=alert).first()
    return State(case.state) if case else State.SEEN


class TestAnAddress:
    @pytest.mark.parametrize("state", State)
    def test_does_what_the_table_says_and_nothing_else(self, state, force_client, force_analyst):
        alert, other = IN_STATE[state](), analytics_make.alert(item="Q-OVR-1")
        forms = given(other, force_analyst)
        assert forms.keys() == FORMS.keys()
        for act, fields in forms.items():
            case = AlertCase.objects.filter(alert=alert).first()
            unmeasured = cases.unmeasured_of(case) if case else []
            expected = after(state, act, unmeasured=unmeasured, on=TODAY)
            before = AlertStep.objects.count()
            with transaction.atomic():
                found = force_client.post(f"/staff/alerts/{alert.pk}/{act}/", fields)

                is_done = isinstance(expected, State)
                assert found.status_code == 302, (state, act, found.content.decode()[-2000:])
                assert state_of(alert) is (expected if is_done else state), act
                assert AlertStep.objects.count() - before == is_done, act
                transaction.set_rollback(True)

    @pytest.mark.slow
    @pytest.mark.parametrize("state", State)
    def test_does_nothing_for_who_may_only_read_or_not_even_that(self, state):
        alert, other = IN_STATE[state](), analytics_make.alert(item="Q-OVR-1")
        refused = {**ONLY_READS, Role.NATIONAL_ANALYST: None, Role.FORCE_ANALYST: KENT}
        turn = SAMPLE_SEED + list(State).index(state)
        people = {
            role: _staff(role, force)
            for place, (role, force) in enumerate(refused.items())
            if IS_WHOLE or (place + turn) % 3 == 0
        }
        before = (state_of(alert), AlertStep.objects.count(), CaseAction.objects.count())

        for role, person in people.items():
            client = _client(person)
            for act, fields in given(other, person).items():
                found = client.post(f"/staff/alerts/{alert.pk}/{act}/", fields)
                assert found.status_code in {403, 404}, (role, act)

        now = (state_of(alert), AlertStep.objects.count(), CaseAction.objects.count())
        assert now == before

    def test_names_a_role_for_every_way_to_be_refused(self):
        for role in ONLY_READS:
            assert Permission.ANSWER_ALERT not in GRANTS[role]

    def test_follows_an_alert_with_none_out_of_reach_or_told_within_another(self, force_client):
        alert = make.taken()
        level = {"dimension": "stage", "level": "ST2", "parent": alert}
        others = [
            analytics_make.alert(force_id=KENT), analytics_make.alert(**level),
            analytics_make.alert(item="Q-TRT-1", explained_by="missed_file"), alert,
        ]  # fmt: skip

        for other in others:
            fields = {"of": str(other.pk), "note": "x"}
            found = force_client.post(f"/staff/alerts/{alert.pk}/duplicate/", fields)
            assert found.status_code == 200

        assert state_of(alert) is State.TAKEN

    def test_of_one_told_within_another_is_absent(self, force_client):
        parent = make.taken()
        child = analytics_make.alert(dimension="stage", level="ST2", parent=parent)

        found = force_client.post(f"/staff/alerts/{child.pk}/take/", parts("due_on", DUE))

        assert found.status_code == 404


class TestWhoIsOnLeave:
    @pytest.mark.parametrize(
        "state", [State.TAKEN, State.EXPLAINED, State.ACTING, State.MEASURED, State.SNOOZED]
    )
    def test_has_every_case_taken_over_by_a_colleague(self, state, force_client, force_analyst):
        alert = IN_STATE[state]()
        if state is State.SNOOZED:
            force_client.post(f"/staff/alerts/{alert.pk}/wake/")
        fields = {"to": str(force_analyst.pk), **parts("due_on", DUE)}

        force_client.post(f"/staff/alerts/{alert.pk}/give/", fields)

        assert AlertCase.objects.get().owner_id == force_analyst.pk


class TestAForceThatEnded:
    @pytest.fixture
    def alert(self) -> Alert:
        alert = make.taken()
        successor = Force.objects.get(pk=KENT)
        Force.objects.filter(pk=CITY).update(valid_to=TODAY, successor=successor)
        return alert

    def test_has_its_alert_answered_and_acted_on_where_it_ended(self, alert):
        heir = _client(_staff(Role.FORCE_ANALYST, KENT))
        fields = {"kind": "training", "what": "Two days.", **parts("starts_on", TODAY)}

        heir.post(f"/staff/alerts/{alert.pk}/begin/", fields)

        action = CaseAction.objects.get()
        assert [force.code for force in action.forces.all()] == [KENT]

    def test_is_no_place_in_which_something_of_the_nation_begins(self, alert, national_client):
        nations = make.taken(force_id=None, item="Q-OVR-1")
        fields = {"kind": "training", "what": "Two days.", **parts("starts_on", TODAY)}

        found = national_client.post(
            f"/staff/alerts/{nations.pk}/begin/", {**fields, "forces": [CITY]}
        )

        assert found.status_code == 200
        assert not CaseAction.objects.exists()

    def test_acts_itself_until_the_day_on_which_it_ends(self):
        alert = make.taken()
        successor = Force.objects.get(pk=KENT)
        ends = TODAY + timedelta(days=30)
        Force.objects.filter(pk=CITY).update(valid_to=ends, successor=successor)

        [force] = cases.forces_to_act_in(alert, on=TODAY)

        assert force.code == CITY


class TestWhatSomethingExplains:
    @pytest.fixture
    def alert(self) -> Alert:
        return analytics_make.alert(explained_by="missed_file", raised_at=NOW - timedelta(weeks=9))

    def test_is_an_alert_once_somebody_takes_it(self, alert, force_client):
        force_client.post(f"/staff/alerts/{alert.pk}/take/", parts("due_on", DUE))

        alert.refresh_from_db()
        assert (alert.explained_by, alert.raised_at) == ("", NOW)

    def test_is_an_alert_once_somebody_is_given_it(self, alert):
        make.people()

        steps.give(alert=alert, to=User.objects.get(pk=BEA.user_id), due_on=DUE, by=ANN, at=NOW)

        alert.refresh_from_db()
        assert alert.explained_by == ""

    def test_stays_explained_where_it_is_followed_with_another(self, alert):
        make.people()
        other = analytics_make.alert(item="Q-OVR-1")

        steps.mark_duplicate(alert=alert, of=other, note="x", by=ANN, at=NOW)

        alert.refresh_from_db()
        assert alert.explained_by == "missed_file"

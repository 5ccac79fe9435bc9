from datetime import date, timedelta

import pytest

from access import selectors as access_selectors
from access.models import AuditEvent, Membership, User
from access.permissions import Role
from analytics.alerts.scanning.tiers import TierKind
from analytics.casebook import presenters
from analytics.casebook.actions import steps
from analytics.casebook.actions.follow import follow
from analytics.casebook.digest_topics import DUE as DUE_TOPIC
from analytics.casebook.selectors import cases
from analytics.casebook.states import ActionKind, Verdict
from analytics.models import Alert, AlertCase, AlertStep, CaseAction
from analytics.retention.actions import destroy_old_figures
from responses.models import Response
from tests.analytics import make as analytics_make
from tests.analytics.casebook import make
from tests.analytics.casebook.make import ANN, BEA, DUE, START
from tests.analytics.make import CITY, KENT
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
ITEM = "Q-OVR-1"


def at(day: date):
    return NOW + (day - NOW.date())


@shared_rows
def answers():
    make.answers_around()


@pytest.mark.usefixtures("answers")
class TestASecondMeasurement:
    def test_is_made_after_eight_weeks_against_its_forecast_and_beside_siblings(self):
        make.acted(item=ITEM)

        follow(by=TESTER, at=NOW)

        action = CaseAction.objects.get()
        assert action.measured_at == NOW
        assert (action.result["before"], action.result["after"]) == (0.3, 0.8)
        assert action.result["forecast"][1] < 0.8
        assert action.result["effect"] == pytest.approx(0.5)
        assert action.result["siblings"] == 4
        assert AlertCase.objects.get().state == "measured"

    def test_leaves_out_the_week_in_which_it_began(self):
        make.acted(item=ITEM, starts_on=START - timedelta(days=6))

        follow(by=TESTER, at=NOW)

        before = CaseAction.objects.get().result["before"]
        assert before == pytest.approx(0.3), "of seven weeks that were counted"

    def test_is_not_made_before(self):
        make.acted(item=ITEM, starts_on=START + timedelta(days=7))

        follow(by=TESTER, at=NOW)

        assert CaseAction.objects.get().measured_at is None
        assert AlertCase.objects.get().state == "acting"

    @pytest.mark.slow
    def test_leaves_out_siblings_in_which_something_was_done_too(self):
        make.acted(item=ITEM)
        make.acted(item=ITEM, force_id="kent", starts_on=START + timedelta(weeks=6))

        follow(by=TESTER, at=NOW)

        measured = CaseAction.objects.get(measured_at__isnull=False)
        assert measured.result["siblings"] == 3

    @pytest.mark.slow
    def test_leaves_out_siblings_in_which_something_was_begun_in_the_year_before(self):
        make.acted(item=ITEM)
        make.acted(item=ITEM, force_id="kent", starts_on=START - timedelta(weeks=50))
        make.acted(item=ITEM, force_id="gwent", starts_on=START - timedelta(weeks=54))

        follow(by=TESTER, at=NOW)

        action = CaseAction.objects.get(case__alert__force=CITY)
        assert action.result["siblings"] == 3

    def test_says_so_where_too_few_answered_and_the_case_can_still_be_closed(self):
        action = make.acted(item="Q-INF-1")

        follow(by=TESTER, at=NOW)

        assert set(CaseAction.objects.get().result) == {"expected"}
        steps.close(alert=action.case.alert, note="Too few.", by=ANN, at=NOW)

    def test_of_the_whole_nation_has_its_forecast_alone(self):
        make.acted(item=ITEM, force_id=None)

        follow(by=TESTER, at=NOW)

        result = CaseAction.objects.get().result
        assert "forecast" in result
        assert "effect" not in result

    def test_is_told_in_words_alone_where_few_answered_in_a_week(self):
        action = make.acted(item=ITEM)
        Response.objects.filter(pk=_one_of_the_city()).update(
            withdrawn_at=NOW, withdrawn_by="respondent"
        )

        follow(by=TESTER, at=NOW)

        action.refresh_from_db()
        told = presenters.measured_words(action)
        assert "It rose by more than chance explains." in told
        assert "Beside forces where nothing was done, it rose" in told
        assert "%" not in told
        assert "points" not in told
        make.shown(ITEM, CITY)
        [kind] = cases.kinds_of_action()
        assert (kind.measured, kind.shown, kind.effect) == (1, {action.pk}, None)

    @pytest.mark.slow
    def test_counts_together_with_two_others_where_few_answered_in_a_week(self):
        make.acted(item=ITEM)
        follow(by=TESTER, at=NOW)
        result = CaseAction.objects.get().result
        for force, is_few in (("kent", False), ("gwent", True)):
            action = make.acted(item=ITEM, force_id=force)
            CaseAction.objects.filter(pk=action.pk).update(
                result={**result, "effect": 0.2, "is_few": is_few}, measured_at=NOW
            )
        make.shown(ITEM, CITY, "kent", "gwent")

        [kind] = cases.kinds_of_action()

        assert 0.2 < kind.effect.value < 0.4, "two of a fifth, and one of a half"
        gwent = CaseAction.objects.get(forces="gwent")
        assert "points" not in presenters.effect_line(gwent, is_shown=True)

    def test_is_made_once(self):
        make.acted(item=ITEM)
        follow(by=TESTER, at=NOW)

        follow(by=TESTER, at=NOW + timedelta(days=1))

        assert AlertStep.objects.filter(act="measure").count() == 1


@pytest.mark.usefixtures("answers")
class TestThePicture:
    @pytest.mark.slow
    def test_is_frozen_up_to_the_latest_week_and_drawn_anew_with_a_later_one(self):
        newest = [0.9, None, 0.7, 0.8]
        alert = analytics_make.alert(item=ITEM, last_week=date(2026, 11, 2), expected_weeks=newest)
        follow(by=TESTER, at=NOW)
        first = AlertCase.objects.get().picture
        assert first["points"][-2][2:4] == [0.13, 0.97], "around what was expected of all weeks"
        assert first["points"][-1][2:4] == [0.36, 1.0], "around what was expected of these"

        follow(by=TESTER, at=NOW)
        assert AuditEvent.objects.filter(kind="alerts.followed").count() == 1

        Alert.objects.filter(pk=alert.pk).update(last_week=date(2026, 11, 9))
        follow(by=TESTER, at=NOW)
        assert AlertCase.objects.get().picture["last"] == "2026-11-09"
        assert first["points"][-1][1] == 0.8, "the last four weeks, of ten answers each"


@pytest.mark.usefixtures("answers")
class TestAnAlertOfOneLevel:
    def test_has_no_picture_and_no_numbers_in_its_second_measurement(self):
        level = {"item": ITEM, "dimension": "stage", "level": "ST2"}
        analytics_make.alert(force_id="kent", **level)
        make.acted(**level)

        follow(by=TESTER, at=NOW)

        assert CaseAction.objects.get().result == {"is_level": True}
        assert not any(case.picture for case in AlertCase.objects.all())


class TestTheClock:
    def test_wakes_a_case_on_its_day(self):
        alert = make.taken()
        steps.snooze(alert=alert, until=DUE, note="x", by=ANN, at=NOW)

        follow(by=TESTER, at=at(DUE - timedelta(days=1)))
        assert AlertCase.objects.get().state == "snoozed"
        follow(by=TESTER, at=at(DUE))
        assert AlertCase.objects.get().state == "taken"

    def test_reminds_once_and_then_lets_the_case_rise(self):
        make.taken()
        for day in (-4, -3, 0, 6, 7, 9):
            follow(by=TESTER, at=at(DUE + timedelta(days=day)))

        case = AlertCase.objects.get()
        assert case.reminded_on == DUE - timedelta(days=3)
        assert case.escalated_on == DUE + timedelta(days=7)

    @pytest.mark.parametrize(
        ("there", "comes_to"),
        [
            ({"lead": CITY, "analyst": CITY, "nations": None}, {"lead"}),
            ({"analyst": CITY, "elsewhere": KENT, "nations": None}, {"analyst"}),
            ({"elsewhere": KENT, "nations": None}, {"nations"}),
        ],
        ids=["a lead", "no lead", "nobody in the force"],
    )
    def test_lets_a_late_one_rise_to_whoever_is_there(self, there, comes_to):
        analytics_make.alert(force_id=CITY)
        follow(by=TESTER, at=NOW + timedelta(days=14))
        roles = {"lead": Role.OPERATIONS_LEAD, "nations": Role.NATIONAL_ANALYST}
        people = {
            name: User.objects.create(email=f"{name}@example.org", name=name) for name in there
        }
        for name, force in there.items():
            role = roles.get(name, Role.FORCE_ANALYST)
            Membership.objects.create(user=people[name], role=role, force_id=force)

        told = {
            name
            for name, person in people.items()
            if DUE_TOPIC.waiting(access_selectors.viewer_for(person.pk), NOW)
        }

        assert told == comes_to

    def test_begins_anew_with_a_new_day(self):
        alert = make.taken()
        follow(by=TESTER, at=at(DUE + timedelta(days=7)))

        steps.give(alert=alert, to=User.objects.get(pk=BEA.user_id), due_on=DUE, by=ANN, at=NOW)

        case = AlertCase.objects.get()
        assert (case.reminded_on, case.escalated_on) == (None, None)

    def test_lets_an_alert_rise_that_nobody_took_in_two_weeks(self):
        analytics_make.alert()
        follow(by=TESTER, at=NOW + timedelta(days=13))
        assert AlertCase.objects.get().escalated_on is None

        follow(by=TESTER, at=NOW + timedelta(days=14))
        assert AlertCase.objects.get().escalated_on is not None

    @pytest.mark.parametrize("how", ["switched off", "elsewhere"])
    def test_lets_one_rise_two_weeks_after_its_owner_left(self, how):
        make.taken(due_on=NOW.date() + timedelta(weeks=26))
        User.objects.filter(pk=ANN.user_id).update(is_active=how != "switched off")
        if how == "elsewhere":
            Membership.objects.filter(user=ANN.user_id).update(force="kent")

        follow(by=TESTER, at=NOW + timedelta(days=13))
        assert AlertCase.objects.get().escalated_on is None
        follow(by=TESTER, at=NOW + timedelta(days=14))

        assert AlertCase.objects.get().escalated_on is not None

    def test_lets_one_rise_that_its_owner_puts_off_for_ever(self):
        alert = make.taken(raised_at=NOW)
        half_a_year = timedelta(weeks=26)
        for weeks in range(2, 26, 6):
            day = NOW + timedelta(weeks=weeks)
            until = (day + timedelta(weeks=3)).date()
            steps.snooze(alert=alert, until=until, note="Later.", by=ANN, at=day)
            follow(by=TESTER, at=day + timedelta(weeks=3))
        steps.give(
            alert=alert, to=User.objects.get(pk=ANN.user_id), due_on=DUE + 2 * half_a_year, by=ANN,
            at=NOW + timedelta(weeks=25),
        )  # fmt: skip
        follow(by=TESTER, at=NOW + half_a_year - timedelta(days=1))
        assert AlertCase.objects.get().escalated_on is None

        follow(by=TESTER, at=NOW + half_a_year)

        assert AlertCase.objects.get().escalated_on == NOW.date() + half_a_year

    def test_counts_half_a_year_from_when_a_case_was_opened_again(self):
        alert = make.taken(raised_at=NOW)
        for act, note in ((steps.explain, {"verdict": Verdict.CHANCE}), (steps.close, {})):
            act(alert=alert, note="x", by=ANN, at=NOW, **note)
        again = NOW + timedelta(weeks=20)
        steps.reopen(alert=alert, note="x", by=ANN, at=again)
        steps.take(alert=alert, due_on=DUE + timedelta(weeks=60), by=ANN, at=again)

        follow(by=TESTER, at=NOW + timedelta(weeks=27))

        assert AlertCase.objects.get().escalated_on is None

    def test_lets_what_was_answered_wait_for_its_measurement(self):
        make.acted(starts_on=NOW.date() + timedelta(weeks=13), raised_at=NOW - timedelta(weeks=25))

        follow(by=TESTER, at=NOW + timedelta(weeks=2))

        assert AlertCase.objects.get().escalated_on is None

    def test_reminds_of_what_was_explained_until_somebody_took_it(self):
        alert = analytics_make.alert(explained_by="missed_file", raised_at=NOW)
        follow(by=TESTER, at=NOW + timedelta(weeks=30))
        assert not AlertCase.objects.filter(escalated_on__isnull=False), "nobody has to follow it"

        make.people()
        steps.take(alert=alert, due_on=DUE, by=ANN, at=NOW)
        follow(by=TESTER, at=at(DUE))

        assert AlertCase.objects.get().reminded_on == DUE

    def test_lets_one_of_a_level_rise_too(self):
        analytics_make.alert(dimension="stage", level="ST2")
        follow(by=TESTER, at=NOW)

        follow(by=TESTER, at=NOW + timedelta(days=14))

        assert AlertCase.objects.get().escalated_on is not None

    def test_opens_one_again_that_stands_on_after_the_one_it_is_followed_with_closed(self):
        first, other, last = (make.taken(item=item) for item in (ITEM, "Q-INF-1", "Q-TRT-1"))
        for alert, of in ((first, other), (other, last)):
            steps.mark_duplicate(alert=alert, of=of, note="x", by=ANN, at=NOW)
        Alert.objects.update(last_week=NOW.date() + timedelta(weeks=4))
        follow(by=TESTER, at=NOW)
        assert not AlertCase.objects.filter(state="reopened").exists(), "it is followed"

        steps.explain(alert=last, verdict=Verdict.CHANCE, note="x", by=ANN, at=NOW)
        steps.close(alert=last, note="x", by=ANN, at=NOW)
        follow(by=TESTER, at=NOW)

        assert AlertCase.objects.filter(state="reopened").count() == 3

    def test_opens_a_closed_case_while_a_level_told_within_it_stands_on(self):
        alert = make.taken()
        steps.explain(alert=alert, verdict=Verdict.KNOWN, note="x", by=ANN, at=NOW)
        steps.close(alert=alert, note="x", by=ANN, at=NOW)
        level = {"dimension": "stage", "level": "ST2", "parent": alert}
        child = analytics_make.alert(**level, last_week=NOW.date() + timedelta(weeks=4))
        Alert.objects.filter(pk=child.pk).update(explained_by="missed_file")
        follow(by=TESTER, at=NOW)
        assert AlertCase.objects.get().state == "closed"

        Alert.objects.filter(pk=child.pk).update(explained_by="")
        follow(by=TESTER, at=NOW)

        assert AlertCase.objects.get().state == "reopened"

    def test_opens_a_closed_case_whose_signal_still_stands_four_weeks_later(self):
        alert = make.taken()
        steps.explain(alert=alert, verdict=Verdict.CHANCE, note="x", by=ANN, at=NOW)
        steps.close(alert=alert, note="x", by=ANN, at=NOW)
        Alert.objects.update(last_week=NOW.date() + timedelta(weeks=3))
        follow(by=TESTER, at=NOW)
        assert AlertCase.objects.get().state == "closed"

        Alert.objects.update(last_week=NOW.date() + timedelta(weeks=4))
        follow(by=TESTER, at=NOW)

        assert AlertCase.objects.get().state == "reopened"
        assert AlertStep.objects.latest("pk").by == TESTER.name


@pytest.mark.usefixtures("answers")
class TestWhatWorked:
    @pytest.mark.slow
    def test_puts_forces_that_began_in_different_weeks_together(self):
        make.acted(item=ITEM)
        make.acted(item=ITEM, force_id="kent", starts_on=START - timedelta(days=3))
        make.acted(item="Q-INF-1", force_id="gwent", kind=ActionKind.TRAINING)
        make.shown(ITEM, CITY, "kent")

        follow(by=TESTER, at=NOW)

        kinds = {kind.kind: kind for kind in cases.kinds_of_action()}
        updates = kinds["updates"]
        assert (len(updates.actions), updates.measured) == (2, 2)
        effects = [one.result["effect"] for one in updates.actions]
        assert min(effects) <= updates.effect.value <= max(effects)
        assert kinds["training"].effect is None, "too few answered"

    @pytest.mark.slow
    def test_leaves_out_a_force_whose_figure_is_not_shown(self):
        city = make.acted(item=ITEM)
        make.acted(item=ITEM, force_id="kent", starts_on=START - timedelta(days=3))
        make.shown(ITEM, CITY)

        follow(by=TESTER, at=NOW)

        [updates] = cases.kinds_of_action()
        assert updates.shown == {city.pk}
        city.refresh_from_db()
        assert updates.effect.value == pytest.approx(city.result["effect"])


class TestPrecision:
    def test_is_of_closed_cases_by_tier_and_counts_known_changes_as_true(self):
        for force, verdict in (
            ("kent", Verdict.CHANCE), ("gwent", Verdict.KNOWN), ("durham", Verdict.TRUE),
            ("essex", Verdict.MIX), (None, Verdict.TRUE),
        ):  # fmt: skip
            alert = make.taken(force_id=force)
            steps.explain(alert=alert, verdict=verdict, note="x", by=ANN, at=NOW)
            steps.close(alert=alert, note="x", by=ANN, at=NOW)
        level = make.taken(force_id="kent", dimension="stage", level="ST1")
        steps.explain(alert=level, verdict=Verdict.CHANCE, note="x", by=ANN, at=NOW)
        steps.close(alert=level, note="x", by=ANN, at=NOW)
        open_one = make.taken(force_id="surrey")
        steps.explain(alert=open_one, verdict=Verdict.MIX, note="x", by=ANN, at=NOW)

        nation, forces, stages = cases.precisions()

        assert (nation.tier, nation.judged, nation.true) == (TierKind.NATION, 1, 1)
        assert (stages.tier, stages.judged, stages.true) == (TierKind.STAGE, 1, 0)
        assert (forces.judged, forces.true) == (4, 2)
        assert forces.interval.lower < forces.share < forces.interval.upper


def _one_of_the_city():
    return Response.objects.filter(
        invitation__stage_event__case__force_id="city-of-london",
        completed_at__date__gt=START,
    ).order_by("completed_at").values_list("pk", flat=True)[0]  # fmt: skip


class TestALevel:
    def test_outlives_the_alert_that_it_was_told_within(self):
        parent = analytics_make.alert(last_week=date(2026, 1, 5))
        level = {"dimension": "stage", "level": "ST2", "last_week": NOW.date()}
        child = analytics_make.alert(parent=parent, **level)

        destroy_old_figures(by=TESTER, at=NOW + timedelta(days=7 * 365))

        assert list(Alert.objects.values_list("pk", "parent")) == [(child.pk, None)]


class TestACase:
    def test_goes_with_its_alert_when_its_time_is_over(self):
        make.acted(item=ITEM)

        destroy_old_figures(by=TESTER, at=NOW + timedelta(days=8 * 366))

        kept = [Alert, AlertCase, AlertStep, CaseAction]
        assert [model.objects.count() for model in kept] == [0, 0, 0, 0]

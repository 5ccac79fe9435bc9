from datetime import UTC, date, datetime, time, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from access.models import AuditEvent
from analytics import tasks
from analytics.alerts import actions as alerts_actions
from analytics.alerts import selectors
from analytics.casebook.actions import steps
from analytics.models import Alert, ScoredWeek, ShownTable, WatchedSeries
from tests.analytics import make
from tests.analytics.casebook.make import ANN, people
from tests.analytics.make import CITY, KENT
from tests.conftest import NOW, TESTER
from tests.each import for_each
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
LAST = date(2026, 11, 9)
WEEKS = 72


def history(*, weeks_of_change: int, after: int, before: int = 14, force: str = CITY) -> None:
    victims = []
    for back in range(WEEKS):
        satisfied = after if back < weeks_of_change else before + (back % 2) * 2 - 1
        day = LAST - timedelta(weeks=back) + timedelta(days=2)
        at = datetime.combine(day, time(12), UTC)
        on = day - timedelta(days=10)
        victims += make.satisfied_and_not(
            satisfied, 20 - satisfied, force=force, on=on, completed_at=at
        )
    make.load(victims)


def raise_alerts(week: date = LAST, weeks_before: int = 0) -> dict[date, list[Alert]]:
    return alerts_actions.raise_alerts(week=week, weeks_before=weeks_before, by=TESTER, at=NOW)


@shared_rows
def fallen():
    history(weeks_of_change=6, after=4)


class TestWeeksMissed:
    @pytest.mark.parametrize(("ago", "missed"), [(1, 0), (3, 2), (30, 12)])
    def test_are_those_since_the_newest_that_was_scored(self, ago, missed):
        week = LAST - timedelta(weeks=ago)
        ScoredWeek.objects.create(week=week, tier="nation", size=3, tally=[0])

        assert selectors.weeks_missed(before=LAST + timedelta(days=2)) == missed

    def test_are_those_too_of_which_only_the_data_was_looked_at(self):
        ScoredWeek.objects.create(week=LAST - timedelta(weeks=3), tier="force", size=3, tally=[0])
        ScoredWeek.objects.create(
            week=LAST - timedelta(weeks=1), tier="quality_force", size=3, tally=[0]
        )

        assert selectors.weeks_missed(before=LAST + timedelta(days=2)) == 2

    def test_are_none_where_nothing_was_scored_yet(self):
        assert selectors.weeks_missed(before=LAST) == 0

    @pytest.mark.slow
    def test_are_scored_when_a_worker_is_there_again(self):
        ScoredWeek.objects.create(
            week=LAST - timedelta(weeks=3), tier="nation", size=3, tally=[0] * 161
        )
        with time_machine.travel(datetime.combine(LAST + timedelta(days=7), time(6), UTC)):
            tasks.raise_alerts.func()

        raised = AuditEvent.objects.filter(kind="alerts.raised").order_by("pk")
        assert [event.target for event in raised] == ["2026-10-26", "2026-11-02", "2026-11-09"]


@pytest.mark.slow
class TestRaiseAlerts:
    @pytest.mark.usefixtures("fallen")
    def test_states_window_base_observed_expected_and_interval(self):
        raise_alerts()

        alert = Alert.objects.get(force_id=CITY)
        assert alert.item == "Q-OVR-1"
        assert not alert.is_rise
        assert alert.window_weeks == 4
        assert alert.base == 80
        assert alert.effective_base == pytest.approx(alert.base)
        assert alert.expected == pytest.approx(0.7, abs=0.02)
        assert alert.lower < alert.observed < alert.upper < alert.expected
        assert alert.odds_ratio < 1 / 1.3
        assert (alert.first_week, alert.last_week) == (LAST, LAST)
        assert len(alert.expected_weeks) == 52
        assert alert.expected_weeks[-1] == pytest.approx(alert.expected, abs=0.05)

    @pytest.mark.usefixtures("fallen")
    def test_raises_the_nation_and_the_force_each_in_its_own_tier(self):
        raise_alerts()

        assert {alert.force_id for alert in Alert.objects.all()} == {None, CITY}

    @pytest.mark.usefixtures("fallen")
    def test_again_changes_nothing(self):
        raise_alerts()
        before = list(Alert.objects.order_by("pk").values())

        raise_alerts()

        assert list(Alert.objects.order_by("pk").values()) == before

    def test_raises_a_rise_as_well_as_a_fall(self):
        history(weeks_of_change=6, after=14, before=6)

        raise_alerts()

        assert Alert.objects.get(force_id=CITY).is_rise

    def test_raises_nothing_where_nothing_changed(self):
        history(weeks_of_change=0, after=0)

        raise_alerts()

        assert not Alert.objects.exists()

    def test_raises_nothing_before_there_is_a_past(self):
        make.load(make.satisfied_and_not(10, 60))

        raise_alerts(week=date(2026, 8, 12))

        assert not Alert.objects.exists()

    def test_leaves_the_quiet_force_alone(self):
        history(weeks_of_change=6, after=4)
        history(weeks_of_change=0, after=0, force=KENT)

        raise_alerts()

        assert not Alert.objects.filter(force_id=KENT).exists()

    @pytest.mark.usefixtures("fallen")
    def test_extends_an_episode_and_takes_its_latest_evidence(self):
        raise_alerts(week=LAST - timedelta(weeks=2))
        first = Alert.objects.get(force_id=CITY)

        raise_alerts()

        alert = Alert.objects.get(force_id=CITY)
        assert alert.pk == first.pk
        assert (alert.first_week, alert.last_week) == (first.first_week, LAST)
        assert alert.score != first.score

    @pytest.mark.usefixtures("fallen")
    def test_begins_an_episode_earlier_when_an_earlier_week_is_replayed(self):
        raise_alerts()

        raise_alerts(week=LAST - timedelta(weeks=2))

        alert = Alert.objects.get(force_id=CITY)
        assert (alert.first_week, alert.last_week) == (LAST - timedelta(weeks=2), LAST)

    @pytest.mark.usefixtures("fallen")
    def test_opens_a_new_episode_after_four_quiet_weeks(self):
        raise_alerts()
        Alert.objects.update(
            first_week=LAST - timedelta(weeks=9), last_week=LAST - timedelta(weeks=5)
        )

        raise_alerts()

        assert Alert.objects.filter(force_id=CITY).count() == 2

    @pytest.mark.usefixtures("fallen")
    def test_extends_the_later_of_two_episodes_that_replays_left_close_together(self):
        facts = {"item": "Q-OVR-1", "is_rise": False}
        earlier = make.alert(last_week=LAST - timedelta(weeks=3), **facts)
        newest = LAST - timedelta(weeks=1)
        later = make.alert(first_week=newest, last_week=newest, **facts)

        raise_alerts()

        earlier.refresh_from_db()
        later.refresh_from_db()
        assert (earlier.last_week, later.last_week) == (LAST - timedelta(weeks=3), LAST)

    @pytest.mark.usefixtures("fallen")
    def test_leaves_the_case_of_an_episode_that_goes_on(self):
        raise_alerts(week=LAST - timedelta(weeks=1))
        alert = Alert.objects.get(force_id=CITY)
        people()
        steps.take(alert=alert, due_on=LAST, by=ANN, at=NOW)

        raise_alerts()

        alert.refresh_from_db()
        assert alert.case.state == "taken"
        assert alert.last_week == LAST

    @pytest.mark.usefixtures("fallen")
    def test_replays_weeks_each_as_it_was_known_then(self):
        replayed = raise_alerts(weeks_before=8)

        assert list(replayed) == [LAST - timedelta(weeks=back) for back in range(8, -1, -1)]
        assert replayed[LAST - timedelta(weeks=8)] == []
        assert replayed[LAST]

    @pytest.mark.usefixtures("fallen")
    def test_is_in_the_audit_trail_by_week(self):
        raise_alerts()

        event = AuditEvent.objects.get(kind="alerts.raised")
        assert event.target == LAST.isoformat()
        assert event.details == {"tested": 4, "raised": 2, "explained": 0}


def shown(level: str, share: object, *, area: str = CITY) -> None:
    ShownTable.objects.create(
        period="2026-Q2", dimension="stage", area=area, shares={"Q-OVR-1": {level: share}}
    )


FIGURE = [0.5, 0.2, 0.3, 0.4, 0.6, 80, 75.0, ""]


@pytest.mark.slow
class TestAnAlertOfALevel:
    @pytest.mark.usefixtures("fallen")
    def test_is_told_within_the_alert_of_everybody_there(self):
        shown("ST2", FIGURE)

        raise_alerts()

        child = Alert.objects.get(dimension="stage")
        assert (child.level, child.force_id) == ("ST2", CITY)
        assert child.parent == Alert.objects.get(force_id=CITY, dimension="all")

    @pytest.mark.usefixtures("fallen")
    @pytest.mark.parametrize("share", ["small_base", "protects_another"])
    def test_is_none_where_the_page_hides_the_level(self, share):
        shown("ST1", FIGURE)
        shown("ST2", share, area=KENT)
        ShownTable.objects.filter(area=CITY).update(
            shares={"Q-OVR-1": {"ST1": FIGURE, "ST2": share}}
        )

        raise_alerts()

        assert not Alert.objects.exclude(dimension="all").exists()

    @pytest.mark.usefixtures("fallen")
    def test_is_none_before_a_quarter_with_levels_has_closed(self):
        shown("ST2", "not_closed")

        raise_alerts()

        assert not Alert.objects.exclude(dimension="all").exists()

    @pytest.mark.usefixtures("fallen")
    def test_stands_by_itself_once_nothing_explains_it_though_its_parent_is_explained(self):
        shown("ST2", FIGURE)
        raise_alerts()
        Alert.objects.update(explained_by="missed_file")
        Alert.objects.filter(dimension="stage").update(last_week=LAST - timedelta(weeks=1))

        raise_alerts()

        child = Alert.objects.get(dimension="stage")
        assert Alert.objects.get(force_id=CITY, dimension="all").explained_by
        assert (child.explained_by, child.parent) == ("", None)


@pytest.mark.slow
class TestTheWatchList:
    @pytest.mark.usefixtures("fallen")
    def test_stays_when_an_earlier_week_is_replayed(self):
        ScoredWeek.objects.create(week=LAST, tier="force", size=3, tally=[0] * 161)
        WatchedSeries.objects.create(week=LAST, item="Q-INF-1", force_id=KENT, score=2.5)

        raise_alerts(week=LAST - timedelta(weeks=4))

        assert WatchedSeries.objects.get().week == LAST

    def test_is_the_newest_weeks_alone(self):
        WatchedSeries.objects.create(week=LAST, item="Q-INF-1", force_id=KENT, score=2.5)
        history(weeks_of_change=0, after=0)

        raise_alerts(weeks_before=1)

        assert not WatchedSeries.objects.filter(item="Q-INF-1").exists()


@pytest.mark.slow
class TestTheScoresOfAWeek:
    @pytest.mark.usefixtures("fallen")
    def test_are_tallied_once_however_often_the_week_is_scored(self):
        raise_alerts()
        raise_alerts()

        assert ScoredWeek.objects.filter(week=LAST, tier="force").count() == 1


class TestRaiseAlertsCommand:
    @pytest.mark.slow
    def test_tests_the_last_whole_week_by_default(self):
        out = StringIO()

        with time_machine.travel(NOW, tick=False):
            call_command("raise_alerts", stdout=out)

        assert out.getvalue() == "Week of 2026-11-09: alerts 0\n"

    @for_each(
        ("asked", "said"),
        [
            ({"week": date(2026, 11, 16)}, "--week: the week of 2026-11-16 is not over."),
            ({"weeks": 0}, "--weeks: nothing is replayed. Name one week or more."),
        ],
    )
    def test_refuses_what_is_no_whole_week(self, asked, said):
        with time_machine.travel(NOW, tick=False), pytest.raises(CommandError, match=said):
            call_command("raise_alerts", **asked)

    @pytest.mark.slow
    def test_replays_the_weeks_before_one_that_is_named(self):
        out = StringIO()

        with time_machine.travel(NOW, tick=False):
            call_command("raise_alerts", week=date(2026, 11, 11), weeks=2, stdout=out)

        assert out.getvalue().splitlines() == [
            "Week of 2026-11-02: alerts 0",
            "Week of 2026-11-09: alerts 0",
        ]

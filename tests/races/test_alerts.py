"""A worker scores a week while somebody scores it, or the next, by hand."""

from datetime import date, timedelta
from functools import partial

import pytest

from access.models import AuditEvent, WebhookDelivery, WebhookEndpoint
from access.webhooks import actions as webhooks
from analytics.alerts import actions, scoring
from analytics.alerts.scanning.scan import Finding, ScannedWeek
from analytics.alerts.scanning.tiers import OF_THEMES, Series
from analytics.models import Alert, ScoredWeek, WatchedSeries
from analytics.stats.proportions import Interval
from tests.analytics.make import CITY
from tests.conftest import NOW, TESTER
from tests.races.explorer import Race, explore

MONDAY = date(2026, 11, 9)
NEXT = MONDAY + timedelta(weeks=1)
FOUND = Finding(
    series=Series("Q-OVR-1", CITY), score=-4.0, window_weeks=4, base=80, fewest=20,
    effective_base=80.0, observed=0.4, expected=0.7, interval=Interval(lower=0.3, upper=0.5),
    odds_ratio=0.3, move=0.0,
)  # fmt: skip
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]


def scanned(*_columns, last, kinds=None, **_given):
    found = [] if kinds == OF_THEMES else [FOUND]
    return {last: ScannedWeek(red=found, amber=found)}


@pytest.fixture(autouse=True)
def a_scan_that_finds(monkeypatch):
    monkeypatch.setattr(scoring, "scan", scanned)
    monkeypatch.setattr(actions, "_look_at_quality", lambda **_given: None)
    monkeypatch.setattr(scoring, "_columns", lambda *_given, **_more: None)


class WeekRace:
    def prepare(self):
        for model in (
            Alert, ScoredWeek, WatchedSeries, WebhookDelivery, WebhookEndpoint, AuditEvent,
        ):  # fmt: skip
            model.objects.all().delete()
        webhooks.register(
            force=None, label="x", url="https://receiver.example.org/", events=["alert.raised"],
            by=TESTER, at=NOW,
        )  # fmt: skip
        return tuple(
            partial(actions.raise_alerts, week=week, by=TESTER, at=NOW) for week in self.weeks
        )

    def check(self):
        alert = Alert.objects.get()
        assert (alert.first_week, alert.last_week) == (min(self.weeks), max(self.weeks))
        assert WebhookDelivery.objects.count() == 1
        assert WatchedSeries.objects.count() == 1

    def explored(self):
        return explore(Race(prepare=self.prepare, check=self.check))


class TestTwoWhoScoreAWeek(WeekRace):
    weeks = (MONDAY, MONDAY)

    def test_raise_its_alert_once(self):
        broken = self.explored()

        assert not broken.faults, str(broken)


class TestTwoWhoScoreWeeksThatFollowEachOther(WeekRace):
    weeks = (MONDAY, NEXT)

    def test_raise_one_alert(self):
        broken = self.explored()

        assert not broken.faults, str(broken)

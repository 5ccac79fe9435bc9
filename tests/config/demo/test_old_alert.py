from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from access import actions as access_actions
from access.background import task_queue
from access.models import DataOrigin
from analytics.alerts import actions as alerts_actions
from analytics.models import Alert, AlertCase, AlertStep, CaseAction, ScoredWeek
from config.demo.planted import FALLING_FORCE
from config.demo.staff import accounts, alerts
from tests.analytics import make
from tests.conftest import NOW, TESTER

pytestmark = pytest.mark.django_db
NEWEST = localdate(NOW) - timedelta(days=localdate(NOW).isoweekday() - 1, weeks=1)


@pytest.fixture
def scored(settings, monkeypatch) -> list[Alert]:
    settings.IS_DEVELOPMENT = True
    access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)
    accounts.make_accounts(by=TESTER, at=NOW)
    ScoredWeek.objects.create(week=NEWEST, tier="nation", size=0, tally={})
    found = []

    def raise_alerts(*, week, raised_at, **_given):
        for item, force, is_rise in (
            ("Q-TRT-1", FALLING_FORCE, False),
            ("Q-SUP-1", None, True),
            ("Q-ACT-2", "essex", False),
        ):
            found.append(
                make.alert(
                    item=item, force_id=force, is_rise=is_rise, first_week=week, last_week=week,
                    raised_at=raised_at(week),
                )
            )  # fmt: skip
        return {week: found}

    monkeypatch.setattr(alerts_actions, "raise_alerts", raise_alerts)
    return found


@pytest.mark.slow
def test_goes_the_whole_way_once(scored):
    for _time in range(2):
        alerts.follow_old_alert(by=TESTER, at=NOW)

    own, nations, other = scored
    assert own.first_week == NEWEST - timedelta(weeks=27)
    steps = AlertStep.objects.filter(case__alert=own).order_by("at")
    assert [step.act for step in steps] == ["take", "begin", "measure", "close"]
    assert own.raised_at < steps[0].at
    assert all(step.at < NOW for step in steps)
    assert CaseAction.objects.get().measured_at == steps[2].at
    states = {case.alert_id: (case.state, case.verdict) for case in AlertCase.objects.all()}
    assert states == {own.pk: ("closed", "true"), nations.pk: ("closed", "wording")}
    assert other.pk not in states


@pytest.mark.usefixtures("scored")
def test_is_left_to_the_worker_once():
    for _time in range(2):
        alerts.enqueue_old_alert(at=NOW)

    assert task_queue.pending(alerts.TASK) == [()]


@pytest.mark.slow
@pytest.mark.usefixtures("scored")
def test_is_not_left_where_it_is_done():
    alerts.follow_old_alert(by=TESTER, at=NOW)

    alerts.enqueue_old_alert(at=NOW)

    assert task_queue.pending(alerts.TASK) == []

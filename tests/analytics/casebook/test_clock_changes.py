from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from access.models import AuditEvent
from analytics.casebook.actions import steps
from analytics.models import AlertCase, AlertStep
from config import schedule
from config.worker import Worker
from tests.analytics.casebook import make
from tests.analytics.casebook.make import ANN

pytestmark = pytest.mark.django_db
FOLLOWS = "analytics.tasks.follow_alerts"
BACK, FORWARD = date(2026, 10, 25), date(2027, 3, 28)


@pytest.fixture
def worker(monkeypatch) -> Worker:
    only = [entry for entry in schedule.SCHEDULE if entry.task == FOLLOWS]
    monkeypatch.setattr(schedule, "SCHEDULE", only)
    # It would close the connection of the test, whose transaction is open.
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    return Worker(now=timezone.now, run_tasks=run_queue)


def run_queue() -> None:
    db_worker.Worker(
        queue_names=["default"], interval=0, batch=True, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id="clocks", excluded_queue_names=[],
    ).run()  # fmt: skip


def hours(worker: Worker, *, first: date, last: date) -> Iterator[datetime]:
    moment = datetime.combine(first, time(0), UTC)
    with time_machine.travel(moment, tick=False) as clock:
        while moment.date() <= last:
            clock.move_to(moment)
            while worker.hand_out():
                run_queue()
            yield moment
            moment += timedelta(hours=1)


def cases_of(sunday: date) -> tuple[AlertCase, AlertCase, AlertCase]:
    at = datetime.combine(sunday - timedelta(days=20), time(12), UTC)
    to_remind, to_rise, to_wake = (
        make.taken(item=item, due_on=due, raised_at=at)
        for item, due in (
            ("Q-OVR-1", sunday + timedelta(days=3)), ("Q-INF-1", sunday - timedelta(days=7)),
            ("Q-TRT-1", sunday),
        )
    )  # fmt: skip
    steps.snooze(alert=to_wake, until=sunday, note="x", by=ANN, at=at)
    return to_remind.case, to_rise.case, to_wake.case


class TestASundayOnWhichClocksChange:
    @pytest.mark.slow
    @pytest.mark.parametrize(("sunday", "seven_in_utc"), [(BACK, 7), (FORWARD, 6)])
    def test_reminds_lets_rise_and_wakes_once_at_seven_in_the_morning(
        self, worker, sunday, seven_in_utc
    ):
        to_remind, to_rise, to_wake = cases_of(sunday)
        done_at: dict[str, datetime] = {}

        for moment in hours(worker, first=sunday - timedelta(days=1), last=sunday + timedelta(2)):
            for case in (to_remind, to_rise, to_wake):
                case.refresh_from_db()
            for name, is_done in (
                ("reminded", to_remind.reminded_on), ("risen", to_rise.escalated_on),
                ("awake", to_wake.state == "taken"),
            ):  # fmt: skip
                if is_done:
                    done_at.setdefault(name, moment)

        seven = datetime.combine(sunday, time(seven_in_utc), UTC)
        assert done_at == {"reminded": seven, "risen": seven, "awake": seven}
        assert (to_remind.reminded_on, to_rise.escalated_on) == (sunday, sunday)
        assert AlertStep.objects.filter(act="wake").count() == 1
        mornings = AuditEvent.objects.filter(kind="alerts.followed", at__date=sunday)
        assert mornings.count() == 1

"""Quarters that pages show first are filled now, others by the worker."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from access.models import AuditEvent
from analytics.alerts import actions as alerts_actions
from analytics.alerts import scoring, weekly_series
from analytics.alerts.quality import counting
from analytics.disclosure import timing
from analytics.models import Alert
from analytics.records import selectors as records_selectors
from analytics.refresh.actions import refill
from analytics.refresh.selectors import progress
from analytics.timeliness import actions as timeliness_actions
from config.demo.plan import RAISED_AFTER
from config.demo.seeding.second_process import SecondProcess
from responses import extract
from responses.models import BreakOffCount
from responses.vault.sending_hours import PLACE

Say = Callable[[str], None]
# Each further week adds half a second to the first start.
WEEKS_OF_ALERTS = 8
PATIENCE = timedelta(minutes=5)
COUNT_BREAK_OFF = "responses.tasks.count_break_off"
COUNT_RECORDS = "analytics.tasks.count_records_of"
MEASURE_CASES = "analytics.tasks.fill_step_times_of"


def fill(*, by: Actor, at: datetime, say: Say, newest: int | None = None) -> int:
    """All, or those among the `newest` finished ones. Return how many."""
    missing = _without_figures(newest, at=at)
    fill_quarters(missing, by, at)
    _say_filled(missing, say)
    return len(missing)


def fill_newest(
    *,
    newest: int,
    last_day: date,
    by: Actor,
    at: datetime,
    say: Say,
    other: SecondProcess | None,
    meanwhile: Callable[[], object] | None = None,
) -> int:
    """`meanwhile` runs after alerts are raised, and must not change figures."""
    missing = _without_figures(newest, at=at)
    if other:
        _wait_for_writers()
        other.begin(f"{__name__}.{count_quality.__name__}", last_day)
        other.begin(f"{__name__}.{fill_quarters.__name__}", missing, by, at)
        raise_alerts(last_day=last_day, by=by, at=at, when_scored=lambda: list(other.finish()))
    else:
        raise_alerts(last_day=last_day, by=by, at=at)
        fill_quarters(missing, by, at)
    if meanwhile:
        meanwhile()
    if other:
        list(other.finish())
    _say_filled(missing, say)
    return len(missing)


def _wait_for_writers() -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE // timedelta(milliseconds=1)}")


def fill_quarters(periods: Sequence[str], by: Actor, at: datetime) -> None:
    _wait_for_writers()
    for period in periods:
        refill.refill_cells(periods=[period], by=by, at=at)
        timeliness_actions.fill_step_times(period=period, by=by, at=at)


def _say_filled(periods: Sequence[str], say: Say) -> None:
    for period in periods:
        say(_("Figures of %(period)s") % {"period": period})


def count_quality(last_day: date) -> None:
    """For `raise_alerts`."""
    last = weekly_series.monday_of(last_day)
    counting.count_weeks(last=last, weeks_before=WEEKS_OF_ALERTS - 1)


def raise_alerts(
    *, last_day: date, by: Actor, at: datetime, when_scored: Callable[[], object] | None = None
) -> None:
    """Once."""
    is_due = not AuditEvent.objects.filter(kind=AuditKind.ALERTS_RAISED).exists()
    before = WEEKS_OF_ALERTS - 1
    scored = scoring.score_weeks(week=last_day, weeks_before=before) if is_due else {}
    if when_scored:
        when_scored()
    if scored:
        alerts_actions.raise_scored(
            scored=scored, by=by, at=at,
            raised_at=lambda monday: min(
                at, datetime.combine(monday, time(), PLACE) + RAISED_AFTER
            ),
        )  # fmt: skip


def alert_count() -> int:
    return Alert.objects.count()


def enqueue_rest(*, at: datetime) -> int:
    """Finished quarters first, then the newest. Return how many are left."""
    on = localdate(at)
    missing = sorted(_without_figures(), key=lambda period: not timing.is_over(period, on=on))
    over = [period for period in missing if timing.is_over(period, on=on)]
    to_count = over[:1] or records_selectors.periods_to_count(at=at)[-1:]
    for task, periods in (
        (progress.TASK, missing),
        (COUNT_RECORDS, to_count),
        (MEASURE_CASES, over),
    ):
        waiting = task_queue.pending(task)
        for period in periods:
            if (period,) not in waiting:
                task_queue.enqueue(task, period, at=at)
    return len(missing)


def enqueue_break_off(*, at: datetime) -> None:
    """For the time before the first Monday."""
    if not (BreakOffCount.objects.exists() or task_queue.pending(COUNT_BREAK_OFF)):
        task_queue.enqueue(COUNT_BREAK_OFF, at=at)


def _without_figures(newest: int | None = None, *, at: datetime | None = None) -> Sequence[str]:
    filled, periods = progress.filled(), extract.periods()[::-1]
    if at is not None and newest is not None:
        on = localdate(at)
        periods = [period for period in periods if timing.is_over(period, on=on)][:newest]
    return [period for period in periods if period not in filled]

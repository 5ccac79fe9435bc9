"""Figures and alerts of the simulated nation, once it is loaded: those that pages show first at
once, the others by the worker. Where all stand, nothing is done."""

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
from config.demo.seeding.second_process import SecondProcess
from responses import extract
from responses.models import BreakOffCount
from responses.vault.sending_hours import PLACE

Say = Callable[[str], None]
WEEKS_OF_ALERTS = 8
"""Those before them would take half a second each of the first start."""
RAISED = timedelta(days=7, hours=6)
"""After the Monday of a week: early on the next."""
PATIENCE = timedelta(minutes=5)
COUNT_BREAK_OFF = "responses.tasks.count_break_off"
COUNT_RECORDS = "analytics.tasks.count_records_of"
MEASURE_CASES = "analytics.tasks.fill_step_times_of"


def fill(*, by: Actor, at: datetime, say: Say, newest: int | None = None) -> int:
    """Fill the quarters that have no figures: all, or of the `newest` that are over so many.
    Returns how many were filled."""
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
    """The same, and raise the alerts. Where there is another process, it counts how answers came
    about while this one scores them, and fills the quarters while this one raises what stands
    out. `meanwhile` is called when alerts are raised: it changes nothing that figures say."""
    missing = _without_figures(newest, at=at)
    if other:
        _wait_for_each_other()
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


def _wait_for_each_other() -> None:
    """SQLite has one writer, for which a slow machine may take longer than a page would wait."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {PATIENCE // timedelta(milliseconds=1)}")


def fill_quarters(periods: Sequence[str], by: Actor, at: datetime) -> None:
    _wait_for_each_other()
    for period in periods:
        refill.refill_cells(periods=[period], by=by, at=at)
        timeliness_actions.fill_step_times(period=period, by=by, at=at)


def _say_filled(periods: Sequence[str], say: Say) -> None:
    for period in periods:
        say(_("Figures of %(period)s") % {"period": period})


def count_quality(last_day: date) -> None:
    """How the answers came about that `raise_alerts` looks at."""
    last = weekly_series.monday_of(last_day)
    counting.count_weeks(last=last, weeks_before=WEEKS_OF_ALERTS - 1)


def raise_alerts(
    *, last_day: date, by: Actor, at: datetime, when_scored: Callable[[], object] | None = None
) -> None:
    """Raise those of the last weeks, unless that was done. `when_scored` is called before it is
    looked at how the answers came about."""
    is_due = not AuditEvent.objects.filter(kind=AuditKind.ALERTS_RAISED).exists()
    before = WEEKS_OF_ALERTS - 1
    scored = scoring.score_weeks(week=last_day, weeks_before=before) if is_due else {}
    if when_scored:
        when_scored()
    if scored:
        alerts_actions.raise_scored(
            scored=scored, by=by, at=at,
            raised_at=lambda monday: min(at, datetime.combine(monday, time(), PLACE) + RAISED),
        )  # fmt: skip


def alert_count() -> int:
    return Alert.objects.count()


def leave_the_rest(*, at: datetime) -> int:
    """Have the worker fill the quarters that have no figures, those that are over first and of them
    the newest; then measure their cases, and count the records of the last that may be, or may once
    it is filled. Until then pages say how many are ready. Returns how many it has still to fill."""
    on = localdate(at)
    missing = sorted(_without_figures(), key=lambda period: not timing.is_over(period, on=on))
    over = [period for period in missing if timing.is_over(period, on=on)]
    _enqueue(progress.TASK, missing, at=at)
    _enqueue(COUNT_RECORDS, over[:1] or records_selectors.periods_to_count(at=at)[-1:], at=at)
    _enqueue(MEASURE_CASES, over, at=at)
    return len(missing)


def _enqueue(task: str, periods: Sequence[str], *, at: datetime) -> None:
    """Those that do not wait already."""
    waiting = task_queue.pending(task)
    for period in periods:
        if (period,) not in waiting:
            task_queue.enqueue(task, period, at=at)


def leave_break_off(*, at: datetime) -> None:
    """Have the worker count where people stop, which it does each Monday, before the first one."""
    if not (BreakOffCount.objects.exists() or task_queue.pending(COUNT_BREAK_OFF)):
        task_queue.enqueue(COUNT_BREAK_OFF, at=at)


def _without_figures(newest: int | None = None, *, at: datetime | None = None) -> Sequence[str]:
    """The newest first. Of a quarter that runs at a moment nothing is shown, so those of a number
    are over."""
    filled, periods = progress.filled(), extract.periods()[::-1]
    if at is not None and newest is not None:
        on = localdate(at)
        periods = [period for period in periods if timing.is_over(period, on=on)][:newest]
    return [period for period in periods if period not in filled]

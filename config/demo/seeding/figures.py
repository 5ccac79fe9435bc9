"""Figures and alerts of the simulated nation, once it is loaded: those that pages show first at
once, the others by the worker. Where all stand, nothing is done."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from access.models import AuditEvent
from analytics.alerts import actions as alerts_actions
from analytics.disclosure import timing
from analytics.models import Alert
from analytics.records import selectors as records_selectors
from analytics.refresh.actions import refill
from analytics.refresh.selectors import progress, quarter_states
from analytics.timeliness import actions as timeliness_actions
from config.demo.seeding.second_process import SecondProcess
from responses import extract

Say = Callable[[str], None]
WEEKS_OF_ALERTS = 8
COUNT_RECORDS = "analytics.tasks.count_records_of"


def fill(*, by: Actor, at: datetime, say: Say, newest: int | None = None) -> int:
    """Fill the quarters that have no figures: all, or of the `newest` that are over so many.
    Returns how many were filled."""
    missing = _without_figures(newest, at=at)
    fill_quarters(missing, by, at)
    _say_filled(missing, say)
    return len(missing)


def fill_newest(
    *, newest: int, last_day: date, by: Actor, at: datetime, say: Say, other: SecondProcess | None
) -> int:
    """The same and, so that there is something to compare, the newest that has closed; and raise
    the alerts. Those and the first in the other process where there is one. Returns how many
    quarters were filled."""
    missing = _without_figures(newest, at=at)
    if other and missing:
        other.begin(f"{__name__}.{raise_and_fill.__name__}", last_day, missing, by, at)
    else:
        raise_and_fill(last_day, missing, by, at)
    closed = [period for period in _newest_closed(on=localdate(at)) if period not in missing]
    fill_quarters(closed, by, at)
    if other and missing:
        list(other.finish())
    _say_filled([*missing, *closed], say)
    return len(missing) + len(closed)


def raise_and_fill(last_day: date, periods: Sequence[str], by: Actor, at: datetime) -> None:
    """What fill_newest leaves to the other process."""
    raise_alerts(last_day=last_day, by=by, at=at)
    fill_quarters(periods, by, at)


def _newest_closed(*, on: date) -> list[str]:
    """The newest quarter that has closed by a day, where it has no figures; else nothing."""
    filled = progress.filled()
    for period in extract.periods()[::-1]:
        if timing.is_over(period, on=on) and _has_closed(period, on=on):
            return [] if period in filled else [period]
    return []


def _has_closed(period: str, *, on: date) -> bool:
    state = quarter_states.state_of(period, list(extract.frame_counts(period)), on=on)
    return quarter_states.known(state).closes_before(on)


def fill_quarters(periods: Sequence[str], by: Actor, at: datetime) -> None:
    for period in periods:
        refill.refill_cells(periods=[period], by=by, at=at)
        timeliness_actions.fill_step_times(period=period, by=by, at=at)


def _say_filled(periods: Sequence[str], say: Say) -> None:
    for period in periods:
        say(_("Figures of %(period)s") % {"period": period})


def raise_alerts(*, last_day: date, by: Actor, at: datetime) -> None:
    """Raise those of the last weeks, unless that was done."""
    if not AuditEvent.objects.filter(kind=AuditKind.ALERTS_RAISED).exists():
        alerts_actions.raise_alerts(week=last_day, weeks_before=WEEKS_OF_ALERTS - 1, by=by, at=at)


def alert_count() -> int:
    return Alert.objects.count()


def leave_the_rest(*, at: datetime) -> int:
    """Have the worker fill the quarters that have no figures, the newest first, and count the
    records of the last that may be. Returns how many it has still to fill."""
    missing = _without_figures()
    queued = progress.queued()
    for period in missing:
        if period not in queued:
            task_queue.enqueue(progress.TASK, period, at=at)
    counted = task_queue.pending(COUNT_RECORDS)
    for period in records_selectors.periods_to_count(at=at)[-1:]:
        if (period,) not in counted:
            task_queue.enqueue(COUNT_RECORDS, period, at=at)
    return len(missing)


def _without_figures(newest: int | None = None, *, at: datetime | None = None) -> Sequence[str]:
    """The newest first. Of a quarter that runs at a moment nothing is shown, so those of a number
    are over."""
    filled, periods = progress.filled(), extract.periods()[::-1]
    if at is not None and newest is not None:
        on = localdate(at)
        periods = [period for period in periods if timing.is_over(period, on=on)][:newest]
    return [period for period in periods if period not in filled]

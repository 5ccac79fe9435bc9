"""Figures and alerts of the simulated nation, once it is loaded: those that pages show first at
once, the others by the worker. Where all stand, nothing is done."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from access.models import AuditEvent
from analytics.alerts import actions as alerts_actions
from analytics.models import Alert
from analytics.records import actions as records_actions
from analytics.records import selectors as records_selectors
from analytics.refresh.actions import refill
from analytics.refresh.selectors import progress, quarter_states
from analytics.timeliness import actions as timeliness_actions
from config.demo.seeding.second_process import SecondProcess
from responses import extract

Say = Callable[[str], None]
WEEKS_OF_ALERTS = 8


def fill(*, by: Actor, at: datetime, say: Say, newest: int | None = None) -> int:
    """Fill the quarters that have no figures: all, or of the `newest` so many. Returns how many
    were filled."""
    missing = _without_figures(newest)
    _fill(missing, by=by, at=at, say=say)
    return len(missing)


def fill_newest(
    *, newest: int, last_day: date, by: Actor, at: datetime, say: Say, other: SecondProcess | None
) -> int:
    """The same and, so that there is something to compare, further back until one has closed; and
    raise the alerts. Those and one quarter in the other process where there is one. Returns how
    many quarters were filled."""
    missing = _without_figures(newest)
    if other and missing:
        other.begin(f"{__name__}.{raise_and_fill.__name__}", last_day, missing[:1], by, at)
    else:
        raise_and_fill(last_day, missing[:1], by, at)
    _fill(missing[1:], by=by, at=at, say=say)
    further = _fill_until_closed(missing, by=by, at=at, say=say)
    for period in records_selectors.periods_to_count(at=at)[-1:]:
        records_actions.count_records(period=period, by=by, at=at)
    if other and missing:
        list(other.finish())
    return len(missing) + further


def _fill_until_closed(after: Sequence[str], *, by: Actor, at: datetime, say: Say) -> int:
    """Returns how many quarters were filled."""
    older = [period for period in _without_figures(None) if period not in after]
    for count, period in enumerate(older):
        if any(state.closed_on for state in quarter_states.read_states().values()):
            return count
        _fill([period], by=by, at=at, say=say)
    return len(older)


def raise_and_fill(last_day: date, periods: Sequence[str], by: Actor, at: datetime) -> None:
    """What fill_newest leaves to the other process."""
    raise_alerts(last_day=last_day, by=by, at=at)
    _fill(periods, by=by, at=at, say=lambda _: None)


def _fill(periods: Sequence[str], *, by: Actor, at: datetime, say: Say) -> None:
    for period in periods:
        # The gate takes longer than all the rest. The next night's filling asks it.
        refill.refill_cells(periods=[period], by=by, at=at, is_gated=False)
        timeliness_actions.fill_step_times(period=period, by=by, at=at)
        say(_("Figures of %(period)s") % {"period": period})


def raise_alerts(*, last_day: date, by: Actor, at: datetime) -> None:
    """Raise those of the last weeks, unless that was done."""
    if not AuditEvent.objects.filter(kind=AuditKind.ALERTS_RAISED).exists():
        alerts_actions.raise_alerts(week=last_day, weeks_before=WEEKS_OF_ALERTS - 1, by=by, at=at)


def alert_count() -> int:
    return Alert.objects.count()


def leave_the_rest(*, at: datetime) -> int:
    """Have the worker fill the quarters that have no figures, the newest first. Returns how many
    it has still to fill."""
    missing = _without_figures(None)
    queued = progress.queued()
    for period in missing:
        if period not in queued:
            task_queue.enqueue(progress.TASK, period, at=at)
    return len(missing)


def _without_figures(newest: int | None) -> Sequence[str]:
    """The newest first."""
    filled = progress.filled()
    return [period for period in extract.periods()[::-1][:newest] if period not in filled]

"""What the clock does with cases: wakes and reopens them, measures again, draws, reminds, and lets
one that nobody answers in time rise to somebody else. It may run twice."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.alerts.scanning import columns
from analytics.alerts.selectors import is_slice
from analytics.alerts.weekly_series import week_number
from analytics.casebook import states, weekly_picture
from analytics.casebook.actions import steps
from analytics.casebook.area_series import SeriesByArea, series_by_area
from analytics.casebook.selectors import clock
from analytics.casebook.weekly_picture import ExpectedByWeek
from analytics.cube import meanings
from analytics.disclosure.places import NATION
from analytics.models import Alert, AlertCase, CaseAction
from analytics.modes import WEB_MODES
from analytics.stats.series import aftermath
from analytics.stats.series.aftermath import LEAST_BASE, Aftermath, WeekOfAnswers
from analytics.stats.series.recovery import ShareChange
from responses import extract


def follow(*, by: Actor, at: datetime) -> None:
    on = localdate(at)
    counts = {
        "begun": _begin(),
        "woken": _wake(on, by=by, at=at),
        "reopened": _reopen(by=by, at=at),
        "measured": 0,
        "drawn": 0,
        "reminded": _mark("reminded_on", clock.cases_to_remind(on), on),
        "escalated": _mark("escalated_on", clock.cases_to_escalate(on), on),
    }
    actions, alerts = clock.actions_to_measure(on), clock.alerts_to_draw()
    if actions or alerts:
        series = _series(actions, alerts)
        counts["measured"] = sum(_measure(one, series, by=by, at=at) for one in actions)
        counts["drawn"] = sum(_draw(one, series, by=by, at=at) for one in alerts)
    if any(counts.values()):
        audit.record(AuditKind.ALERTS_FOLLOWED, by=by, at=at, done=counts)


def measure_and_draw(*, alert: Alert, by: Actor, at: datetime) -> None:
    """The second measurement of what has been done about one alert, where its weeks are over, and
    its picture."""
    due = clock.actions_to_measure(localdate(at))
    actions = [one for one in due if one.case.alert_id == alert.pk]
    series = _series(actions, [alert])
    for one in actions:
        _measure(one, series, by=by, at=at)
    _draw(alert, series, by=by, at=at)


def _begin() -> int:
    """A case for every alert, so that it rises where nobody takes it."""
    cases = [AlertCase(alert=alert) for alert in clock.alerts_without_case()]
    return len(AlertCase.objects.bulk_create(cases, ignore_conflicts=True))


def _wake(on: date, *, by: Actor, at: datetime) -> int:
    return _of_each(partial(clock.alerts_to_wake, on), steps.wake, by=by, at=at)


def _reopen(*, by: Actor, at: datetime) -> int:
    return _of_each(clock.alerts_that_stand_on, steps.reopen, note="", by=by, at=at)


def _of_each(due: Callable[..., list[Alert]], act: Callable[..., object], **given: Any) -> int:
    """Does the act with all that are due. Each is asked about again when its case is locked:
    somebody may have put it to sleep, or closed it, once more in between."""
    return sum(_if_due(due, act, alert=one, **given) for one in due(among=Alert.objects.all()))


@transaction.atomic
def _if_due(
    due: Callable[..., list[Alert]], act: Callable[..., object], *, alert: Alert, **given: Any
) -> bool:
    AlertCase.objects.select_for_update().get(alert=alert)
    is_due = bool(due(among=Alert.objects.filter(pk=alert.pk)))
    return is_due and _tried(act, alert=alert, **given)


def _tried(act: Callable[..., object], **given: Any) -> bool:
    """Whether it was done; somebody may have acted in between."""
    try:
        act(**given)
    except steps.RefusedError:
        return False
    return True


@transaction.atomic
def _mark(field: str, cases: Sequence[AlertCase], on: date) -> int:
    """Once for each due day and owner."""
    return sum(
        AlertCase.objects.filter(
            pk=case.pk, due_on=case.due_on, owner_id=case.owner_id, closed_at=None,
            **{f"{field}__isnull": True},
        ).update(**{field: on})
        for case in cases
    )  # fmt: skip


def _series(actions: Sequence[CaseAction], alerts: Sequence[Alert]) -> SeriesByArea:
    """All that is needed, read once."""
    before = timedelta(weeks=aftermath.WEEKS + aftermath.USUAL_WEEKS)
    year = timedelta(weeks=weekly_picture.WEEKS - 1)
    firsts = [one.starts_on - timedelta(days=6) - before for one in actions]
    lasts = [states.measured_on(one.starts_on) for one in actions]
    firsts += [one.told_to - year for one in alerts]
    lasts += [one.told_to + timedelta(days=6) for one in alerts]
    first, last = min(firsts), max(lasts)
    known = columns.columns_of(
        extract.week_answers(modes=WEB_MODES, completed_from=first, completed_to=last),
        meanings.meanings(),
    )
    weeks = week_number(last) - week_number(first) + 1
    return series_by_area(known, last=week_number(last), weeks=weeks)


def _measure(action: CaseAction, series: SeriesByArea, *, by: Actor, at: datetime) -> bool:
    """What is told of one level has no numbers, and no second measurement either."""
    alert = action.case.alert
    if is_slice(alert):
        return _tried(steps.note_measured, action=action, result={"is_level": True}, by=by, at=at)
    at_start = {
        "start": week_number(states.measured_on(action.starts_on)) - aftermath.WEEKS,
        "begun": week_number(action.starts_on),
    }
    treated = _treated(action, series)
    own = aftermath.change_of(treated, **at_start)
    found = aftermath.aftermath_of(own, _siblings(action, series, at_start)) if own else None
    result = _result(found, expected=alert.expected)
    if found is not None and _has_few(treated, at_start):
        result["is_few"] = True
    return _tried(steps.note_measured, action=action, result=result, by=by, at=at)


def _has_few(treated: Sequence[WeekOfAnswers], at_start: Mapping[str, int]) -> bool:
    """Whether fewer than ten answered in one of the weeks. Whoever begins something chooses its
    day, and eight weeks from the middle of what a picture tells would give such a week away: it is
    told in words alone. Of the year before them each week is one of 44 in what was to be expected,
    which is told in whole percent: none is looked at by itself."""
    weeks = range(at_start["begun"] - aftermath.WEEKS, at_start["start"] + aftermath.WEEKS)
    return any(one.effective_base < LEAST_BASE for one in treated if one.number in weeks)


def _treated(action: CaseAction, series: SeriesByArea) -> list[WeekOfAnswers]:
    """The weeks of the forces where it began, or of the nation."""
    item = action.case.alert.item
    places = [force.code for force in action.forces.all()] or [NATION]
    return [week for place in places for week in series.get((item, place), ())]


def _siblings(
    action: CaseAction, series: SeriesByArea, at_start: Mapping[str, int]
) -> list[ShareChange]:
    """The changes at the same week of the forces in which nothing was done about the question for a
    year; none beside the whole nation."""
    if not action.forces.all():
        return []
    item = action.case.alert.item
    left_out = {NATION, *clock.forces_acting(item, around=action.starts_on)}
    return [
        change
        for (each, place), weeks in series.items()
        if each == item and place not in left_out
        and (change := aftermath.change_of(weeks, **at_start)) is not None
    ]  # fmt: skip


def _result(found: Aftermath | None, *, expected: float) -> dict[str, Any]:
    """As it is stored. Without `before` too few answered to tell."""
    told: dict[str, Any] = {"expected": round(expected, 4)}
    if found is None:
        return told
    told |= {
        "before": round(found.own.before, 4),
        "after": round(found.own.after, 4),
        "forecast": [round(found.forecast.lower, 4), round(found.forecast.upper, 4)],
    }
    if found.effect is not None:
        told |= {
            "effect": round(found.effect.value, 4),
            "own_variance": found.effect.own_variance,
            "control_variance": found.effect.control_variance,
            "siblings": found.effect.siblings,
            "freedom": found.effect.freedom,
        }
    return told


def _expected(alert: Alert) -> ExpectedByWeek:
    newest_first = reversed(alert.expected_weeks)
    last = week_number(alert.told_to)
    known = {last - back: share for back, share in enumerate(newest_first) if share is not None}
    return ExpectedByWeek(of_window=alert.expected, by_week=known)


def _draw(alert: Alert, series: SeriesByArea, *, by: Actor, at: datetime) -> bool:
    """Freeze the picture of the alert's weeks, up to the last that it is told by."""
    drawn = weekly_picture.picture_of(
        series.get((alert.item, alert.force_id or NATION), ()),
        last=week_number(alert.told_to),
        window=alert.window_weeks,
        expected=_expected(alert),
        before=clock.drawn_before(alert),
    )
    picture = {**drawn.as_json(), "last": alert.told_to.isoformat()}
    steps.keep_picture(alert=alert, picture=picture, by=by, at=at)
    return True

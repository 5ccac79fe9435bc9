"""It may run twice."""

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
from analytics.answer_modes import WEB_MODES
from analytics.casebook import states, weekly_picture
from analytics.casebook.actions import steps
from analytics.casebook.selectors import clock
from analytics.casebook.weekly_picture import ExpectedByWeek, SeriesByArea, series_by_area
from analytics.cube import meanings
from analytics.disclosure.places import NATION
from analytics.models import Alert, AlertCase, CaseAction
from analytics.stats.series import aftermath
from analytics.stats.series.aftermath import LEAST_BASE, Aftermath, WeekOfAnswers
from analytics.stats.series.recovery import ShareChange
from responses import extract


def follow(*, by: Actor, at: datetime) -> None:
    on = localdate(at)
    cases = [AlertCase(alert=alert) for alert in clock.alerts_without_case()]
    counts = {
        "begun": len(AlertCase.objects.bulk_create(cases, ignore_conflicts=True)),
        "woken": _apply_to_each(partial(clock.alerts_to_wake, on), steps.wake, by=by, at=at),
        "reopened": _apply_to_each(clock.alerts_to_reopen, steps.reopen, note="", by=by, at=at),
        "measured": 0,
        "drawn": 0,
        "reminded": _mark_cases("reminded_on", clock.cases_to_remind(on), on),
        "escalated": _mark_cases("escalated_on", clock.cases_to_escalate(on), on),
    }
    actions, alerts = clock.actions_to_measure(on), clock.alerts_to_draw()
    if actions or alerts:
        series = _load_series(actions, alerts)
        counts["measured"] = sum(_measure_action(one, series, by=by, at=at) for one in actions)
        counts["drawn"] = sum(_draw_picture(one, series, by=by, at=at) for one in alerts)
    if any(counts.values()):
        audit.record(AuditKind.ALERTS_FOLLOWED, by=by, at=at, done=counts)


def measure_and_draw(*, alert: Alert, by: Actor, at: datetime) -> None:
    due = clock.actions_to_measure(localdate(at))
    actions = [one for one in due if one.case.alert_id == alert.pk]
    series = _load_series(actions, [alert])
    for one in actions:
        _measure_action(one, series, by=by, at=at)
    _draw_picture(alert, series, by=by, at=at)


def _apply_to_each(
    due: Callable[..., list[Alert]], act: Callable[..., object], **given: Any
) -> int:
    """Checked again under the case's lock."""
    return sum(
        _apply_if_due(due, act, alert=one, **given) for one in due(among=Alert.objects.all())
    )


@transaction.atomic
def _apply_if_due(
    due: Callable[..., list[Alert]], act: Callable[..., object], *, alert: Alert, **given: Any
) -> bool:
    AlertCase.objects.select_for_update().get(alert=alert)
    is_due = bool(due(among=Alert.objects.filter(pk=alert.pk)))
    return is_due and _try_act(act, alert=alert, **given)


def _try_act(act: Callable[..., object], **given: Any) -> bool:
    try:
        act(**given)
    except steps.RefusedError:
        return False
    return True


@transaction.atomic
def _mark_cases(field: str, cases: Sequence[AlertCase], on: date) -> int:
    return sum(
        AlertCase.objects.filter(
            pk=case.pk, due_on=case.due_on, owner_id=case.owner_id, closed_at=None,
            **{f"{field}__isnull": True},
        ).update(**{field: on})
        for case in cases
    )  # fmt: skip


def _load_series(actions: Sequence[CaseAction], alerts: Sequence[Alert]) -> SeriesByArea:
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


def _measure_action(action: CaseAction, series: SeriesByArea, *, by: Actor, at: datetime) -> bool:
    alert = action.case.alert
    if is_slice(alert):
        return _try_act(steps.note_measured, action=action, result={"is_level": True}, by=by, at=at)
    at_start = {
        "start": week_number(states.measured_on(action.starts_on)) - aftermath.WEEKS,
        "begun": week_number(action.starts_on),
    }
    item = action.case.alert.item
    places = [force.code for force in action.forces.all()] or [NATION]
    treated = [week for place in places for week in series.get((item, place), ())]
    own = aftermath.change_of(treated, **at_start)
    found = aftermath.aftermath_of(own, _sibling_changes(action, series, at_start)) if own else None
    result = _result_json(found, expected=alert.expected)
    if found is not None and _has_few(treated, at_start):
        result["is_few"] = True
    return _try_act(steps.note_measured, action=action, result=result, by=by, at=at)


def _has_few(treated: Sequence[WeekOfAnswers], at_start: Mapping[str, int]) -> bool:
    weeks = range(at_start["begun"] - aftermath.WEEKS, at_start["start"] + aftermath.WEEKS)
    return any(one.effective_base < LEAST_BASE for one in treated if one.number in weeks)


def _sibling_changes(
    action: CaseAction, series: SeriesByArea, at_start: Mapping[str, int]
) -> list[ShareChange]:
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


def _result_json(found: Aftermath | None, *, expected: float) -> dict[str, Any]:
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


def _draw_picture(alert: Alert, series: SeriesByArea, *, by: Actor, at: datetime) -> bool:
    newest_first = reversed(alert.expected_weeks)
    last = week_number(alert.told_to)
    known = {last - back: share for back, share in enumerate(newest_first) if share is not None}
    drawn = weekly_picture.picture_of(
        series.get((alert.item, alert.force_id or NATION), ()),
        last=week_number(alert.told_to),
        window=alert.window_weeks,
        expected=ExpectedByWeek(of_window=alert.expected, by_week=known),
        before=clock.drawn_before(alert),
    )
    picture = {**drawn.to_json(), "last": alert.told_to.isoformat()}
    steps.keep_picture(alert=alert, picture=picture, by=by, at=at)
    return True

"""Raises alerts from the weekly series, and records that a person has looked at one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.alerts import weekly_series
from analytics.alerts.weekly_series import Series
from analytics.cube import meanings
from analytics.disclosure.places import NATION
from analytics.models import Alert
from analytics.stats.series import change
from analytics.stats.series.change import SeriesChange, Week
from responses import extract

EPISODE_GAP = timedelta(weeks=4)
"""A change found again within this time is the same change."""
HISTORY = timedelta(weeks=change.BASELINE_WEEKS + change.GUARD_WEEKS)


class UnableToAcknowledgeAlertError(Exception):
    """The alert is acknowledged already, by somebody else or by the same person."""


def raise_alerts(
    *, week: date, by: Actor, at: datetime, weeks_before: int = 0
) -> dict[date, list[Alert]]:
    """Test each series for a change as of the end of the week that holds the day `week`, and of
    `weeks_before` weeks before it. Running it again changes nothing."""
    last = weekly_series.monday_of(week)
    mondays = [last - timedelta(weeks=back) for back in range(weeks_before, -1, -1)]
    series = weekly_series.weekly_series(
        extract.answer_rows(
            completed_from=mondays[0] - HISTORY, completed_to=last + timedelta(days=6)
        ),
        meanings.meanings(),
    )
    return {monday: _raise_week(monday=monday, series=series, by=by, at=at) for monday in mondays}


@transaction.atomic
def acknowledge_alert(*, alert: Alert, note: str, by: Actor, at: datetime) -> None:
    """Record that a person has looked at the alert, and what they found. The first acknowledgement
    stays: raises UnableToAcknowledgeAlertError if there is one."""
    changed = Alert.objects.filter(pk=alert.pk, acknowledged_at__isnull=True).update(
        acknowledged_at=at, acknowledged_by=by.name, acknowledgement_note=note
    )
    if not changed:
        raise UnableToAcknowledgeAlertError
    alert.refresh_from_db()
    audit.record(AuditKind.ALERT_ACKNOWLEDGED, target=alert, by=by, at=at)


@transaction.atomic
def _raise_week(
    *, monday: date, series: Mapping[Series, Sequence[Week]], by: Actor, at: datetime
) -> list[Alert]:
    latest = weekly_series.week_number(monday)
    found = {
        key: change.largest_change(weeks=_up_to(weeks, latest), latest=latest)
        for key, weeks in series.items()
    }
    nation = {key: value for key, value in found.items() if key[1] == NATION}
    forces = {key: value for key, value in found.items() if key[1] != NATION}
    alerts = [
        _extend_or_open(monday=monday, series=key, evidence=evidence, at=at)
        for tier in (nation, forces)
        for key in change.raised(changes=tier)
        if (evidence := tier[key]) is not None
    ]
    audit.record(
        AuditKind.ALERTS_RAISED,
        target=monday.isoformat(),
        by=by,
        at=at,
        tested=sum(value is not None for value in found.values()),
        raised=len(alerts),
    )
    return alerts


def _up_to(weeks: Sequence[Week], latest: int) -> list[Week]:
    return [week for week in weeks if week.number <= latest]


def _extend_or_open(*, monday: date, series: Series, evidence: SeriesChange, at: datetime) -> Alert:
    """The open episode that this week belongs to, with the evidence of its latest week, or a new
    one."""
    item, area = series
    force = None if area == NATION else area
    episode = _open_episode(monday=monday, item=item, force=force, is_rise=evidence.is_rise)
    if episode is None:
        return Alert.objects.create(
            item=item,
            force_id=force,
            first_week=monday,
            last_week=monday,
            raised_at=at,
            **_evidence(evidence),
        )
    if monday > episode.last_week:
        Alert.objects.filter(pk=episode.pk).update(last_week=monday, **_evidence(evidence))
    elif monday < episode.first_week:
        Alert.objects.filter(pk=episode.pk).update(first_week=monday)
    episode.refresh_from_db()
    return episode


def _open_episode(*, monday: date, item: str, force: str | None, is_rise: bool) -> Alert | None:
    """The first alert of the same change in the weeks around this one, locked."""
    return (
        Alert.objects.select_for_update()
        .filter(
            Q(force__isnull=True) if force is None else Q(force_id=force),
            item=item,
            is_rise=is_rise,
            first_week__lte=monday + EPISODE_GAP,
            last_week__gte=monday - EPISODE_GAP,
        )
        .order_by("first_week")
        .first()
    )


def _evidence(found: SeriesChange) -> dict[str, bool | float]:
    return {
        "window_weeks": found.window_weeks,
        "is_rise": found.is_rise,
        "base": found.base,
        "effective_base": found.effective_base,
        "observed": found.observed,
        "expected": found.expected,
        "lower": found.interval.lower,
        "upper": found.interval.upper,
        "odds_ratio": found.odds_ratio,
        "p_value": found.p_value,
    }

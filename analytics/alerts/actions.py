from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.webhooks.events import WebhookEvent
from analytics.alerts import selectors, weekly_series
from analytics.alerts.artefacts import EFFECTS
from analytics.alerts.events import tell_systems
from analytics.alerts.locking import wait_for_turn
from analytics.alerts.quality import happenings
from analytics.alerts.quality import selectors as quality_selectors
from analytics.alerts.quality.actions import look_at_quality
from analytics.alerts.quality.happenings import Happening
from analytics.alerts.scanning.scan import Finding, ScannedWeek
from analytics.alerts.scanning.tiers import THEME, Series
from analytics.alerts.scoring import ScoredWeeks, score_weeks, tallies_before
from analytics.disclosure.places import NATION
from analytics.models import Alert, ScoredWeek, WatchedSeries

EPISODE_GAP = timedelta(weeks=4)
"""A change found again within this time is the same change."""


def raise_alerts(
    *,
    week: date,
    by: Actor,
    at: datetime,
    weeks_before: int = 0,
    raised_at: Callable[[date], datetime] | None = None,
) -> dict[date, list[Alert]]:
    """The week that contains `week` and `weeks_before` earlier ones."""
    scored = score_weeks(week=week, weeks_before=weeks_before)
    return raise_scored(scored=scored, by=by, at=at, raised_at=raised_at)


def raise_scored(
    *,
    scored: ScoredWeeks,
    by: Actor,
    at: datetime,
    raised_at: Callable[[date], datetime] | None = None,
) -> dict[date, list[Alert]]:
    last = max(scored)
    _look_at_quality(last=last, weeks_before=len(scored) - 1, by=by, at=at)
    return {
        monday: _raise_week(
            monday=monday, scanned=scanned, is_last=monday == last, by=by,
            at=raised_at(monday) if raised_at else at,
        )
        for monday, scanned in scored.items()
    }  # fmt: skip


def _look_at_quality(*, last: date, weeks_before: int, by: Actor, at: datetime) -> None:
    tallies = tallies_before(last - timedelta(weeks=weeks_before))
    looked = look_at_quality(last=last, weeks_before=weeks_before, tallies=tallies, by=by, at=at)
    for number, scanned in looked.scanned.items():
        _keep_tallies(monday=weekly_series.first_day(number), scanned=scanned)


@transaction.atomic
def _raise_week(
    *, monday: date, scanned: ScannedWeek, is_last: bool, by: Actor, at: datetime
) -> list[Alert]:
    wait_for_turn()
    red = sorted(scanned.red, key=lambda finding: finding.series.is_slice)
    known = _load_happenings(monday)
    raised = (
        _extend_or_open(
            monday=monday, found=each, met=_overlapping_happenings(each, known, monday), at=at
        )
        for each in _drop_hidden_slices(red)
    )
    found = [alert for alert in raised if alert is not None]
    alerts = [alert for alert in found if not alert.explained_by]
    _keep_tallies(monday=monday, scanned=scanned)
    if is_last and not selectors.is_scored_after(monday):
        watched = [
            WatchedSeries(
                week=monday,
                item=each.series.item,
                force_id=_force_of(each.series),
                score=round(each.score, 6),
            )
            for each in scanned.amber
            if not each.series.is_slice and each.wording is None
        ]
        stored = WatchedSeries.objects.values_list("week", "item", "force_id", "score")
        if set(stored) != {(one.week, one.item, one.force_id, one.score) for one in watched}:
            WatchedSeries.objects.all().delete()
            WatchedSeries.objects.bulk_create(watched)
    audit.record(
        AuditKind.ALERTS_RAISED,
        target=monday.isoformat(),
        by=by,
        at=at,
        tested=scanned.tested,
        raised=len(alerts),
        explained=len(found) - len(alerts),
    )
    return alerts


def _load_happenings(monday: date) -> list[Happening]:
    found = map(happenings.happening_of, quality_selectors.found_by(monday))
    versions = quality_selectors.new_versions(on=monday + timedelta(days=6))
    return [*(one for one in found if one), *map(happenings.version_happening, versions)]


def _overlapping_happenings(
    found: Finding, known: Iterable[Happening], monday: date
) -> list[Happening]:
    if found.series.dimension == THEME:
        return []
    last = weekly_series.week_number(monday)
    first = last - found.window_weeks + 1
    met = happenings.meeting(known, area=found.series.area, first=first, last=last)
    wording = [] if found.wording is None else [happenings.wording_happening(found.wording)]
    return [*wording, *met]


def _drop_hidden_slices(found: Iterable[Finding]) -> Iterator[Finding]:
    found = list(found)
    shown = selectors.shown_slices(each.series for each in found if each.series.is_slice)
    return (each for each in found if not each.series.is_slice or each.series in shown)


def _keep_tallies(*, monday: date, scanned: ScannedWeek) -> None:
    stored = {
        (scored.tier, scored.size): scored.tally
        for scored in ScoredWeek.objects.filter(week=monday)
    }
    for (tier, size), tally in scanned.tallies.items():
        if stored.get((tier.value, size)) != tally:
            ScoredWeek.objects.update_or_create(
                week=monday, tier=tier.value, size=size, defaults={"tally": tally}
            )


def _extend_or_open(
    *, monday: date, found: Finding, met: list[Happening], at: datetime
) -> Alert | None:
    episode = _open_episode(monday=monday, series=found.series, is_rise=found.is_rise)
    if episode is None:
        is_told = _is_reported_elsewhere(monday=monday, found=found)
        return None if is_told else _open(monday=monday, found=found, met=met, at=at)
    if monday > episode.last_week:
        _extend(episode, monday=monday, found=found, met=met, at=at)
    elif monday < episode.first_week:
        Alert.objects.filter(pk=episode.pk).update(first_week=monday)
    episode.refresh_from_db()
    return episode


def _open(*, monday: date, found: Finding, met: list[Happening], at: datetime) -> Alert:
    alert = Alert.objects.create(
        item=found.series.item,
        force_id=_force_of(found.series),
        dimension=found.series.dimension,
        level=found.series.level,
        parent=_parent(monday=monday, found=found, met=met),
        first_week=monday,
        last_week=monday,
        raised_at=at,
        explained_by=_explained_by(met),
        **_evidence(monday, found, met),
    )
    if not alert.explained_by:
        _notify_raised(alert, at=at)
    return alert


def _notify_raised(alert: Alert, *, at: datetime) -> None:
    if alert.parent_id is None:
        tell_systems(WebhookEvent.ALERT_RAISED, alert, at=at)


def _extend(
    episode: Alert, *, monday: date, found: Finding, met: list[Happening], at: datetime
) -> None:
    changes: dict[str, Any] = {"last_week": monday}
    if episode.explained_by:
        changes["explained_by"] = _explained_by(met)
        if not changes["explained_by"]:
            if episode.parent is not None and episode.parent.explained_by:
                episode.parent = changes["parent"] = None
            changes["raised_at"] = at
            _notify_raised(episode, at=at)
    is_told = weekly_series.may_replace_window(
        told_week=episode.told_to, week=monday, window_weeks=found.window_weeks,
        fewest=found.fewest,
    )  # fmt: skip
    if is_told:
        changes |= _evidence(monday, found, met)
    Alert.objects.filter(pk=episode.pk).update(**changes)


def _explained_by(met: Iterable[Happening]) -> str:
    return next((one.artefact for one in met if EFFECTS[one.artefact].explains), "")


def _is_reported_elsewhere(*, monday: date, found: Finding) -> bool:
    if found.series.is_slice or found.fewest >= weekly_series.LEAST_IN_A_WEEK:
        return False
    first = weekly_series.first_of(monday, found.window_weeks)
    return any(
        weekly_series.overlap(
            first=first, week=monday,
            other_first=weekly_series.first_of(other.first_week, other.window_weeks),
            other_week=other.told_to,
        )
        for other in _alerts_of(found.series)
    )  # fmt: skip


def _alerts_of(series: Series) -> QuerySet[Alert]:
    force = _force_of(series)
    return Alert.objects.filter(
        Q(force__isnull=True) if force is None else Q(force_id=force),
        item=series.item,
        dimension=series.dimension,
        level=series.level,
    )


def _parent(*, monday: date, found: Finding, met: Iterable[Happening]) -> Alert | None:
    if not found.series.is_slice:
        return None
    parent = _open_episode(monday=monday, series=found.series.parent, is_rise=found.is_rise)
    is_apart = parent is not None and parent.explained_by and not _explained_by(met)
    return None if is_apart else parent


def _open_episode(*, monday: date, series: Series, is_rise: bool) -> Alert | None:
    near = list(
        _alerts_of(series)
        .select_for_update()
        .filter(
            is_rise=is_rise,
            first_week__lte=monday + EPISODE_GAP,
            last_week__gte=monday - EPISODE_GAP,
        )
        .order_by("first_week")
    )
    begun = [alert for alert in near if alert.first_week <= monday]
    return next(iter([*reversed(begun), *near]), None)


def _force_of(series: Series) -> str | None:
    return None if series.area == NATION else series.area


def _evidence(monday: date, found: Finding, met: list[Happening]) -> dict[str, Any]:
    return {
        "told_week": monday,
        "artefacts": [one.to_json() for one in met],
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
        "score": found.score,
        "parent_move": found.move,
        "expected_weeks": [] if found.series.is_slice else list(found.expected_weeks),
    }

"""Raises alerts from the weekly series."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.webhooks.events import WebhookEvent
from analytics.alerts import selectors, telling, weekly_series
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
    """Score each series as of the end of the week that holds the day `week`, and of `weeks_before`
    weeks before it, and raise what stands out. Running it again changes nothing. `raised_at` says
    of a simulated past when the alerts of a week were raised, by its Monday; otherwise they are
    raised now."""
    scored = score_weeks(week=week, weeks_before=weeks_before)
    return raise_scored(scored=scored, by=by, at=at, raised_at=raised_at)


def raise_scored(
    *,
    scored: ScoredWeeks,
    by: Actor,
    at: datetime,
    raised_at: Callable[[date], datetime] | None = None,
) -> dict[date, list[Alert]]:
    """Raise what stands out in the weeks of `score_weeks`. How answers came about is looked at
    first, since that may explain what they do."""
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
    """Those of everybody first, so that those of a level find the alert they are told within."""
    wait_for_turn()
    red = sorted(scanned.red, key=lambda finding: finding.series.is_slice)
    known = _happenings(monday)
    raised = (
        _extend_or_open(monday=monday, found=each, met=_met(each, known, monday), at=at)
        for each in _told(red)
    )
    found = [alert for alert in raised if alert is not None]
    alerts = [alert for alert in found if not alert.explained_by]
    _keep_tallies(monday=monday, scanned=scanned)
    if is_last and not selectors.is_scored_after(monday):
        _watch(monday=monday, found=scanned.amber)
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


def _happenings(monday: date) -> list[Happening]:
    """What is known, by the end of a week, of how its answers came about."""
    found = map(happenings.happening_of, quality_selectors.found_by(monday))
    versions = quality_selectors.new_versions(on=monday + timedelta(days=6))
    return [*(one for one in found if one), *map(happenings.of_version, versions)]


def _met(found: Finding, known: Iterable[Happening], monday: date) -> list[Happening]:
    """What touched the weeks in which a finding stands; a wording that it runs across first. Of a
    theme nothing is known: its words were sent up to eight weeks before they were coded."""
    if found.series.dimension == THEME:
        return []
    last = weekly_series.week_number(monday)
    first = last - found.window_weeks + 1
    met = happenings.meeting(known, area=found.series.area, first=first, last=last)
    wording = [] if found.wording is None else [happenings.of_wording(found.wording)]
    return [*wording, *met]


def _told(found: Iterable[Finding]) -> Iterator[Finding]:
    """Of levels and themes those alone that pages show: what a page hides no alert tells of."""
    found = list(found)
    shown = selectors.shown_slices(each.series for each in found if each.series.is_slice)
    return (each for each in found if not each.series.is_slice or each.series in shown)


def _keep_tallies(*, monday: date, scanned: ScannedWeek) -> None:
    """Scored again with the same answers, a week writes nothing."""
    stored = {
        (scored.tier, scored.size): scored.tally
        for scored in ScoredWeek.objects.filter(week=monday)
    }
    for (tier, size), tally in scanned.tallies.items():
        if stored.get((tier.value, size)) != tally:
            ScoredWeek.objects.update_or_create(
                week=monday, tier=tier.value, size=size, defaults={"tally": tally}
            )


def _watch(*, monday: date, found: Collection[Finding]) -> None:
    """Replaces the list, where it is another."""
    watched = [
        WatchedSeries(
            week=monday,
            item=each.series.item,
            force_id=_force_of(each.series),
            score=round(each.score, 6),
        )
        for each in found
        if not each.series.is_slice and each.wording is None
    ]
    stored = WatchedSeries.objects.values_list("week", "item", "force_id", "score")
    if set(stored) != {(one.week, one.item, one.force_id, one.score) for one in watched}:
        WatchedSeries.objects.all().delete()
        WatchedSeries.objects.bulk_create(watched)


def _extend_or_open(
    *, monday: date, found: Finding, met: list[Happening], at: datetime
) -> Alert | None:
    """The open episode that this week belongs to, told by the numbers of its latest weeks where
    they may be told, or a new one. None where one would tell of weeks that another has told."""
    episode = _open_episode(monday=monday, series=found.series, is_rise=found.is_rise)
    if episode is None:
        is_told = _is_told_otherwise(monday=monday, found=found)
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
        _tell_raised(alert, at=at)
    return alert


def _tell_raised(alert: Alert, *, at: datetime) -> None:
    """Part of another's is no news of its own."""
    if alert.parent_id is None:
        tell_systems(WebhookEvent.ALERT_RAISED, alert, at=at)


def raise_explained(*, alert: Alert, at: datetime) -> None:
    """Somebody takes what something explains for a change all the same: it is an alert from now on.
    Nothing of one that nothing explains."""
    explained = Alert.objects.filter(pk=alert.pk).exclude(explained_by="")
    if explained.update(explained_by="", raised_at=at):
        _tell_raised(alert, at=at)


def _extend(
    episode: Alert, *, monday: date, found: Finding, met: list[Happening], at: datetime
) -> None:
    """What was once an alert stays one. What was explained is raised when nothing explains it any
    longer, though its numbers, and what happened in their weeks, may still be those told before; by
    itself, where what it was told within is still explained, and listed as that."""
    changes: dict[str, Any] = {"last_week": monday}
    if episode.explained_by:
        changes["explained_by"] = _explained_by(met)
        if not changes["explained_by"]:
            if episode.parent is not None and episode.parent.explained_by:
                episode.parent = changes["parent"] = None
            changes["raised_at"] = at
            _tell_raised(episode, at=at)
    is_told = telling.may_tell_anew(
        told_week=episode.told_to, week=monday, window_weeks=found.window_weeks,
        fewest=found.fewest,
    )  # fmt: skip
    if is_told:
        changes |= _evidence(monday, found, met)
    Alert.objects.filter(pk=episode.pk).update(**changes)


def _explained_by(met: Iterable[Happening]) -> str:
    """The first that explains a change wholly; empty where none does."""
    return next((one.artefact for one in met if EFFECTS[one.artefact].explains), "")


def _is_told_otherwise(*, monday: date, found: Finding) -> bool:
    """Whether another alert of everybody there was told by weeks that meet these; levels have no
    numbers."""
    if found.series.is_slice or found.fewest >= telling.LEAST_IN_A_WEEK:
        return False
    first = telling.first_of(monday, found.window_weeks)
    return any(
        telling.overlap(
            first=first, week=monday,
            other_first=telling.first_of(other.first_week, other.window_weeks),
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
    """None where the parent is explained and this is not: it would be listed nowhere."""
    if not found.series.is_slice:
        return None
    parent = _open_episode(monday=monday, series=found.series.parent, is_rise=found.is_rise)
    is_apart = parent is not None and parent.explained_by and not _explained_by(met)
    return None if is_apart else parent


def _open_episode(*, monday: date, series: Series, is_rise: bool) -> Alert | None:
    """The alert of the same change in the weeks around this one, locked: the latest that had begun
    by then, or the first after."""
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
        "artefacts": [one.as_json() for one in met],
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

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import F, Max, Q, QuerySet

from access import selectors as access_selectors
from access.viewer import Viewer
from analytics.alerts.scanning.scan import Place
from analytics.alerts.scanning.tiers import OF_ANSWERS, REGION, THEME, Series, TierKind
from analytics.alerts.weekly_series import monday_of
from analytics.disclosure import shown_tables
from analytics.disclosure.timing import quarter_of
from analytics.models import Alert, QuarterState, ScoredWeek, ShownTable, ThemeRate, WatchedSeries
from analytics.stats.suppression import Published
from analytics.tables import EVERYBODY, Dimension

MOST_MISSED = 12
"""Weeks scored late, after worker downtime, are reported this far back and no further."""


def alerts_for(viewer: Viewer) -> QuerySet[Alert]:
    """Without those within another: open ones first by due day, then the latest."""
    return (
        in_reach(viewer)
        .filter(parent__isnull=True)
        .order_by(
            F("case__closed_at").desc(nulls_first=True),
            F("case__due_on").asc(nulls_last=True),
            "-last_week",
            "force__name",
            "item",
            "pk",
        )
    )


def in_reach(viewer: Viewer) -> QuerySet[Alert]:
    alerts = Alert.objects.select_related("force", "case")
    if viewer.is_national:
        return alerts
    of_force = access_selectors.regions()
    regions = {of_force[code] for code in viewer.reach if of_force.get(code)}
    is_elsewhere = Q(dimension=REGION) & ~Q(level__in=regions)
    return alerts.filter(Q(force__isnull=True) | Q(force_id__in=viewer.reach)).exclude(is_elsewhere)


def alert_for(viewer: Viewer, pk: int) -> Alert:
    """Raises Alert.DoesNotExist."""
    return alerts_for(viewer).get(pk=pk)


def alerts_of(viewer: Viewer, force_codes: Collection[str]) -> list[Alert]:
    alerts = alerts_for(viewer).filter(dimension=Dimension.ALL, explained_by="")
    if not force_codes:
        return list(alerts.filter(force__isnull=True))
    return list(alerts.filter(force_id__in=force_codes))


def by_quarter(alerts: Iterable[Alert], *, item: str) -> Mapping[str, Alert]:
    on_item = [alert for alert in alerts if alert.item == item]
    return {
        quarter_of(alert.last_week): alert
        for alert in sorted(on_item, key=lambda alert: alert.last_week)
    }


def count_open(alerts: Iterable[Alert]) -> int:
    return sum(is_open(alert) for alert in alerts)


def is_open(alert: Alert) -> bool:
    case = getattr(alert, "case", None)
    return not alert.explained_by and (case is None or case.closed_at is None)


def is_slice(alert: Alert) -> bool:
    """Reported in words without numbers."""
    return alert.dimension != Dimension.ALL


def is_theme(alert: Alert) -> bool:
    return alert.dimension == THEME


def tier_of(alert: Alert) -> TierKind:
    if alert.dimension == Dimension.ALL:
        return TierKind.NATION if alert.force_id is None else TierKind.FORCE
    if is_theme(alert):
        return TierKind.THEME_OF_FORCES if alert.force_id else TierKind.THEME_OF_NATION
    if alert.force_id is None:
        return TierKind.REGION if alert.dimension == REGION else TierKind.CHARACTERISTIC
    return TierKind.STAGE if alert.dimension == Dimension.STAGE else TierKind.CRIME


def watched_for(viewer: Viewer) -> list[WatchedSeries]:
    watched = WatchedSeries.objects.select_related("force")
    if not viewer.is_national:
        watched = watched.filter(force_id__in=viewer.reach)
    return sorted(watched, key=lambda each: -abs(each.score))


def tallies(*, before: date, since: date) -> Mapping[Place, list[list[int]]]:
    found = defaultdict[Place, list[list[int]]](list)
    for scored in ScoredWeek.objects.filter(week__gte=since, week__lt=before).order_by("week"):
        found[TierKind(scored.tier), scored.size].append(scored.tally)
    return found


def weeks_missed(*, before: date) -> int:
    week = monday_of(before)
    newest = _scored().filter(week__lt=week).aggregate(week=Max("week"))["week"]
    return min((week - newest).days // 7 - 1, MOST_MISSED) if newest else 0


def is_scored_after(monday: date) -> bool:
    return _scored().filter(week__gt=monday).exists()


def _scored() -> QuerySet[ScoredWeek]:
    """Data quality is scored first, so a killed worker may have stored it without alerts."""
    return ScoredWeek.objects.filter(tier__in=OF_ANSWERS)


def shown_slices(series: Iterable[Series]) -> frozenset[Series]:
    """Keep slices whose figures the newest quarter shows, with levels or counted text."""
    by_table = defaultdict[tuple[str, str], list[Series]](list)
    themes = set()
    for each in series:
        if each.dimension == THEME:
            themes.add(each)
        else:
            by_table[_table(each)].append(each)
    found = _shown_themes(themes)
    for table, of_it in by_table.items():
        shares = _newest_shares(*table)
        found |= {each for each in of_it if _is_published(each, shares)}
    return frozenset(found)


def _shown_themes(themes: Collection[Series]) -> set[Series]:
    if not themes:
        return set()
    newest = ThemeRate.objects.order_by("-period").values("period")[:1]
    rows = ThemeRate.objects.filter(dimension=Dimension.ALL, period__in=newest)
    shown = set(rows.values_list("rate", "area"))
    return {each for each in themes if (each.item, each.area) in shown}


def shown_in(areas: Collection[str]) -> Mapping[str, frozenset[str]]:
    closed = QuarterState.objects.filter(closed_on__isnull=False)
    newest = closed.order_by("-period").values("period")[:1]
    rows = ShownTable.objects.filter(dimension=Dimension.ALL, area__in=areas, period__in=newest)
    return {
        area: frozenset(
            item
            for item, by_level in shares.items()
            if isinstance(shown_tables.unpack(by_level[EVERYBODY]), Published)
        )
        for area, shares in rows.values_list("area", "shares")
    }


def _table(series: Series) -> tuple[str, str]:
    if series.dimension == REGION:
        return Dimension.ALL, series.level
    return series.dimension, series.area


def _newest_shares(dimension: str, area: str) -> Mapping[str, Mapping[str, shown_tables.Packed]]:
    rows = ShownTable.objects.filter(dimension=dimension, area=area).order_by("-period")
    not_closed = shown_tables.NOT_CLOSED.reason.value
    for shares in rows.values_list("shares", flat=True).iterator(chunk_size=1):
        levels = [packed for by_level in shares.values() for packed in by_level.values()]
        if any(packed != not_closed and not isinstance(packed, str) for packed in levels):
            return dict(shares)
    return {}


def _is_published(series: Series, shares: Mapping[str, Mapping[str, shown_tables.Packed]]) -> bool:
    level = EVERYBODY if series.dimension == REGION else series.level
    packed = shares.get(series.item, {}).get(level)
    return packed is not None and isinstance(shown_tables.unpack(packed), Published)

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.alerts import weekly_series
from analytics.alerts.locking import wait_for_turn
from analytics.alerts.quality import counting, selectors
from analytics.alerts.quality.findings import Found, ScannedQuality, scan_quality
from analytics.alerts.scanning.scan import Tallies
from analytics.disclosure.places import NATION
from analytics.models import QualityFinding, QualityWeek
from analytics.stats.emerging.tier import MOST_WEEKS

EPISODE_GAP = timedelta(weeks=4)


def look_at_quality(
    *, last: date, weeks_before: int, tallies: Tallies, by: Actor, at: datetime
) -> ScannedQuality:
    """The week from the Monday `last` and `weeks_before` earlier ones."""
    counting.count_weeks(last=last, weeks_before=weeks_before)
    weeks = MOST_WEEKS + weeks_before
    first = counting.oldest_week(last, weeks_before)
    QualityWeek.objects.filter(week__lt=first).delete()
    known = selectors.counts_of(last=last, weeks=weeks)
    scanned = scan_quality(known, weeks_before=weeks_before, tallies=tallies)
    for found in scanned.found.values():
        _keep_found(found)
    audit.record(
        AuditKind.QUALITY_COUNTED,
        target=last.isoformat(),
        by=by,
        at=at,
        found=sum(map(len, scanned.found.values())),
    )
    return scanned


@transaction.atomic
def _keep_found(found: Iterable[Found]) -> None:
    wait_for_turn()
    for one in found:
        episode = _episode(one)
        evidence = {
            "window_weeks": one.window_weeks,
            "observed": one.observed,
            "expected": one.expected,
            "base": one.base,
            "score": one.score,
        }
        first, last = _days(one)
        if episode is None:
            QualityFinding.objects.create(
                code=one.code, level=one.level, force_id=_force_of(one), is_rise=one.is_rise,
                first_week=first, last_week=last, **evidence,
            )  # fmt: skip
        elif last > episode.last_week:
            QualityFinding.objects.filter(pk=episode.pk).update(last_week=last, **evidence)
        elif first < episode.first_week:
            QualityFinding.objects.filter(pk=episode.pk).update(first_week=first)


def _episode(one: Found) -> QualityFinding | None:
    force = _force_of(one)
    first, last = _days(one)
    return (
        QualityFinding.objects.select_for_update()
        .filter(
            Q(force__isnull=True) if force is None else Q(force_id=force),
            code=one.code, level=one.level, is_rise=one.is_rise,
            first_week__lte=last + EPISODE_GAP, last_week__gte=first - EPISODE_GAP,
        )
        .order_by("first_week")
        .first()
    )  # fmt: skip


def _days(one: Found) -> tuple[date, date]:
    return weekly_series.first_day(one.first), weekly_series.first_day(one.last)


def _force_of(one: Found) -> str | None:
    return None if one.area == NATION else one.area

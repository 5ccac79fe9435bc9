from collections import defaultdict
from datetime import date, timedelta

from django.db import transaction

from analytics.alerts import weekly_series
from analytics.alerts.locking import wait_for_turn
from analytics.alerts.quality import selectors
from analytics.alerts.quality.measures import BETWEEN
from analytics.models import QualityWeek
from analytics.stats.emerging.tier import MOST_WEEKS
from responses import extract

UNSETTLED = 8
"""Weeks whose counts may still change: events are decided and invitations answered later."""
AT_ONCE = 13
"""Weeks read at once; their daily counts stay in memory."""
Counts = dict[tuple[date, str], dict[str, int]]


def count_weeks(*, last: date, weeks_before: int) -> None:
    unsettled = last - timedelta(weeks=UNSETTLED - 1)
    is_begun = selectors.is_counted_since(unsettled - timedelta(weeks=1))
    begin = unsettled if is_begun else oldest_week(last, weeks_before)
    while begin <= last:
        end = min(last, begin + timedelta(weeks=AT_ONCE - 1))
        _keep_counts(first=begin, last=end)
        begin = end + timedelta(weeks=1)


def oldest_week(last: date, weeks_before: int) -> date:
    return last - timedelta(weeks=MOST_WEEKS + weeks_before - 1)


@transaction.atomic
def _keep_counts(*, first: date, last: date) -> None:
    wait_for_turn()
    counts = _count_by_week(first=first, last=last)
    stored = {
        (row.week, row.force_id): row
        for row in QualityWeek.objects.filter(week__range=(first, last))
    }
    fresh = [
        QualityWeek(week=week, force_id=force, counts=found)
        for (week, force), found in counts.items()
        if (week, force) not in stored
    ]
    changed = [row for key, row in stored.items() if row.counts != counts.get(key, {})]
    for row in changed:
        row.counts = counts.get((row.week, row.force_id), {})
    QualityWeek.objects.bulk_create(fresh)
    QualityWeek.objects.bulk_update(changed, ["counts"])


def _count_by_week(*, first: date, last: date) -> Counts:
    found: Counts = defaultdict(dict)
    for key, number in extract.day_counts(first=first, last=last + timedelta(days=6)).items():
        name = f"{key.name}{BETWEEN}{key.level}" if key.level else key.name
        of_week = found[weekly_series.monday_of(key.on), key.force]
        of_week[name] = of_week.get(name, 0) + number
    return found

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from django.db.models import Q

from access.viewer import Viewer
from analytics.alerts import weekly_series
from analytics.alerts.quality.findings import Found
from analytics.alerts.quality.series import WeekCounts, week_counts
from analytics.alerts.scanning.tiers import Wording, Wordings
from analytics.disclosure.places import NATION
from analytics.items import INSTRUMENT, item_codes
from analytics.models import QualityFinding, QualityWeek
from survey import selectors as survey_selectors
from survey.models import InstrumentVersion

REACH = timedelta(weeks=16)
"""Older findings cannot affect a week's answers."""
SHOWN = timedelta(weeks=8)


def is_counted_since(monday: date) -> bool:
    return QualityWeek.objects.filter(week__gte=monday).exists()


def counts_of(*, last: date, weeks: int) -> WeekCounts:
    first = last - timedelta(weeks=weeks - 1)
    rows = QualityWeek.objects.filter(week__range=(first, last)).order_by("week", "force_id")
    return week_counts(
        (
            (weekly_series.week_number(week), force, counts)
            for week, force, counts in rows.values_list("week", "force_id", "counts").iterator()
        ),
        last=weekly_series.week_number(last),
        weeks=weeks,
    )


def found_by(monday: date) -> Iterator[Found]:
    rows = QualityFinding.objects.filter(first_week__lte=monday, last_week__gte=monday - REACH)
    number = weekly_series.week_number
    for row in rows.order_by("pk"):
        yield Found(
            code=row.code, level=row.level, area=row.force_id or NATION,
            first=number(row.first_week), last=number(min(row.last_week, monday)),
            window_weeks=row.window_weeks, is_rise=row.is_rise, observed=row.observed,
            expected=row.expected, base=row.base, score=row.score,
        )  # fmt: skip


def lately_for(viewer: Viewer, *, on: date) -> list[QualityFinding]:
    rows = QualityFinding.objects.select_related("force").filter(last_week__gte=on - SHOWN)
    if not viewer.is_national:
        rows = rows.filter(Q(force__isnull=True) | Q(force_id__in=viewer.reach))
    return list(rows.order_by("-last_week", "force__name", "code", "level", "pk"))


def wordings(*, on: date) -> Wordings:
    """By item, the one it had replaced by a day, and when."""
    found: dict[str, Wording] = {}
    for version in _versions(on):
        for question in survey_selectors.instrument(version).questions:
            if question.replaces and question.code in item_codes():
                wording = Wording(began=version.effective_from, replaced=question.replaces)
                found.setdefault(question.code, wording)
    return found


def new_versions(*, on: date) -> list[date]:
    first: Mapping[int, date] = {
        version.version: version.effective_from for version in reversed(_versions(on))
    }
    later = sorted(first.values())[1:]
    return [day for day in later if day >= on - REACH]


def _versions(on: date) -> list[InstrumentVersion]:
    known = InstrumentVersion.objects.filter(code=INSTRUMENT, effective_from__lte=on)
    return list(known.order_by("effective_from", "version", "revision").defer("definition"))

"""Reads that only a quarterly report needs."""

from datetime import date, timedelta

from django.db.models import F, Q

from access import selectors as access_selectors
from access.viewer import Viewer
from analytics.figures.selectors.figures import force_for
from analytics.models import Alert


def alerts_of_quarter(viewer: Viewer, *, force_code: str, period: str) -> list[Alert]:
    """Alerts of a force and of the nation during a quarter: the force's own first, then the
    latest."""
    force = force_for(viewer, force_code)
    first, last = quarter_days(period)
    return list(
        Alert.objects.select_related("force")
        .filter(Q(force__in=access_selectors.lineage(force.code)) | Q(force__isnull=True))
        .filter(first_week__lte=last, last_week__gte=first - timedelta(days=6))
        .order_by(F("force").asc(nulls_last=True), "-last_week", "item")
    )


def quarter_days(period: str) -> tuple[date, date]:
    """First and last day of a quarter such as 2026-Q3."""
    year, quarter = (int(part) for part in period.split("-Q"))
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    return first, after - timedelta(days=1)

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from access.models import Force
from access.permissions import Permission
from access.viewer import Viewer
from analytics.alerts import selectors as alerts_selectors
from analytics.alerts.scanning.tiers import THEME
from analytics.models import Alert, EmergingTerm, ThemeRate
from analytics.records.selectors import closed_on
from responses import extract

WAITS_FOR_CODERS = timedelta(days=56)
"""Wait this long after closing, then count what is coded."""


def periods_to_count(*, at: datetime) -> list[str]:
    return [period for period in extract.periods() if closed_to_count(period, at=at)]


def closed_to_count(period: str, *, at: datetime) -> date | None:
    """None if the quarter cannot be counted now."""
    closed = closed_on(period)
    if closed is None or not extract.is_whole(period, at=at):
        return None
    if ThemeRate.objects.filter(period=period).exists():
        return None
    is_late = localdate(at) >= closed + WAITS_FOR_CODERS
    return closed if is_late or not extract.undecided(period, completed_to=closed) else None


def changes_for(viewer: Viewer, force: Force | None) -> list[Alert]:
    if not viewer.may(Permission.VIEW_ALERTS):
        return []
    alerts = alerts_selectors.alerts_for(viewer).filter(dimension=THEME, force=force)
    return list(alerts.filter(case__closed_at=None).order_by("-last_week", "item", "pk"))


def new_terms(area: str) -> Mapping[str, Sequence[EmergingTerm]]:
    found: dict[str, list[EmergingTerm]] = {}
    rows = EmergingTerm.objects.filter(area=area)
    for term in rows.order_by("language", "-score", "term"):
        found.setdefault(term.language, []).append(term)
    return found

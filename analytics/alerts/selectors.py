"""Reads of alerts: the nation's for everybody who may see alerts, a force's for its own staff."""

from collections.abc import Mapping

from django.db.models import F, Q, QuerySet

from access import selectors as access_selectors
from access.viewer import Viewer
from analytics.models import Alert


def alerts_for(viewer: Viewer) -> QuerySet[Alert]:
    """Alerts in reach: first those that nobody has acknowledged, then the latest."""
    alerts = Alert.objects.select_related("force")
    if not viewer.is_national:
        alerts = alerts.filter(Q(force__isnull=True) | Q(force_id__in=viewer.reach))
    return alerts.order_by(
        F("acknowledged_at").desc(nulls_first=True), "-last_week", "force__name", "item"
    )


def alert_for(viewer: Viewer, pk: int) -> Alert:
    """One alert in reach; Alert.DoesNotExist for any other."""
    return alerts_for(viewer).get(pk=pk)


def alerts_by_quarter(viewer: Viewer, *, force_code: str | None, item: str) -> Mapping[str, Alert]:
    """The alerts on one item of a force, or of the nation, by the quarter of their last week."""
    alerts = _of(viewer, force_code).filter(item=item).order_by("last_week")
    return {
        f"{alert.last_week.year}-Q{(alert.last_week.month - 1) // 3 + 1}": alert for alert in alerts
    }


def open_alerts(viewer: Viewer, *, force_code: str | None) -> int:
    """How many alerts of a force, or of the nation, are not acknowledged."""
    return _of(viewer, force_code).filter(acknowledged_at__isnull=True).count()


def _of(viewer: Viewer, force_code: str | None) -> QuerySet[Alert]:
    """The nation's, or those of a force and of the forces merged into it."""
    alerts = alerts_for(viewer)
    if force_code is None:
        return alerts.filter(force__isnull=True)
    return alerts.filter(force_id__in=access_selectors.lineage(force_code))

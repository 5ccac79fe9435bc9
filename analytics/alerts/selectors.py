"""Reads of alerts: the nation's for everybody who may see alerts, a force's for its own staff."""

from collections.abc import Collection, Iterable, Mapping

from django.db.models import F, Q, QuerySet

from access.viewer import Viewer
from analytics.disclosure.timing import quarter_of
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


def alerts_of(viewer: Viewer, force_codes: Collection[str]) -> list[Alert]:
    """The nation's, or those of a force and of all that ended in it."""
    alerts = alerts_for(viewer)
    if not force_codes:
        return list(alerts.filter(force__isnull=True))
    return list(alerts.filter(force_id__in=force_codes))


def by_quarter(alerts: Iterable[Alert], *, item: str) -> Mapping[str, Alert]:
    """Those on one item by the quarter of their last week; of several in one, the last."""
    of_item = [alert for alert in alerts if alert.item == item]
    return {
        quarter_of(alert.last_week): alert
        for alert in sorted(of_item, key=lambda alert: alert.last_week)
    }


def count_open(alerts: Iterable[Alert]) -> int:
    """How many wait for somebody to look."""
    return sum(alert.acknowledged_at is None for alert in alerts)

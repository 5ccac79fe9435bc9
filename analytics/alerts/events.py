"""Webhook events about alerts."""

from datetime import datetime

from access import selectors as access_selectors
from access.webhooks.events import WebhookEvent, happened
from analytics.alerts.scanning.tiers import REGION
from analytics.models import Alert


def tell_systems(kind: WebhookEvent, alert: Alert, *, at: datetime) -> None:
    happened(
        kind,
        number=alert.pk,
        page=("analytics:alert", alert.pk),
        at=at,
        forces=_concerned(alert),
    )


def _concerned(alert: Alert) -> set[str] | None:
    if alert.force_id:
        return {alert.force_id}
    if alert.dimension == REGION:
        regions = access_selectors.regions()
        return {force for force, region in regions.items() if region == alert.level}
    return None

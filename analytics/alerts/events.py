"""What other systems are told of an alert."""

from datetime import datetime

from access.webhooks.events import WebhookEvent, happened
from analytics.models import Alert


def tell_systems(kind: WebhookEvent, alert: Alert, *, at: datetime) -> None:
    """The nation's is everybody's to hear of, a force's its own."""
    happened(
        kind,
        number=alert.pk,
        page=("analytics:alert", alert.pk),
        at=at,
        forces={alert.force_id} if alert.force_id else None,
    )

"""Ids and a link, nothing else."""

import json
from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from uuid import uuid4

from django.db.models import Q

from access.models import WebhookDelivery, WebhookEndpoint
from access.web.links import staff_link


class WebhookEvent(StrEnum):
    ALERT_RAISED = "alert.raised"
    ALERT_STATE_CHANGED = "alert.state_changed"
    QUARTER_CLOSED = "quarter.closed"
    RELEASE_PUBLISHED = "release.published"
    FILE_LOADED = "file.loaded"
    GLASS_BROKEN = "glass.broken"
    DANGER_SENT = "danger.sent"
    DANGER_UNCONFIRMED = "danger.unconfirmed"
    TEXT_URGENT = "text.urgent"
    TEXT_OVERDUE = "text.overdue"


def happened(
    kind: WebhookEvent,
    *,
    number: int | str,
    page: tuple[int | str, ...],
    at: datetime,
    forces: Collection[str] | None = None,
) -> bool:
    """`number` is the subject's id, `page` its route. Return whether any endpoint is notified."""
    whose = Q() if forces is None else Q(force__isnull=True) | Q(force_id__in=forces)
    endpoints = [
        endpoint
        for endpoint in WebhookEndpoint.objects.filter(whose, off_at__isnull=True).only("events")
        if kind.value in endpoint.events
    ]
    if not endpoints:
        return False
    data = {"id": number, "url": staff_link(*map(str, page))}
    body = json.dumps({"type": kind.value, "timestamp": at.isoformat(), "data": data})
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            endpoint=endpoint, message_id=f"msg_{uuid4().hex}", kind=kind.value, body=body,
            made_at=at, next_at=at,
        )
        for endpoint in endpoints
    )  # fmt: skip
    return True

"""What this room keeps for a time only: the audit trail, keys that were revoked, and the traces
of background work."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet

from access import queue_keeping
from access.models import ApiKey, AuditEvent

KEPT = timedelta(days=731)
"""24 months."""


def audit_events_past_keeping(at: datetime) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(at__lte=at - KEPT)


def api_keys_past_keeping(at: datetime) -> QuerySet[ApiKey]:
    return ApiKey.objects.filter(revoked_at__lte=at - KEPT)


def past_due(at: datetime) -> Mapping[str, int]:
    """How many rows of each table have been kept for longer than they may be."""
    return {
        "access.AuditEvent": audit_events_past_keeping(at).count(),
        "access.ApiKey": api_keys_past_keeping(at).count(),
        **{rows.model._meta.label: rows.count() for rows in queue_keeping.ended_long_ago(at)},
    }

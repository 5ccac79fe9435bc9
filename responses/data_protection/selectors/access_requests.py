"""Reads the subject access requests that wait for a data protection officer."""

from datetime import datetime

from django.db.models import QuerySet

from access.viewer import Viewer
from responses.models import DeskRequest


def waiting_for(viewer: Viewer, *, at: datetime) -> QuerySet[DeskRequest]:
    """The requests that wait, for national data protection officers; the oldest first."""
    waits = DeskRequest.objects.filter(
        kind=DeskRequest.DeskKind.ACCESS,
        state=DeskRequest.DeskState.WAITING,
        asked_at__gt=at - DeskRequest.KEPT_FOR,
    )
    ordered = waits.select_related("asked_by").order_by("asked_at", "pk")
    return ordered if viewer.is_national else ordered.none()


def request_for(viewer: Viewer, pk: int, *, at: datetime) -> DeskRequest:
    """DeskRequest.DoesNotExist for one that is decided or waited for too long."""
    return waiting_for(viewer, at=at).get(pk=pk)

from datetime import datetime

from django.db.models import QuerySet

from access.viewer import Viewer
from responses.models import DeskRequest


def waiting_for(viewer: Viewer, *, at: datetime) -> QuerySet[DeskRequest]:
    """For national data protection officers; the oldest first."""
    waits = DeskRequest.objects.filter(
        kind=DeskRequest.DeskKind.ACCESS,
        state=DeskRequest.DeskState.WAITING,
        asked_at__gt=at - DeskRequest.KEPT_FOR,
    )
    ordered = waits.select_related("asked_by").order_by("asked_at", "pk")
    return ordered if viewer.is_national else ordered.none()


def request_for(viewer: Viewer, pk: int, *, at: datetime) -> DeskRequest:
    return waiting_for(viewer, at=at).get(pk=pk)

from datetime import datetime

from django.db.models import QuerySet

from access.viewer import Viewer
from responses.models import DeskRequest


def waiting_for(viewer: Viewer, *, at: datetime) -> QuerySet[DeskRequest]:
    """For national administrators; the oldest first."""
    waits = DeskRequest.objects.filter(
        state=DeskRequest.DeskState.WAITING, asked_at__gt=at - DeskRequest.KEPT_FOR
    )
    ordered = waits.select_related("asked_by").order_by("asked_at", "pk")
    return ordered if viewer.is_national else ordered.none()


def request_for(viewer: Viewer, pk: int) -> DeskRequest:
    found = DeskRequest.objects.all()
    return (found if viewer.is_national else found.none()).get(pk=pk)

"""Reads what waits for a second person at the service desk, and whether sending is stopped."""

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from access.viewer import Viewer
from responses.invitations.selectors import sending_accounts
from responses.models import DeskRequest, SendingLine
from responses.sms.delivery_states import Pause


def waiting_for(viewer: Viewer, *, at: datetime) -> QuerySet[DeskRequest]:
    """For national administrators; the oldest first."""
    waits = DeskRequest.objects.filter(
        state=DeskRequest.DeskState.WAITING, asked_at__gt=at - DeskRequest.KEPT_FOR
    )
    ordered = waits.select_related("asked_by").order_by("asked_at", "pk")
    return ordered if viewer.is_national else ordered.none()


def request_for(viewer: Viewer, pk: int) -> DeskRequest:
    """DeskRequest.DoesNotExist for who is not national."""
    found = DeskRequest.objects.all()
    return (found if viewer.is_national else found.none()).get(pk=pk)


def held_since() -> datetime | None:
    """Since when somebody has stopped sending by hand; None where nobody has."""
    lines = sending_accounts.all_transports(settings.SMS_TRANSPORT)
    held = SendingLine.objects.filter(transport__in=lines, pause=Pause.BY_HAND)
    return held.order_by("since").values_list("since", flat=True).first()

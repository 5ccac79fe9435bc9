from datetime import datetime, timedelta

from django.db.models import QuerySet

from access.models import WebhookDelivery, WebhookEndpoint
from access.viewer import Viewer

KEPT_FOR = timedelta(days=30)
ON_THE_PAGE = 50


def endpoints_for(viewer: Viewer) -> QuerySet[WebhookEndpoint]:
    endpoints = WebhookEndpoint.objects.select_related("force").order_by("label", "pk")
    return endpoints if viewer.is_national else endpoints.filter(force_id__in=viewer.reach)


def endpoint_for(viewer: Viewer, pk: int) -> WebhookEndpoint:
    """Raises WebhookEndpoint.DoesNotExist out of reach."""
    return endpoints_for(viewer).get(pk=pk)


def deliveries_of(endpoint: WebhookEndpoint) -> list[WebhookDelivery]:
    return list(endpoint.deliveries.order_by("-made_at", "-pk")[:ON_THE_PAGE])


def due_deliveries(at: datetime) -> list[int]:
    due = WebhookDelivery.objects.filter(next_at__lte=at)
    return list(due.order_by("pk").values_list("pk", flat=True)[:500])


def past_retention(at: datetime) -> QuerySet[WebhookDelivery]:
    return WebhookDelivery.objects.filter(ended_at__lte=at - KEPT_FOR)

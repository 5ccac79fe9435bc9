"""Links to pages of staff, for messages that leave the service."""

from django.conf import settings
from django.urls import reverse

ROUTES = "config.served.everybody"
"""Those of staff, also in a process that answers others (SERVES)."""


def staff_link(route: str, *arguments: int | str) -> str:
    base: str = settings.STAFF_BASE_URL
    return base.rstrip("/") + reverse(route, urlconf=ROUTES, args=arguments)

from django.conf import settings
from django.urls import reverse

ROUTES = "config.routes.all_routes"
"""Staff routes, also in a process that serves other pages (SERVES)."""


def staff_link(route: str, *arguments: int | str) -> str:
    base: str = settings.STAFF_BASE_URL
    return base.rstrip("/") + reverse(route, urlconf=ROUTES, args=arguments)

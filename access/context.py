"""What every page may show: who is looking, and whether the people here are simulated."""

from django.http import HttpRequest

from access import selectors


def page_context(request: HttpRequest) -> dict[str, object]:
    return {
        "viewer": getattr(request, "viewer", None),
        "is_simulated": selectors.is_simulated(),
    }

"""What every page may show: who is looking, and whether the people here are simulated."""

from functools import partial

from django.http import HttpRequest
from django.utils.translation import get_language

from access import presenters, selectors


def page_context(request: HttpRequest) -> dict[str, object]:
    """Navigation and place are functions: only the staff pages that show them pay for them."""
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "is_simulated": selectors.is_simulated(),
        "navigation": partial(presenters.navigation, viewer, request.path),
        "place": partial(presenters.place, viewer, get_language() or "en"),
    }

from functools import cache, partial

from django.http import HttpRequest
from django.utils.translation import get_language

from access import presenters, selectors
from access.web.places import navigation


def page_context(request: HttpRequest) -> dict[str, object]:
    """Functions, so that only pages that show them query."""
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "is_simulated": selectors.is_simulated(),
        "navigation": cache(partial(navigation.sections_for, viewer, request.path)),
        "role": partial(presenters.role_names, viewer),
        "place": partial(presenters.area_name, viewer, get_language() or "en"),
    }

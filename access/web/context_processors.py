"""What every template may use: the viewer, and whether the people here are simulated."""

from functools import cache, partial

from django.http import HttpRequest
from django.utils.translation import get_language

from access import presenters, selectors
from access.web.places import navigation


def page_context(request: HttpRequest) -> dict[str, object]:
    """`navigation`, `place` and `role` are functions, so that only pages that show them query. A
    page that asks whether there is a navigation, and then shows it, has it made once."""
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "is_simulated": selectors.is_simulated(),
        "navigation": cache(partial(navigation.sections_for, viewer, request.path)),
        "role": partial(presenters.role_names, viewer),
        "place": partial(presenters.area_name, viewer, get_language() or "en"),
    }

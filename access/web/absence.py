"""Answers 404 for a row that does not exist or that the viewer may not see."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseBase

View = Callable[..., HttpResponseBase]


def out_of_reach_is_absent(view: View) -> View:
    """Decorates a view: DoesNotExist becomes 404. Another force's page is 404 and not 403, because
    the viewer is not to learn that it exists."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except ObjectDoesNotExist as gone:
            raise Http404 from gone

    return guarded

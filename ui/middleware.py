"""Middleware that replaces Django's empty answer to a wrong HTTP method by a page."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ui import views

Handler = Callable[[HttpRequest], HttpResponse]
MACHINES = ("/api/", "/callbacks/", "/static/", "/livez", "/readyz")


class ExplainMethodNotAllowed:
    """Turns 405 into a page with words and with Exit this page (SAF-7), except for addresses that
    machines call."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.path.startswith(MACHINES):
            return response
        page = views.method_not_allowed(request)
        page["Allow"] = response["Allow"]
        return page

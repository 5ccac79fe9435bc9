"""What the framework answers with an empty page gets words and a way out."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ui import views

Handler = Callable[[HttpRequest], HttpResponse]
MACHINES = ("/api/", "/callbacks/", "/static/", "/livez", "/readyz")


class ExplainMethodNotAllowed:
    """A wrong method is refused in words, with Exit this page (SAF-7), not by a blank page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.path.startswith(MACHINES):
            return response
        page = views.method_not_allowed(request)
        page["Allow"] = response["Allow"]
        return page

"""Proxies and monitors ask by addresses not in ALLOWED_HOSTS."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from access.continuity import views
from ui import views as ui_views

Handler = Callable[[HttpRequest], HttpResponse]
PROBES: dict[str, Handler] = {"/livez": ui_views.livez, "/readyz": views.readyz}


class AnswerProbes:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = PROBES.get(request.path)
        return answer(request) if answer else self.get_response(request)

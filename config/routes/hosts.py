"""Texts lead to one host, staff and systems use another, the open link a third."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Handler = Callable[[HttpRequest], HttpResponse]
STAFF = ("/staff/", "/api/", "/callbacks/")
OPEN_LINK = ("/o/", "/d/", "/h/", "/j/", "/l/", "/n/")
NOWHERE = "/-/"
"""An address that no host has."""


class HideFromOtherHosts:
    """With the neutral page of unknown addresses."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_hidden(f"{request.path_info.rstrip('/')}/", host=request.get_host()):
            request.path = request.path_info = NOWHERE
        return self.get_response(request)


def host_of(address: str) -> str:
    """With its port unless usual."""
    parts = urlsplit(address)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = parts.hostname or ""
    return host if parts.port in {None, usual} else f"{host}:{parts.port}"


def _is_hidden(path: str, *, host: str) -> bool:
    if path.startswith(STAFF):
        return _is_of_another(settings.STAFF_BASE_URL, host)
    return path.startswith(OPEN_LINK) and _is_of_another(settings.OPEN_BASE_URL, host)


def _is_of_another(address: str, host: str) -> bool:
    own, texts = host_of(address), host_of(settings.PUBLIC_BASE_URL)
    if own == texts:
        return not settings.IS_DEVELOPMENT
    return host != own

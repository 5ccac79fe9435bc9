"""Host names: texts lead to one, staff and systems use another, the open link has a third.

A page of the open link says police and crime, and a sign-in page says whose site it is. So neither
answers on the host that texts lead to. In development all three may be one host."""

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
    """Answers an address of another host with the neutral page of unknown addresses, in the same
    languages."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _is_hidden(f"{request.path_info.rstrip('/')}/", host=request.get_host()):
            request.path = request.path_info = NOWHERE
        return self.get_response(request)


def host_of(address: str) -> str:
    """Return the host of an address, with its port unless that is the usual one."""
    parts = urlsplit(address)
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    host = parts.hostname or ""
    return host if parts.port in {None, usual} else f"{host}:{parts.port}"


def _is_hidden(path: str, *, host: str) -> bool:
    if path.startswith(STAFF):
        return _is_of_another(settings.STAFF_BASE_URL, host)
    return path.startswith(OPEN_LINK) and _is_of_another(settings.OPEN_BASE_URL, host)


def _is_of_another(address: str, host: str) -> bool:
    """In development a name that isn't apart from the texts' name answers on every host."""
    own, texts = host_of(address), host_of(settings.PUBLIC_BASE_URL)
    if own == texts:
        return not settings.IS_DEVELOPMENT
    return host != own

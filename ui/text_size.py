"""Large print: chosen by a button on any page of a visit, and forgotten with the session. No
cookie of its own, so a phone that is looked at later does not tell (SAF-8)."""

from django.http import HttpRequest

NORMAL, LARGER = "normal", "larger"
_KEY = "text_size"


def asked_for(request: HttpRequest) -> str | None:
    """The size that a form's button asked for."""
    size = request.POST.get(_KEY, "")
    return size if size in {NORMAL, LARGER} else None


def is_offered(request: HttpRequest | None) -> bool:
    """Only where a session is kept anyway: a choice must not start one."""
    session = getattr(request, "session", None)
    return session is not None and not session.is_empty()


def remember(request: HttpRequest, size: str) -> None:
    if is_offered(request):
        request.session[_KEY] = size


def chosen(request: HttpRequest) -> str:
    return str(request.session.get(_KEY, NORMAL))

"""Large print, chosen by a button on any page of a visit. The choice is kept in the session and
ends with it. It has no cookie, so that a phone shows no trace of a visit (SAF-8)."""

from django.http import HttpRequest

NORMAL, LARGER = "normal", "larger"
_KEY = "text_size"


def requested_size(request: HttpRequest) -> str | None:
    """The size that a posted form's button asks for, or None."""
    size = request.POST.get(_KEY, "")
    return size if size in {NORMAL, LARGER} else None


def is_offered(request: HttpRequest | None) -> bool:
    """Whether the page offers the choice: only where there is a session, since a choice must not
    start one."""
    session = getattr(request, "session", None)
    return session is not None and not session.is_empty()


def store_size(request: HttpRequest, size: str) -> None:
    """Keep the size in the session. Without a session nothing is kept."""
    if is_offered(request):
        request.session[_KEY] = size


def chosen_size(request: HttpRequest) -> str:
    return str(request.session.get(_KEY, NORMAL))

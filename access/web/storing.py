"""Pages that others may store. Everything else is stored by nobody (SAF-4)."""

from django.http import HttpResponse

SECONDS = "may_be_stored_for"


def may_be_stored(response: HttpResponse, *, seconds: int) -> HttpResponse:
    """For a page that says the same to everybody: caches and browsers may keep it for so long."""
    setattr(response, SECONDS, seconds)
    return response


def cache_control(response: HttpResponse) -> str:
    seconds = getattr(response, SECONDS, None)
    return "no-store" if seconds is None else f"public, max-age={seconds}"

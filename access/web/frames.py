"""Frames. No page stands in a frame, not even in one of our own, but the few that ask for it: the
preview shows a respondent's page as wide as a phone, and only a frame has a width of its own. Such
pages hold nothing about a person."""

from enum import Enum, auto

from django.http import HttpResponse


class Wish(Enum):
    TO_STAND = auto()
    TO_HOLD = auto()


def may_stand_in_frame(response: HttpResponse) -> HttpResponse:
    """In one of our own pages."""
    response.frame_wish = Wish.TO_STAND  # type: ignore[attr-defined]
    return response


def may_hold_frame(response: HttpResponse) -> HttpResponse:
    """With one of our own pages in it."""
    response.frame_wish = Wish.TO_HOLD  # type: ignore[attr-defined]
    return response


def relax(response: HttpResponse) -> None:
    """Loosen the headers of an answer that asked for it, by no more than it asked for."""
    wish = getattr(response, "frame_wish", None)
    policy = response.headers["Content-Security-Policy"]
    if wish is Wish.TO_STAND:
        response["X-Frame-Options"] = "SAMEORIGIN"
        policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    if wish is Wish.TO_HOLD:
        policy += "; frame-src 'self'"
    response["Content-Security-Policy"] = policy

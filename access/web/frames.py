"""Permission to be shown in a frame (an iframe). The headers forbid it for every page, except for
those that ask here: the preview shows a respondent's page at the width of a phone, and only a frame
has a width of its own. Pages that ask must hold nothing about a person."""

from enum import Enum, auto

from django.http import HttpResponse


class FrameUse(Enum):
    INSIDE_FRAME = auto()
    HOLDS_FRAME = auto()


def allow_in_frame(response: HttpResponse) -> HttpResponse:
    """Let one of our own pages show this response in a frame."""
    response.frame_use = FrameUse.INSIDE_FRAME  # type: ignore[attr-defined]
    return response


def allow_frame_inside(response: HttpResponse) -> HttpResponse:
    """Let this response show one of our own pages in a frame."""
    response.frame_use = FrameUse.HOLDS_FRAME  # type: ignore[attr-defined]
    return response


def relax_headers(response: HttpResponse) -> None:
    """Change the headers of a response that asked for it, and only as far as it asked."""
    use = getattr(response, "frame_use", None)
    policy = response.headers["Content-Security-Policy"]
    if use is FrameUse.INSIDE_FRAME:
        response["X-Frame-Options"] = "SAMEORIGIN"
        policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    if use is FrameUse.HOLDS_FRAME:
        policy += "; frame-src 'self'"
    response["Content-Security-Policy"] = policy

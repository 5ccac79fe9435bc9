from enum import Enum, auto

from django.http import HttpResponse


class FrameUse(Enum):
    INSIDE_FRAME = auto()
    HOLDS_FRAME = auto()


def allow_in_frame(response: HttpResponse) -> HttpResponse:
    response.frame_use = FrameUse.INSIDE_FRAME  # type: ignore[attr-defined]
    return response


def allow_frame_inside(response: HttpResponse) -> HttpResponse:
    response.frame_use = FrameUse.HOLDS_FRAME  # type: ignore[attr-defined]
    return response


def relax_headers(response: HttpResponse) -> None:
    """Only the headers that the response asked to change."""
    use = getattr(response, "frame_use", None)
    policy = response.headers["Content-Security-Policy"]
    if use is FrameUse.INSIDE_FRAME:
        response["X-Frame-Options"] = "SAMEORIGIN"
        policy = policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    if use is FrameUse.HOLDS_FRAME:
        policy += "; frame-src 'self'"
    response["Content-Security-Policy"] = policy

from enum import Enum, auto

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse

from access.viewer import Viewer


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


# On PostgreSQL the database itself hides rows out of reach (docs/adr/0076).
EVERYBODY, NOBODY = "*", ""
BY_FORCE = ("/staff/", "/api/")
READS = frozenset({"GET", "HEAD", "OPTIONS"})


def set_for(request: HttpRequest, viewer: Viewer | None) -> None:
    """For this request; the next on the connection sets its own."""
    if settings.ROW_SECURITY:
        set_reach(reach_of(request, viewer))


def reach_of(request: HttpRequest, viewer: Viewer | None) -> str:
    if not request.path.startswith(BY_FORCE) or request.method not in READS:
        return EVERYBODY
    if viewer is None:
        return NOBODY
    return EVERYBODY if viewer.is_national else ",".join(sorted(viewer.reach))


def set_reach(reach: str, *, using: BaseDatabaseWrapper | None = None) -> None:
    with (using or connection).cursor() as cursor:
        cursor.execute("SELECT set_config('survey.reach', %s, false)", [reach])


def open_to_commands(*, connection: BaseDatabaseWrapper, **_kwargs: object) -> None:
    if connection.vendor == "postgresql":
        set_reach(EVERYBODY, using=connection)

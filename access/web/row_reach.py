"""On PostgreSQL the database itself hides rows out of reach (docs/adr/0076)."""

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest

from access.viewer import Viewer

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

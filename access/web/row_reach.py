"""The second lock below the application: on PostgreSQL, with a role of its own for each process
(docs/adr/0076), the database itself shows a page of staff no row of a force out of its viewer's
reach.

The reach is a setting of the connection that each request sets before it asks for anything by
force. It stands for requests that read; what staff write may have to reach further, as a victim's
stop does, which ends contact in every force, and is judged by the application alone."""

from django.conf import settings
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest

from access.viewer import Viewer

EVERYBODY, NOBODY = "*", ""
BY_FORCE = ("/staff/", "/api/")
READS = frozenset({"GET", "HEAD", "OPTIONS"})


def set_for(request: HttpRequest, viewer: Viewer | None) -> None:
    """For the rest of this request; the next one on the connection sets its own."""
    if settings.ROW_SECURITY:
        set_reach(reach_of(request, viewer))


def reach_of(request: HttpRequest, viewer: Viewer | None) -> str:
    """The codes of forces between commas, EVERYBODY or NOBODY."""
    if not request.path.startswith(BY_FORCE) or request.method not in READS:
        return EVERYBODY
    if viewer is None:
        return NOBODY
    return EVERYBODY if viewer.is_national else ",".join(sorted(viewer.reach))


def set_reach(reach: str, *, using: BaseDatabaseWrapper | None = None) -> None:
    with (using or connection).cursor() as cursor:
        cursor.execute("SELECT set_config('survey.reach', %s, false)", [reach])


def open_to_commands(*, connection: BaseDatabaseWrapper, **_kwargs: object) -> None:
    """For each new connection of a command, whatever login its operator has: a stop that is typed
    for somebody who rings must find every case of theirs, and under the login of pages it would
    find none and say nothing."""
    if connection.vendor == "postgresql":
        set_reach(EVERYBODY, using=connection)

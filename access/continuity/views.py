"""Whether this process can answer. Asked by machines, which also bring a restored database to
light before it answers anybody."""

import logging

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.continuity import holding

logger = logging.getLogger(__name__)


def readyz(request: HttpRequest) -> HttpResponse:
    """Ready while the database is held, too: victims may answer and opt out. Anybody can ask, so
    that it is held, and why, stands in the log and on pages of staff alone."""
    try:
        holding.find_hold(at=timezone.now())
    except holding.JournalError as error:
        logger.warning("Ready, but %s", error)
    return HttpResponse("ready\n", content_type="text/plain")


def readyz_of_published(request: HttpRequest) -> HttpResponse:
    """Whether a process that answers only what everybody may read reaches the database. It knows
    no journal, and holds nothing."""
    connection.ensure_connection()
    return HttpResponse("ready\n", content_type="text/plain")

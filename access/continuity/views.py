"""Whether this process can answer. Asked by machines, which also bring a restored database to
light before it answers anybody."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.continuity import readiness

logger = logging.getLogger(__name__)


def readyz(request: HttpRequest) -> HttpResponse:
    """503 where nobody can be answered. Ready while the database is held, too, and while the disk
    of the journal is full: victims may answer and opt out. Anybody can ask, so that it is held, and
    why, stands in the log and on pages of staff alone. A process that only reads knows no
    journal, and holds nothing."""
    if fault := readiness.find_fault():
        return HttpResponse(f"not ready: {fault}\n", content_type="text/plain", status=503)
    if not settings.KNOWS_PEOPLE:
        return HttpResponse("ready\n", content_type="text/plain")
    if held := readiness.find_hold(at=timezone.now()):
        logger.warning("Ready, but %s", held)
    said = ", but ".join(["ready", *filter(None, ["; ".join(readiness.full_disks())])])
    return HttpResponse(f"{said}\n", content_type="text/plain")

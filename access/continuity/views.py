import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.continuity import readiness

logger = logging.getLogger(__name__)


def readyz(request: HttpRequest) -> HttpResponse:
    if fault := readiness.find_fault():
        return HttpResponse(f"not ready: {fault}\n", content_type="text/plain", status=503)
    if not settings.KNOWS_PEOPLE:
        return HttpResponse("ready\n", content_type="text/plain")
    if held := readiness.find_hold(at=timezone.now()):
        logger.warning("Ready, but %s", held)
    said = ", but ".join(["ready", *filter(None, ["; ".join(readiness.full_disks())])])
    return HttpResponse(f"{said}\n", content_type="text/plain")

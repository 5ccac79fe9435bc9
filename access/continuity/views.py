"""Whether this process can answer. Asked by machines, which also bring a restored database to
light before it answers anybody."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.continuity import readiness


def readyz(request: HttpRequest) -> HttpResponse:
    """503 where nobody can be answered. Ready while the database is held, too, and while the disk
    of the journal is full: victims may answer and opt out."""
    if fault := readiness.find_fault():
        return HttpResponse(f"not ready: {fault}\n", content_type="text/plain", status=503)
    warnings = readiness.find_warnings(at=timezone.now())
    said = ", but ".join(["ready", "; ".join(warnings)] if warnings else ["ready"])
    return HttpResponse(f"{said}\n", content_type="text/plain")

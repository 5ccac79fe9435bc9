"""Whether this process can answer. Asked by machines, which also bring a restored database to
light before it answers anybody."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from access.continuity import holding


def readyz(request: HttpRequest) -> HttpResponse:
    """Ready while the database is held, too: victims may answer and opt out."""
    try:
        held = holding.find_hold(at=timezone.now())
    except holding.JournalError as error:
        return HttpResponse(f"ready, but {error}\n", content_type="text/plain")
    said = f"ready, but held: {held}" if held else "ready"
    return HttpResponse(f"{said}\n", content_type="text/plain")

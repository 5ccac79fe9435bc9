import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from access.telemetry import request_ids, web_counts

Handler = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger("survey.requests")

READERS = {"staff": "staff", "api": "systems", "callbacks": "systems", "static": "files"}
"""Kind of reader by the first part of an address; all others are respondents."""

UNASKED = ("/livez", "/readyz")
"""Requested by machines every few seconds."""


class RecordRequests:
    """Logs the view, never the address, which can be a link (SAF-4)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = request_ids.begin(request.headers.get(request_ids.HEADER, ""))
        began = time.monotonic()
        response = self.get_response(request)
        response[request_ids.HEADER] = name
        if request.path not in UNASKED:
            _record(request, response, time.monotonic() - began)
        return response


def _record(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    reader = READERS.get(request.path.split("/")[1], "respondents")
    web_counts.count(reader=reader, status=response.status_code, seconds=seconds)
    if settings.LOG_REQUESTS and reader != "files":
        match = request.resolver_match
        facts = {
            "reader": reader,
            "route": (match.view_name if match else "") or "none",
            "method": request.method if request.method in METHODS else "other",
            "status": response.status_code,
            "milliseconds": round(1000 * seconds),
        }
        logger.info("answered", extra=facts)


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""A client may send any word as its method."""

"""Serves ./dev run while its database is made."""

import os
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from config.wsgi import application as prepared

SECONDS = 5
"""Until the page is asked for again."""


def answering_once_gone(marker: Path, prepared: WSGIApplication) -> WSGIApplication:
    """A waiting page while the file is there, then `prepared`."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not marker.exists():
            return prepared(environ, start_response)
        page = _page().encode()
        status = HTTPStatus.SERVICE_UNAVAILABLE
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "Content-Length": str(len(page)),
            "Cache-Control": "no-store",
            "Retry-After": str(SECONDS),
        }
        start_response(f"{status.value} {status.phrase}", list(headers.items()))
        return [page]

    return answer


def _page() -> str:
    languages = settings.STAFF_LANGUAGES
    with translation.override(languages[0]):
        context = {"languages": languages, "seconds": SECONDS}
        return render_to_string("ui/errors/staff_being_prepared.html", context)


application = answering_once_gone(Path(os.environ["PREPARING"]), prepared)

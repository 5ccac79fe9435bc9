"""Pages that belong to no subject: health, errors, the component gallery."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    connection.ensure_connection()
    return HttpResponse("ready\n", content_type="text/plain")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "ui/errors/cookies.html", status=403)

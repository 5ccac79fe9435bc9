"""Pages that belong to no subject: health, language, errors, the component gallery."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ui import languages

STAFF_PREFIX = "/staff/"


def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    connection.ensure_connection()
    return HttpResponse("ready\n", content_type="text/plain")


# No check of origin: it would need a session on every page, and all a stranger could do with it
# is change the language of the page.
@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    response = redirect(wanted if is_ours else "/")
    language = languages.asked_for(request)
    if language:
        languages.remember(response, language)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "ui/errors/cookies.html", status=403)

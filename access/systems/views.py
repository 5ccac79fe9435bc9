import sys
from http import HTTPStatus

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import resolve
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from access.systems import catalogue, presenters, problems
from access.web.guards import public, signed_in
from ui import views as ui_views
from ui.failing import outages

API = "/api/"


@require_safe
@public
def versions(request: HttpRequest) -> HttpResponse:
    url = request.build_absolute_uri(catalogue.PREFIX)
    return JsonResponse({"versions": [{"version": catalogue.VERSION, "url": url}]})


@require_safe
@public
def calls(request: HttpRequest) -> HttpResponse:
    told = {
        "version": catalogue.VERSION,
        "schema": request.build_absolute_uri(f"{catalogue.PREFIX}openapi.json"),
        "sign_in": "Authorization: Bearer KEY",
        "calls": [
            {
                "method": each.method,
                "url": request.build_absolute_uri("/") + each.path.lstrip("/"),
                "scope": each.scope,
                "description": each.summary,
            }
            for each in catalogue.known_calls()
        ],
    }
    return JsonResponse(told)


@require_safe
@public
def schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(catalogue.schema_text(), content_type="application/json")


# No CSRF check: it does nothing.
@csrf_exempt
@public
def no_such_call(request: HttpRequest, rest: str) -> HttpResponse:
    if not rest.startswith(catalogue.VERSION) and (
        resolve(catalogue.PREFIX + rest).url_name != "api_no_call"
    ):
        query = request.META.get("QUERY_STRING", "")
        there = catalogue.PREFIX + rest + (f"?{query}" if query else "")
        return HttpResponsePermanentRedirect(there, preserve_request=True)
    detail = _("There is no such call. %(url)s lists all.") % {
        "url": request.build_absolute_uri(catalogue.PREFIX)
    }
    return _problem(HTTPStatus.NOT_FOUND, code="no_such_call", detail=detail)


@require_safe
@signed_in
def reference(request: HttpRequest) -> HttpResponse:
    shown = {"calls": presenters.call_sections(catalogue.known_calls())}
    return render(request, "access/api_reference.html", shown)


def server_error(request: HttpRequest) -> HttpResponse:
    if not request.path.startswith(API):
        return ui_views.server_error(request)
    if outages.is_outage(sys.exc_info()[1]):
        detail = _("It cannot be answered for the moment. Send the same again in a minute.")
        return outages.mark(_problem(HTTPStatus.SERVICE_UNAVAILABLE, code="outage", detail=detail))
    detail = _("The fault is ours, and is noted. Try again later.")
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, code="fault_of_ours", detail=detail)


def _problem(status: HTTPStatus, *, code: str, detail: str) -> HttpResponse:
    told = problems.problem(status, code=code, detail=detail)
    return JsonResponse(told, status=status, content_type=problems.MEDIA_TYPE)

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access.web.guards import public
from responses.answering.presenters import information
from responses.answering.views.visit import respondent_page, sitting_of


@public
@require_safe
@respondent_page
def leaving(request: HttpRequest, *, at: datetime) -> HttpResponse:
    sitting = sitting_of(request, at=at)
    is_inside = sitting is not None and sitting.has_passed_gate
    redirect_to_current_page = reverse("feedback:review" if is_inside else "feedback:start")
    context = {
        "has_passed_gate": is_inside,
        "back": redirect_to_current_page if sitting else "",
    }
    return render(request, "responses/public/leaving.html", context)


@public
@require_safe
@respondent_page
def about_text(request: HttpRequest, *, at: datetime) -> HttpResponse:
    context = {
        "sections": _sections(),
        "is_visiting": sitting_of(request, at=at) is not None,
        "phone": settings.SERVICE_DESK_NUMBER,
    }
    return render(request, "responses/public/about_text.html", context)


@public
@require_safe
@respondent_page
def about_text_plain(request: HttpRequest, *, at: datetime) -> HttpResponse:
    text = information.as_plain_text(_sections())
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _sections() -> tuple[information.InformationSection, ...]:
    return information.sections(own_address(), phone=settings.SERVICE_DESK_NUMBER)


def withdraw_address() -> str:
    return own_address() + reverse("feedback:withdraw")


def own_address() -> str:
    return str(settings.PUBLIC_BASE_URL.partition("://")[2])

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from access.web.guards import public
from responses.answering import page_tokens
from responses.answering.journey import Journey
from responses.answering.views.information import helplines_shown
from responses.answering.views.visit import in_languages_of, respondent_page, withdraw_address
from responses.open_link import visit
from responses.open_link.visit import OpenSitting, OpenVisit
from survey.flow.steps import Ask, OfferFurther, OfferMore, ReviewAnswers, Step

Page = Callable[..., HttpResponse]


def while_open(view: Page) -> Page:
    """Pass the view the time."""

    @respondent_page
    @wraps(view)
    def page(request: HttpRequest, *, at: datetime, **kwargs: object) -> HttpResponse:
        if not visit.is_open():
            return redirect("feedback:ended")
        return view(request, at=at, **kwargs)

    return page


def once_begun(view: Page) -> Page:
    """Without a visit, to the neutral page."""

    @while_open
    @wraps(view)
    def page(request: HttpRequest, *, at: datetime, **kwargs: object) -> HttpResponse:
        found = visit.visit_in(request.session, at=at)
        if found is None:
            return redirect("feedback:ended")
        seen = page_tokens.seen_by(request, found)
        visit.keep(request.session, seen, at=at)
        return view(request, seen, at=at, **kwargs)

    return page


def once_said(view: Page) -> Page:
    """Once it is known for which person they answer."""

    @once_begun
    @wraps(view)
    def page(
        request: HttpRequest, found: OpenVisit, *, at: datetime, **kwargs: object
    ) -> HttpResponse:
        if found.said is None:
            return redirect("feedback:open-about")
        sitting = OpenSitting(visit=found, said=found.said, at=at)
        return in_languages_of(
            sitting.asked.instrument, request, lambda: view(request, sitting, **kwargs)
        )

    return page


def keep(request: HttpRequest, sitting: OpenSitting, **changes: object) -> OpenSitting:
    changed = replace(sitting.visit, **changes)  # type: ignore[arg-type]  # dataclasses check names
    visit.keep(request.session, changed, at=sitting.at)
    return replace(sitting, visit=changed)


def show_page(
    request: HttpRequest, sitting: OpenSitting, name: str, context: Mapping[str, object]
) -> HttpResponse:
    """Its one-time value makes presses the respondent's own."""
    shown = page_tokens.page_of(sitting.visit)
    visit.keep(request.session, shown, at=sitting.at)
    return render(request, f"responses/public/{name}.html", {**context, "once": shown.once})


def go_on(request: HttpRequest, sitting: OpenSitting, journey: Journey) -> HttpResponse:
    address = _next_address(sitting, journey)
    keep(request, sitting, led_to=address)
    return redirect(address)


def redirect_to_current_page(sitting: OpenSitting) -> HttpResponse:
    return redirect(_next_address(sitting, sitting.journey))


def _next_address(sitting: OpenSitting, journey: Journey) -> str:
    return address_of(journey.next_step(is_more_wanted=sitting.visit.is_equality_explained))


def address_of(step: Step | None) -> str:
    match step:
        case Ask(number=number):
            return reverse("feedback:open-question", kwargs={"number": number})
        case OfferMore():
            return reverse("feedback:open-more")
        case ReviewAnswers():
            return reverse("feedback:open-review")
        case OfferFurther() | None:
            return ""


@public
@require_safe
@while_open
def privacy(request: HttpRequest, *, at: datetime) -> HttpResponse:
    context = {
        "is_begun": visit.visit_in(request.session, at=at) is not None,
        "withdraw_address": withdraw_address(),
    }
    return render(request, "responses/public/open_privacy.html", context)


@public
@require_safe
@once_begun
def support(request: HttpRequest, found: OpenVisit, *, at: datetime) -> HttpResponse:
    context = {"groups": helplines_shown()}
    return render(request, "responses/public/open_help.html", context)


@public
@require_safe
@once_begun
def leaving(request: HttpRequest, found: OpenVisit, *, at: datetime) -> HttpResponse:
    context = {"has_passed_gate": True, "is_without_link": True}
    return render(request, "responses/public/open_leaving.html", context)

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_safe

from access.limits.attempts import Trying
from access.web.guards import public
from responses.answering import page_tokens, session
from responses.answering.journey import Journey
from responses.answering.presenters import information
from responses.answering.presenters import pages as presenters
from responses.answering.selectors import further, respondents
from responses.answering.session import Visit
from responses.eligibility.selectors import languages as languages_selectors
from responses.follow_up import selectors as follow_ups
from responses.models import Invitation, Response
from responses.triage.selectors import texts
from survey import selectors as survey_selectors
from survey.definition.types import Instrument
from survey.flow.steps import Ask, OfferFurther, OfferMore, ReviewAnswers, Step
from survey.recordings import files
from survey.recordings.clips import RecordingKind
from ui import languages, media, views
from ui.views import too_many_requests

Page = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Sitting:
    visit: Visit
    invitation: Invitation
    response: Response | None
    at: datetime

    @property
    def has_passed_gate(self) -> bool:
        return self.visit.has_passed_gate and self.response is not None

    @cached_property
    def journey(self) -> Journey:
        """Raises ValueError before the gate."""
        if self.response is None:
            message = "there is no journey before the gate"
            raise ValueError(message)
        return respondents.journey_of(self.response)


def respondent_page(view: Page) -> Page:
    @wraps(view)
    def page(request: HttpRequest, **kwargs: object) -> HttpResponse:
        at = timezone.now()
        chosen, size = languages.requested_language(request), views.requested_size(request)
        if size:
            views.store_size(request, size)
        language = chosen or translation.get_language() or "en"
        with translation.override(language):
            response = view(request, at=at, **kwargs)
        response.headers.setdefault("Content-Language", language)
        if chosen:
            languages.set_language_cookie(response, chosen)
        return response

    return page


def during_visit(view: Page) -> Page:
    """Redirects requests without an active visit to a neutral page."""

    @respondent_page
    @wraps(view)
    def page(request: HttpRequest, *, at: datetime, **kwargs: object) -> HttpResponse:
        sitting = sitting_of(request, at=at)
        return view(request, sitting, **kwargs) if sitting else redirect("feedback:ended")

    return page


def past_gate(view: Page) -> Page:
    @during_visit
    @wraps(view)
    def loaded(request: HttpRequest, sitting: Sitting, **kwargs: object) -> HttpResponse:
        if not sitting.has_passed_gate:
            return redirect("feedback:check")
        return in_languages_of(
            _instrument_shown(sitting, kwargs.get("number")),
            request,
            lambda: view(request, sitting, **kwargs),
            further_language=sitting.visit.further_language,
        )

    return loaded


def after_gate(view: Page) -> Page:
    @past_gate
    @wraps(view)
    def page(request: HttpRequest, sitting: Sitting, **kwargs: object) -> HttpResponse:
        seen = keep_visit(request, sitting, page_tokens.seen_by(request, sitting.visit))
        return view(request, seen, **kwargs)

    return page


def in_languages_of(
    instrument: Instrument,
    request: HttpRequest,
    show: Callable[[], HttpResponse],
    *,
    further_language: str = "",
) -> HttpResponse:
    """Show a page past the gate."""
    own = languages_selectors.languages_offered_by(instrument)
    request.languages = [  # type: ignore[attr-defined]  # as the middleware sets it
        offer for offer in languages.offers_for(request) if offer in own
    ]
    language = _first_offered(request, translation.get_language(), further_language)
    with translation.override(language):
        response = show()
    response["Content-Language"] = language
    return response


def _instrument_shown(sitting: Sitting, number: object) -> Instrument:
    journey = sitting.journey
    is_further = isinstance(number, int) and journey.is_further_number(number)
    longer = sitting.response.more_instrument if sitting.response and is_further else None
    return survey_selectors.instrument(longer) if longer else journey.instrument


def sitting_of(request: HttpRequest, *, at: datetime) -> Sitting | None:
    visit = session.fresh_visit_in(request.session, at=at)
    if visit is None:
        return None
    sitting = _find_sitting(visit, at=at)
    if sitting is not None:
        session.keep(request.session, visit, at=at)
    return sitting


def _find_sitting(visit: Visit, *, at: datetime) -> Sitting | None:
    found = respondents.visited(
        visit.invitation_id,
        attempt_id=visit.attempt_id,
        has_passed_gate=visit.has_passed_gate,
        at=at,
    )
    if found is None:
        return None
    return Sitting(visit=visit, invitation=found.invitation, response=found.response, at=at)


def expired_sitting_of(request: HttpRequest, *, at: datetime) -> Sitting | None:
    """Idle, past the gate: enough to save an answer its page sends, not to show a page."""
    visit = session.visit_in(request.session)
    if visit is None or not visit.has_passed_gate or session.fresh_visit_in(request.session, at=at):
        return None
    return _find_sitting(visit, at=at)


def save_visit(request: HttpRequest, sitting: Sitting, **changes: object) -> Sitting:
    visit = replace(sitting.visit, **changes)  # type: ignore[arg-type]  # dataclasses check names
    return keep_visit(request, sitting, visit)


def keep_visit(request: HttpRequest, sitting: Sitting, visit: Visit) -> Sitting:
    session.keep(request.session, visit, at=sitting.at)
    return replace(sitting, visit=visit)


def show_page(
    request: HttpRequest, sitting: Sitting, name: str, context: Mapping[str, object]
) -> HttpResponse:
    """A page past the gate."""
    shown = keep_visit(request, sitting, page_tokens.page_of(sitting.visit))
    return render(request, f"responses/public/{name}.html", {**context, "once": shown.visit.once})


def refuse_for_a_while(request: HttpRequest, attempt: Trying) -> HttpResponse:
    response = too_many_requests(request)
    response["Retry-After"] = attempt.retry_after
    return response


def redirect_to_current_page(sitting: Sitting) -> HttpResponse:
    return redirect(_next_address(sitting, sitting.journey))


def go_on(request: HttpRequest, sitting: Sitting, journey: Journey) -> HttpResponse:
    address = _next_address(sitting, journey)
    save_visit(request, sitting, led_to=address)
    return redirect(address)


def _next_address(sitting: Sitting, journey: Journey) -> str:
    known = with_offer(sitting, journey)
    step = known.next_step(is_more_wanted=sitting.visit.is_equality_explained)
    if isinstance(step, ReviewAnswers):
        return _page_before_review(sitting) or address_of(step)
    return address_of(step)


def with_offer(sitting: Sitting, journey: Journey) -> Journey:
    if not journey.is_offer_next or further.is_asked_further(localdate(sitting.at)):
        return journey
    return replace(journey, longer=None)


def _page_before_review(sitting: Sitting) -> str:
    response = sitting.response
    if response is None or sitting.visit.is_own_text_settled:
        return ""
    if follow_ups.has_written_or_asked(response.pk):
        return ""
    is_asked = texts.is_asked_now(sitting.invitation, at=sitting.at)
    return reverse("feedback:own-text") if is_asked else ""


def address_of(step: Step) -> str:
    match step:
        case Ask(number=number):
            return reverse("feedback:question", kwargs={"number": number})
        case OfferFurther():
            return reverse("feedback:further")
        case OfferMore():
            return reverse("feedback:more")
        case ReviewAnswers():
            return reverse("feedback:review")


def offered_or_english(request: HttpRequest, language: str | None) -> str:
    return _first_offered(request, language)


def _first_offered(request: HttpRequest, *wanted: str | None) -> str:
    offered = {offer.code for offer in languages.offers_for(request)}
    return next((language for language in wanted if language in offered), "en")  # type: ignore[misc]


@public
@require_safe
@after_gate
def introduction(request: HttpRequest, sitting: Sitting) -> HttpResponse:
    """Only after the gate: all of it tells what this is about."""
    journey = sitting.journey
    context = {
        "month": presenters.month(sitting.invitation.stage_event.case.reported_on),
        "core": journey.core_length,
        "equality": journey.equality_length,
        "onward": address_of(journey.next_step(is_more_wanted=False)),
    }
    return render(request, "responses/public/introduction.html", context)


# Only after the gate, and never cached: a video of a question reveals as much as its page (SAF-8).
@public
@require_GET
@past_gate
def recording(request: HttpRequest, sitting: Sitting, *, number: int, kind: str) -> HttpResponse:
    asked = sitting.journey.reachable(number)
    if asked is None or kind not in set(RecordingKind):
        raise Http404
    wanted = RecordingKind(kind)
    found = files.playable(asked, language=get_language() or "en", kind=wanted)
    if found is None:
        raise Http404
    return media.play(
        files.path_of(found),
        content_type=wanted.content_type,
        asked_range=request.headers.get("Range", ""),
    )


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

from collections.abc import Callable, Sequence
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation

from responses.answering import session
from responses.eligibility.selectors import languages as languages_selectors
from ui import languages
from ui.languages import Offer

Handler = Callable[[HttpRequest], HttpResponse]
NOT_RESPONDENTS = (
    "/staff/", "/api/", "/callbacks/", "/static/", "/livez", "/readyz",
)  # fmt: skip
NO_PAGE = (*NOT_RESPONDENTS, "/y/")
"""Requests that a page makes itself and that leave a visit unchanged."""

USUALLY_FIRST = ("en", "cy", "en-x-easy")
ENDING = ("feedback:review", "feedback:open-review", "feedback:stop", "feedback:withdraw")
"""The pages on which a press ends something. Its reply is the only page that says so."""


class LeaveAllTheSame:
    """Leaves even while the database does not answer (SAF-7), and deletes the cookies."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            return response
        if request.path != reverse("feedback:exit"):
            return response
        is_posted = request.method == "POST"
        left = HttpResponse(status=204) if is_posted else redirect(settings.EXIT_URL)
        for name in (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
            left.delete_cookie(name, samesite="Lax")
        return left


class EndFinishedVisits:
    """Ends a session that is idle, or in which answers were sent in or withdrawn or contact was
    stopped, when any other page is opened."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._may_be_over(request) and self._is_over(request):
            session.destroy(request.session)
        return self.get_response(request)

    def _is_over(self, request: HttpRequest) -> bool:
        is_loaded = request.method != "POST" and session.is_idle(request.session, at=timezone.now())
        return is_loaded or session.is_over(request.session)

    def _may_be_over(self, request: HttpRequest) -> bool:
        is_ending = request.method == "POST" and request.path in map(reverse, ENDING)
        is_file = "." in request.path.rpartition("/")[2]
        is_page = not is_file and not request.path.startswith(NO_PAGE)
        return is_page and not is_ending and settings.SESSION_COOKIE_NAME in request.COOKIES


class OfferLanguages:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(NOT_RESPONDENTS):
            offers = languages.staff_offers()
            language: str | None = translation.get_language()
        else:
            offered = languages_selectors.offered_languages(timezone.localdate())
            of_browser = languages.browser_language(request, offered)
            ordered = _ordered(request, offered)
            offers = languages.put_first(ordered, of_browser)
            language = _chosen_language(request) or _language_of_visit(request) or of_browser
        request.languages = offers  # type: ignore[attr-defined]
        codes = {offer.code for offer in offers}
        translation.activate(language if language in codes else "en")
        return self.get_response(request)


def _ordered(request: HttpRequest, offered: Sequence[Offer]) -> Sequence[Offer]:
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    if has_session and session.has_others_first(request.session, at=timezone.now()):
        return languages.put_last(offered, USUALLY_FIRST)
    return offered


def _chosen_language(request: HttpRequest) -> str | None:
    code = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return code if code in dict(settings.LANGUAGES) else None


def _language_of_visit(request: HttpRequest) -> str | None:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return session.language_in(request.session, at=timezone.now())

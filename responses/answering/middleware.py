"""Which languages a page is offered in, an error included."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from responses.answering import session
from responses.eligibility.selectors import languages as languages_selectors
from ui import languages

Handler = Callable[[HttpRequest], HttpResponse]
NOT_RESPONDENTS = (
    "/staff/", "/api/", "/callbacks/", "/static/", "/livez", "/readyz",
)  # fmt: skip


class OfferLanguages:
    """`request.languages`: what the page may offer. A respondent's page, and every error in its
    place, speaks what was chosen on a page, else the language of the visit, else the browser's.
    What is not offered is English: a draft where the people are real (decision 21), and on staff
    pages every language but English and Welsh."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_respondents = not request.path.startswith(NOT_RESPONDENTS)
        offers = (
            languages_selectors.offered_languages(timezone.localdate())
            if is_respondents
            else languages.staff_offers()
        )
        request.languages = offers  # type: ignore[attr-defined]
        asked_for = _language_of_visit(request) if is_respondents else None
        language = asked_for or translation.get_language()
        codes = {offer.code for offer in offers}
        translation.activate(language if language in codes else "en")
        return self.get_response(request)


def _language_of_visit(request: HttpRequest) -> str | None:
    """Nothing where the browser holds a choice or no session: then the browser has been asked."""
    has_chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in dict(settings.LANGUAGES)
    if has_chosen or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None
    return session.language_in(request.session, at=timezone.now())

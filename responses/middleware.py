"""Which languages respondents' pages are offered in, those of their errors included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from responses.selectors import languages as language_selectors

Handler = Callable[[HttpRequest], HttpResponse]
NOT_RESPONDENTS = (
    "/staff/", "/api/", "/callbacks/", "/static/", "/language/", "/livez", "/readyz",
)  # fmt: skip


class OfferLanguages:
    """`request.languages`: what the page may offer. A draft that a browser asks for is English
    where the people are real (decision 21)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(NOT_RESPONDENTS):
            offers = language_selectors.offered(timezone.localdate())
            request.languages = offers  # type: ignore[attr-defined]
            if translation.get_language() not in {offer.code for offer in offers}:
                translation.activate("en")
        return self.get_response(request)

"""Which languages a page is offered in, an error included."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from responses.selectors import languages as language_selectors
from ui import languages

Handler = Callable[[HttpRequest], HttpResponse]
NOT_RESPONDENTS = (
    "/staff/", "/api/", "/callbacks/", "/static/", "/language/", "/livez", "/readyz",
)  # fmt: skip


class OfferLanguages:
    """`request.languages`: what the page may offer. What else a browser or a cookie asks for is
    English: a draft where the people are real (decision 21), and on staff pages every language
    but English and Welsh."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_respondents = not request.path.startswith(NOT_RESPONDENTS)
        offers = (
            language_selectors.offered(timezone.localdate())
            if is_respondents
            else languages.staff_offers()
        )
        request.languages = offers  # type: ignore[attr-defined]
        if translation.get_language() not in {offer.code for offer in offers}:
            translation.activate("en")
        return self.get_response(request)

"""Which languages a page is offered in, and remembering the one that was chosen."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

# Each in its own script, as its readers look for it in a list.
OWN_NAMES: Mapping[str, str] = {
    "en": "English",
    "cy": "Cymraeg",
    "en-x-easy": "Easy Read",
    "pl": "Polski",
    "ro": "Română",
    "pa": "ਪੰਜਾਬੀ",
    "ur": "اردو",
    "ar": "العربية",
    "bn": "বাংলা",
}


class Offer(NamedTuple):
    """A language by its code and own name. A draft says so beside its name."""

    code: str
    name: str
    is_draft: bool = False

    @property
    def direction(self) -> str:
        return "rtl" if self.code in settings.LANGUAGES_BIDI else "ltr"

    @property
    def is_in_view(self) -> bool:
        """English and Welsh, in which the whole product speaks, and English in plain words: who
        needs that one would not look for it among other languages."""
        return self.code.partition("-")[0] in settings.STAFF_LANGUAGES


class Picker(NamedTuple):
    """What a list of languages shows at once, the page's own always, and what it opens to."""

    in_view: Sequence[Offer]
    others: Sequence[Offer]


def picker(offers: Sequence[Offer], *, current: str) -> Picker:
    is_shown = {offer.code: offer.is_in_view or offer.code == current for offer in offers}
    return Picker(
        in_view=[offer for offer in offers if is_shown[offer.code]],
        others=[offer for offer in offers if not is_shown[offer.code]],
    )


def offers(codes: Collection[str], *, drafts: Collection[str] = ()) -> list[Offer]:
    """Those of our languages that are among the codes, in the order of the settings."""
    return [
        Offer(code, OWN_NAMES[code], is_draft=code in drafts)
        for code, _ in settings.LANGUAGES
        if code in codes
    ]


def staff_offers() -> list[Offer]:
    return offers(settings.STAFF_LANGUAGES)


def offered_to(request: HttpRequest | None) -> Sequence[Offer]:
    """The request's own list where a page has set one, else that of staff."""
    return getattr(request, "languages", None) or staff_offers()


def asked_for(request: HttpRequest) -> str | None:
    """The language that a form's language button asked for, if we offer it."""
    code = request.POST.get("language", "")
    return code if code in {offer.code for offer in offered_to(request)} else None


def remember(response: HttpResponseBase, language: str) -> None:
    """Keep the choice until the browser closes. The cookie tells a language and nothing else."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

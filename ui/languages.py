"""The languages that a page is offered in, the cookie that keeps the chosen one, and words that a
page asks for thousands of times."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

# Each in its own script, which is how its readers look for it in a list.
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

SCRIPT_LETTERS: Mapping[str, str] = {"pa": "ਅ", "ur": "ع", "ar": "ع", "bn": "অ"}
"""A letter by which readers know their script, for each language that is not written in Latin
letters."""


MOST_WORDS = 8_192
"""Cache size over all languages; pages of figures have about 600 words."""


def gettext(message: str) -> str:
    return _looked_up(message, translation.get_language())


@lru_cache(maxsize=MOST_WORDS, typed=True)
def _looked_up(message: str, _language: str | None) -> str:
    return translation.gettext(message)


def beside_english() -> list[str]:
    """The codes of all languages but English, in the order of the settings."""
    return [code for code, _name in settings.LANGUAGES if code != "en"]


class Offer(NamedTuple):
    """A language that a page offers, by code and own name."""

    code: str
    name: str
    is_draft: bool = False

    @property
    def direction(self) -> str:
        return "rtl" if self.code in settings.LANGUAGES_BIDI else "ltr"


def offers(codes: Collection[str], *, drafts: Collection[str] = ()) -> list[Offer]:
    """The languages of settings.LANGUAGES whose codes are given, in the order of the settings."""
    return [
        Offer(code, OWN_NAMES[code], is_draft=code in drafts)
        for code, _ in settings.LANGUAGES
        if code in codes
    ]


def staff_offers() -> list[Offer]:
    """The languages of staff pages."""
    return offers(settings.STAFF_LANGUAGES)


def offers_for(request: HttpRequest | None) -> Sequence[Offer]:
    """The languages that the request offers (`request.languages`), else those of staff."""
    return getattr(request, "languages", None) or staff_offers()


def script_letters(offers: Sequence[Offer], *, current: str) -> dict[str, str]:
    own = SCRIPT_LETTERS.get(current)
    found: dict[str, str] = {}
    for offer in offers:
        letter = SCRIPT_LETTERS.get(offer.code)
        if letter and letter != own and letter not in found.values():
            found[offer.code] = letter
    return found


def browser_language(request: HttpRequest, offers: Sequence[Offer]) -> str | None:
    """The first language of the browser's list (Accept-Language) that is offered, or None."""
    codes = {offer.code for offer in offers}
    wanted = parse_accept_lang_header(request.headers.get("Accept-Language", "").lower())
    for language, quality in wanted:
        for code in (language, language.partition("-")[0]):
            if quality and code in codes:
                return code
    return None


def put_first(offers: Sequence[Offer], code: str | None) -> list[Offer]:
    """The offers with the one of this code first; the order of the others stays."""
    return sorted(offers, key=lambda offer: offer.code != code)


def put_last(offers: Sequence[Offer], codes: Collection[str]) -> list[Offer]:
    """The offers with those of these codes last; the order stays otherwise."""
    return sorted(offers, key=lambda offer: offer.code in codes)


def requested_language(request: HttpRequest) -> str | None:
    """The language that a posted form's language button asks for; None where there is none or it is
    not offered."""
    code = request.POST.get("language", "")
    return code if code in {offer.code for offer in offers_for(request)} else None


def set_language_cookie(response: HttpResponseBase, language: str) -> None:
    """Keep the language until the browser is closed."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

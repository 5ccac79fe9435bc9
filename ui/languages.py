"""The languages that a page is offered in, and the cookie that keeps the chosen one."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

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


class Offer(NamedTuple):
    """A language that a page offers, by code and own name. A draft is marked beside its name."""

    code: str
    name: str
    is_draft: bool = False

    @property
    def direction(self) -> str:
        return "rtl" if self.code in settings.LANGUAGES_BIDI else "ltr"

    @property
    def is_in_view(self) -> bool:
        """Whether the list shows it without being opened: English, Welsh and Easy Read, whose
        readers would not look for it among other languages."""
        return self.code.partition("-")[0] in settings.STAFF_LANGUAGES


class Picker(NamedTuple):
    """The languages that a list shows at once, and those that it shows when opened."""

    in_view: Sequence[Offer]
    others: Sequence[Offer]


def split_offers(offers: Sequence[Offer], *, current: str) -> Picker:
    """Split offers for the list. The page's own language, `current`, is always shown at once."""
    is_shown = {offer.code: offer.is_in_view or offer.code == current for offer in offers}
    return Picker(
        in_view=[offer for offer in offers if is_shown[offer.code]],
        others=[offer for offer in offers if not is_shown[offer.code]],
    )


def offers(codes: Collection[str], *, drafts: Collection[str] = ()) -> list[Offer]:
    """The languages of settings.LANGUAGES whose codes are given, in the order of the settings."""
    return [
        Offer(code, OWN_NAMES[code], is_draft=code in drafts)
        for code, _ in settings.LANGUAGES
        if code in codes
    ]


def staff_offers() -> list[Offer]:
    """The languages of staff pages: English and Welsh."""
    return offers(settings.STAFF_LANGUAGES)


def offers_for(request: HttpRequest | None) -> Sequence[Offer]:
    """The languages that the request offers (`request.languages`), else those of staff."""
    return getattr(request, "languages", None) or staff_offers()


def requested_language(request: HttpRequest) -> str | None:
    """The language that a posted form's language button asks for; None where there is none or it is
    not offered."""
    code = request.POST.get("language", "")
    return code if code in {offer.code for offer in offers_for(request)} else None


def set_language_cookie(response: HttpResponseBase, language: str) -> None:
    """Keep the language until the browser is closed. The cookie holds the language code only."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

"""Which languages a page is offered in, and remembering the one that was chosen."""

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language_info


class Offer(NamedTuple):
    """A language by its code and own name. A draft says so beside its name."""

    code: str
    name: str
    is_draft: bool = False


def offered() -> list[Offer]:
    """Every language of the interface, in the order of the settings."""
    return [Offer(code, get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES]


def offered_to(request: HttpRequest | None) -> Sequence[Offer]:
    """The request's own list where a page has set one, else the interface's."""
    return getattr(request, "languages", None) or offered()


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

"""Which languages a page is offered in, and remembering the one that was chosen."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import get_language_info


def offered() -> list[tuple[str, str]]:
    """Code and own name of every language of the interface, in the order of the settings."""
    return [(code, get_language_info(code)["name_local"]) for code, _ in settings.LANGUAGES]


def asked_for(request: HttpRequest) -> str | None:
    """The language that a form's language button asked for, if we offer it."""
    code = request.POST.get("language", "")
    return code if code in dict(settings.LANGUAGES) else None


def remember(response: HttpResponseBase, language: str) -> None:
    """Keep the choice until the browser closes. The cookie tells a language and nothing else."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )

"""Words of the interface that a page asks for thousands of times: each is looked up once in a
language, and not in two catalogues each time."""

from functools import lru_cache

from django.utils import translation

MOST = 8_192
"""Of all languages; the interface has some six thousand texts, and pages of figures a tenth of
them."""


def gettext(message: str) -> str:
    """What Django's gettext gives, in the language that is on."""
    return _looked_up(message, translation.get_language())


@lru_cache(maxsize=MOST, typed=True)
def _looked_up(message: str, _language: str | None) -> str:
    return translation.gettext(message)

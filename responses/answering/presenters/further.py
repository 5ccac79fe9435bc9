from dataclasses import dataclass
from math import ceil

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from responses.answering.selectors.further import FurtherOffer
from survey.flow.progress import PartLength
from ui import languages

SECONDS_A_QUESTION = 20
"""Assumed seconds per question. Slow readers need more, hence "about"."""


@dataclass(frozen=True)
class YesButton:
    label: str
    language: str


@dataclass(frozen=True)
class OfferWords:
    length: PartLength
    minutes: int
    buttons: tuple[YesButton, ...]
    is_in_own_language: bool


def offer_words(offer: FurtherOffer, *, language: str) -> OfferWords:
    """`language` is that of the page."""
    is_own = language in offer.languages
    return OfferWords(
        length=offer.length,
        minutes=minutes_for(offer.length.most),
        buttons=(YesButton(_("Yes, ask me more"), language),)
        if is_own
        else _buttons(offer.languages),
        is_in_own_language=is_own,
    )


def minutes_for(questions: int) -> int:
    return ceil(questions * SECONDS_A_QUESTION / 60)


def _buttons(offered: tuple[str, ...]) -> tuple[YesButton, ...]:
    return tuple(
        YesButton(_in_language(offer.code, offer.name), offer.code)
        for offer in languages.offers(offered)
    )


def _in_language(code: str, name: str) -> SafeString:
    words = escape(_("Yes, in this language: %(language)s"))
    named = format_html('<bdi lang="{}">{}</bdi>', code, name)
    return mark_safe(words % {"language": named})  # noqa: S308  # both halves are escaped

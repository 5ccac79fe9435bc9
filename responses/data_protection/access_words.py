"""Derived from the request's row and the service's secret, so that a copy of the database alone
opens no file."""

from django.utils.crypto import salted_hmac

from responses.answering.selectors import withdrawals
from responses.answering.withdrawal_words import WORDS_IN_A_LIST, normalise
from responses.models import DeskRequest

WORDS_IN_A_KEY = 8
"""Eight of 512 words are 72 bits: too many to try against a file in an attacker's hands."""


def words_of(request: DeskRequest, *, language: str) -> str:
    """Without accents: not every telephone types them, and PDF readers differ."""
    told = f"{request.pk} {request.salt} {language}"
    digest = salted_hmac("words of an access file", told, algorithm="sha256").digest()
    number = int.from_bytes(digest, "big")
    places = range(WORDS_IN_A_KEY)
    code = tuple(number // WORDS_IN_A_LIST**place % WORDS_IN_A_LIST for place in places)
    written = withdrawals.words().written(code, language=language)
    return " ".join(map(normalise, written.split()))

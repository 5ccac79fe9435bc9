"""The words that open the file of a subject access request.

They are made from the request's row and the service's secret, so that no copy of the database opens
a file. Who asks for the file tells them to the person; who makes it never sees them."""

from django.utils.crypto import salted_hmac

from responses.answering.selectors import withdrawals
from responses.answering.withdrawal_words import WORDS_IN_A_LIST, normalise
from responses.models import DeskRequest

WORDS_IN_A_KEY = 8
"""Eight of 512 words are 72 bits: more than can be tried against a file that somebody has."""


def words_of(request: DeskRequest, *, language: str) -> str:
    """The words without accents, which not every telephone types and not every reader of PDF takes
    alike."""
    told = f"{request.pk} {request.salt} {language}"
    digest = salted_hmac("words of an access file", told, algorithm="sha256").digest()
    number = int.from_bytes(digest, "big")
    places = range(WORDS_IN_A_KEY)
    code = tuple(number // WORDS_IN_A_LIST**place % WORDS_IN_A_LIST for place in places)
    written = withdrawals.words().written(code, language=language)
    return " ".join(map(normalise, written.split()))

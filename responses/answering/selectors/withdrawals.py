"""Which answers four words belong to, and which words belong to answers."""

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from responses.answering import withdrawal_words
from responses.answering.withdrawal_words import Code, WordBook
from responses.models import Response

LINKED_FOR = timedelta(days=183)
"""Six months: answers can be told apart by a code, and taken out, for so long (decision 10)."""

MOST_ATTEMPTS = 5
"""With a million live codes one in a million is taken: five in a row never are."""

WORDS = Path(__file__).resolve().parents[2] / "data" / "withdrawal_words.csv"


@cache
def words() -> WordBook:
    return withdrawal_words.parse_words(WORDS.read_text(encoding="utf-8"))


def responses_of_code(code: Code, *, at: datetime) -> QuerySet[Response]:
    """The one response of the code, or none: also where its time is over."""
    return Response.objects.filter(withdrawal_hash=hash_of(code), completed_at__gt=at - LINKED_FOR)


def seed_of(response: Response) -> str:
    """The seed of the response's own code; of a new one while it has none. Two responses may
    never share a code, so one that is taken is passed over. Nothing where the code can no longer
    be told, because the key has changed."""
    for attempt in range(1, MOST_ATTEMPTS + 1):
        seed = withdrawal_words.make_seed(key=_key(), response_id=response.pk, attempt=attempt)
        hashed = hash_of(code_of(seed))
        is_own = hashed == response.withdrawal_hash
        if is_own or (not response.withdrawal_hash and not _is_taken(hashed)):
            return seed
    return ""


def seed_of_invitation(invitation_id: int) -> str:
    """Nothing while the answers were not sent in."""
    response = Response.objects.filter(
        invitation=invitation_id, withdrawal_hash__isnull=False
    ).first()
    return seed_of(response) if response else ""


def code_of(seed: str) -> Code:
    return withdrawal_words.code_of_seed(seed, key=_key())


def hash_of(code: Code) -> str:
    return withdrawal_words.hash_code(code, key=_key())


def codes_to_forget(at: datetime) -> QuerySet[Response]:
    """Responses whose six months are over."""
    return Response.objects.filter(withdrawal_hash__isnull=False, completed_at__lte=at - LINKED_FOR)


def _is_taken(hashed: str) -> bool:
    return Response.objects.filter(withdrawal_hash=hashed).exists()


def _key() -> bytes:
    return settings.TOKEN_KEY.encode()

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.db.models import Q, QuerySet

from responses.answering import withdrawal_words
from responses.answering.withdrawal_words import Code, WordBook
from responses.invitations.selectors.codes import PAPER
from responses.models import OpenAnswers, PaperForm, Response

CODE_KEPT_FOR = timedelta(days=183)
"""Six months: for so long a response has a code and can be withdrawn (decision 10)."""

SEALED_FOR = timedelta(days=7)
"""For so long withdrawn answers lie sealed in the vault and can be brought back (decision 47)."""

TICKET_LASTS = timedelta(minutes=20)
"""Time allowed for the press that brings answers back."""

MAX_ATTEMPTS = 5
"""Codes tried for a response. With a million in use, one in a million is taken, so five in a row
practically never are."""

WORDS = Path(__file__).resolve().parents[2] / "data" / "withdrawal_words.csv"


@cache
def words() -> WordBook:
    return withdrawal_words.parse_words(WORDS.read_text(encoding="utf-8"))


def responses_of_code(code: Code, *, at: datetime) -> QuerySet[Response]:
    """Sent in within CODE_KEPT_FOR or withdrawn within SEALED_FOR; at most one."""
    return Response.objects.filter(
        Q(completed_at__gt=at - CODE_KEPT_FOR) | Q(withdrawn_at__gt=at - SEALED_FOR),
        withdrawal_hash=hash_of(code),
    )


def open_answers_of_code(code: Code, *, at: datetime) -> QuerySet[OpenAnswers]:
    """Sent in within CODE_KEPT_FOR; at most one."""
    return OpenAnswers.objects.filter(
        completed_at__gt=at - CODE_KEPT_FOR, withdrawal_hash=hash_of(code)
    )


def stays_from(day: date) -> date:
    return day + CODE_KEPT_FOR + SEALED_FOR + timedelta(days=1)


class WithdrawalState(StrEnum):
    WITHDRAWN = "withdrawn"
    """By this call."""
    SEALED = "sealed"
    """Before, within SEALED_FOR: the answers can be brought back."""
    DESTROYED = "destroyed"
    """Withdrawn before; the answers cannot be brought back."""
    ERASED = "erased"
    """By this call or before: open answers, which are destroyed at once."""


@dataclass(frozen=True)
class Withdrawal:
    state: WithdrawalState
    ticket: str = ""


def ticket_of(response: Response, *, at: datetime) -> str:
    return _signer().sign_object({"seed": seed_of(response), "at": at.timestamp()})


def code_of_ticket(ticket: str, *, at: datetime) -> Code | None:
    """None for a ticket that is too old or not ours."""
    try:
        written = _signer().unsign_object(ticket)
    except signing.BadSignature:
        return None
    is_fresh = at.timestamp() - written["at"] <= TICKET_LASTS.total_seconds()
    return code_of(written["seed"]) if is_fresh else None


def _signer() -> signing.Signer:
    return signing.Signer(key=settings.TOKEN_KEY, salt="bring answers back")


def form_of_code(code: Code) -> QuerySet[PaperForm]:
    return PaperForm.objects.filter(withdrawal_hash=hash_of(code), keyed_at=None)


def seed_for_form(attempt_id: int) -> str:
    for again in range(MAX_ATTEMPTS):
        seed = withdrawal_words.make_paper_seed(key=_key(), attempt_id=attempt_id, again=again)
        if not _is_code_taken(hash_of(code_of(seed))):
            return seed
    return ""


def seed_of(response: Response) -> str:
    """A new code where the response has none."""
    for seed in _seeds_of(response):
        hashed = hash_of(code_of(seed))
        is_own = hashed == response.withdrawal_hash
        if is_own or (not response.withdrawal_hash and not _is_code_taken(hashed)):
            return seed
    return ""


def _seeds_of(response: Response) -> Iterator[str]:
    for attempt in range(1, MAX_ATTEMPTS + 1):
        if response.mode == PAPER and response.attempt_id is not None:
            yield withdrawal_words.make_paper_seed(
                key=_key(), attempt_id=response.attempt_id, again=attempt - 1
            )
        else:
            yield withdrawal_words.make_seed(key=_key(), response_id=response.pk, attempt=attempt)


def code_of(seed: str) -> Code:
    return withdrawal_words.code_of_seed(seed, key=_key())


def hash_of(code: Code) -> str:
    return withdrawal_words.hash_code(code, key=_key())


def expired_codes(at: datetime) -> QuerySet[Response]:
    return Response.objects.filter(
        Q(withdrawn_at__isnull=True) | Q(withdrawn_at__lte=at - SEALED_FOR),
        withdrawal_hash__isnull=False,
        completed_at__lte=at - CODE_KEPT_FOR,
    )


def expired_open_codes(at: datetime) -> QuerySet[OpenAnswers]:
    return OpenAnswers.objects.filter(
        withdrawal_hash__isnull=False, completed_at__lte=at - CODE_KEPT_FOR
    )


def is_taken_by_invited(hashed: str) -> bool:
    return _stands_in(hashed, Response, PaperForm)


def _is_code_taken(hashed: str) -> bool:
    return _stands_in(hashed, Response, PaperForm, OpenAnswers)


def _stands_in(hashed: str, *tables: type[Response | PaperForm | OpenAnswers]) -> bool:
    first, *others = (
        table._default_manager.filter(withdrawal_hash=hashed).values("pk") for table in tables
    )
    return first.union(*others, all=True).exists()


def _key() -> bytes:
    return settings.TOKEN_KEY.encode()

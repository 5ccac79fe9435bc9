"""Chosen by one person and released by another, of respondents who agreed to be quoted."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.approval import decisions
from access.audit import AuditKind
from responses.models import CodedText, ThemeQuote
from responses.themes.frame import SIDES
from responses.themes.selectors import coding
from responses.vault.sealed.redacted_texts import RedactedWords

LONGEST = 300
State = ThemeQuote.QuoteState


class ConsentError(Exception):
    pass


class PassageError(ValueError):
    pass


@transaction.atomic
def choose(*, text: CodedText, passage: str, by: Actor, at: datetime) -> ThemeQuote:
    """By position in the redacted text, not by words. Raises ConsentError, PassageError."""
    held = CodedText.objects.select_for_update().get(pk=text.pk)
    words = coding.words_of(held)
    if held.state != coding.State.WAITING or not coding.may_be_quoted(held) or not words:
        raise ConsentError
    side, starts = _place(words, passage)
    return decisions.request_approval(
        ThemeQuote, AuditKind.QUOTE_CHOSEN, by=by, at=at,
        text=held, side=side, starts=starts, ends=starts + len(passage),
    )  # fmt: skip


@transaction.atomic
def release(*, quote: ThemeQuote, by: Actor, at: datetime) -> None:
    """Raises ApprovalError or ConsentError."""
    _lock_text(quote)
    held = decisions.lock_for_second(quote, by=by, at=at)
    if not coding.may_be_quoted(held.text) or not coding.words_of(held.text):
        raise ConsentError
    decisions.record_approval(held, AuditKind.QUOTE_RELEASED, by=by, at=at)


@transaction.atomic
def refuse(*, quote: ThemeQuote, by: Actor, at: datetime) -> None:
    """Also one's own. Raises RequestDecidedError."""
    _lock_text(quote)
    held = decisions.lock_request(quote, at=at)
    decisions.record_decision(held, AuditKind.QUOTE_REFUSED, held.REFUSED, by=by, at=at)


@transaction.atomic
def take_back(*, quote: ThemeQuote, by: Actor, at: datetime) -> None:
    """Stop quoting it. Raises RequestDecidedError."""
    _lock_text(quote)
    released = ThemeQuote.objects.filter(pk=quote.pk, state=State.RELEASED)
    held = released.select_for_update().first()
    if held is None:
        raise decisions.RequestDecidedError
    decisions.record_decision(
        held, AuditKind.QUOTE_TAKEN_BACK, {"state": State.TAKEN_BACK}, by=by, at=at
    )


def record_list_read(*, rows: int, by: Actor, at: datetime) -> None:
    audit.record(AuditKind.QUOTE_LIST_READ, by=by, at=at, rows=rows)


def _lock_text(quote: ThemeQuote) -> None:
    """The text before the quotation, as everything that writes codes does."""
    CodedText.objects.select_for_update().get(pk=quote.text_id)


def _place(words: RedactedWords, passage: str) -> tuple[str, int]:
    if 0 < len(passage) <= LONGEST:
        for side in SIDES:
            if (starts := getattr(words, side).find(passage)) >= 0:
                return side, starts
    raise PassageError

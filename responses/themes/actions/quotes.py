"""Writes quotations: chosen by one person, released by another, of who agreed to be quoted."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.models import CodedText, ThemeQuote
from responses.themes.coders import person_of
from responses.themes.frame import SIDES
from responses.themes.selectors import coding
from responses.vault.sealed.redacted_texts import RedactedWords

LONGEST = 300
State = ThemeQuote.QuoteState


class ConsentError(Exception):
    """Who wrote it did not agree to be quoted, or their words are gone."""


class PassageError(ValueError):
    """The passage does not stand in the text, or is too long."""


class OwnQuoteError(Exception):
    """Nobody releases what they chose."""


class DecidedError(Exception):
    """Somebody else decided about the quotation meanwhile."""


@transaction.atomic
def choose(*, text: CodedText, passage: str, by: Actor, at: datetime) -> ThemeQuote:
    """Keep where the passage stands in the redacted text, not its words. Raises ConsentError,
    PassageError."""
    held = CodedText.objects.select_for_update().get(pk=text.pk)
    words = coding.words_of(held)
    if held.state != coding.State.WAITING or not coding.may_be_quoted(held) or not words:
        raise ConsentError
    side, starts = _place(words, passage)
    quote = ThemeQuote.objects.create(
        text=held,
        side=side,
        starts=starts,
        ends=starts + len(passage),
        chosen_by_id=person_of(by),
        chosen_at=at,
    )
    audit.record(AuditKind.QUOTE_CHOSEN, target=quote, by=by, at=at, force=held.force_id)
    return quote


@transaction.atomic
def release(*, quote: ThemeQuote, by: Actor, at: datetime) -> None:
    """Raises OwnQuoteError, ConsentError, DecidedError."""
    held = _held(quote, State.PROPOSED)
    if by.user_id in {None, held.chosen_by_id}:
        raise OwnQuoteError
    if not coding.may_be_quoted(held.text) or not coding.words_of(held.text):
        raise ConsentError
    _decide(held, State.RELEASED, by=by, at=at)
    audit.record(AuditKind.QUOTE_RELEASED, target=held, by=by, at=at, force=held.text.force_id)


@transaction.atomic
def refuse(*, quote: ThemeQuote, by: Actor, at: datetime) -> None:
    """Raises DecidedError."""
    held = _held(quote, State.PROPOSED)
    _decide(held, State.REFUSED, by=by, at=at)
    audit.record(AuditKind.QUOTE_REFUSED, target=held, by=by, at=at, force=held.text.force_id)


@transaction.atomic
def take_back(*, quote: ThemeQuote, by: Actor, at: datetime) -> None:
    """It is quoted no more. Raises DecidedError."""
    held = _held(quote, State.RELEASED)
    _decide(held, State.TAKEN_BACK, by=by, at=at)
    audit.record(AuditKind.QUOTE_TAKEN_BACK, target=held, by=by, at=at, force=held.text.force_id)


def record_list_read(*, rows: int, by: Actor, at: datetime) -> None:
    audit.record(AuditKind.QUOTE_LIST_READ, by=by, at=at, rows=rows)


def _held(quote: ThemeQuote, state: ThemeQuote.QuoteState) -> ThemeQuote:
    CodedText.objects.select_for_update().get(pk=quote.text_id)
    held = ThemeQuote.objects.select_related("text").get(pk=quote.pk)
    if held.state != state:
        raise DecidedError
    return held


def _decide(quote: ThemeQuote, state: ThemeQuote.QuoteState, *, by: Actor, at: datetime) -> None:
    quote.state, quote.decided_by_id, quote.decided_at = state, by.user_id, at
    quote.save(update_fields=["state", "decided_by", "decided_at"])


def _place(words: RedactedWords, passage: str) -> tuple[str, int]:
    if 0 < len(passage) <= LONGEST:
        for side in SIDES:
            if (starts := getattr(words, side).find(passage)) >= 0:
                return side, starts
    raise PassageError

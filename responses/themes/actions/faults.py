import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.models import CodedText, ThemeQuote
from responses.themes.selectors import coding
from responses.vault.sealed import redacted_texts
from responses.vault.sealed.redacted_texts import RedactedWords

HIDDEN = "[hidden]"
"""Placeholder for words that a person hid."""
State = CodedText.CodingState
IN_USE = (ThemeQuote.QuoteState.PROPOSED, ThemeQuote.QuoteState.RELEASED)


class NotThereError(ValueError):
    pass


@transaction.atomic
def report(*, text: CodedText, marked: str, by: Actor, at: datetime) -> None:
    """From now on no one codes or quotes the text."""
    held = CodedText.objects.select_for_update().get(pk=text.pk)
    if held.state != State.WAITING:
        return
    words = coding.words_of(held)
    if not words:
        return
    _take_away(held, State.FAULTY, by=by, at=at)
    redacted_texts.change(replace(words, marked=marked), response_id=held.response_id)
    audit.record(AuditKind.REDACTION_FAULTED, target=held, by=by, at=at)


@transaction.atomic
def hide(*, text: CodedText, hidden: Sequence[str], by: Actor, at: datetime) -> None:
    """Returns the text to coders. Raises NotThereError."""
    held = CodedText.objects.select_for_update().get(pk=text.pk)
    if held.state != State.FAULTY:
        return
    words = coding.words_of(held)
    for each in hidden:
        if not any(_found(each, text) for text in (words.well, words.better)):
            raise NotThereError(each)
    well, better = _without(words.well, hidden), _without(words.better, hidden)
    redacted_texts.change(RedactedWords(well=well, better=better), response_id=held.response_id)
    held.state = State.WAITING
    held.save(update_fields=["state"])
    audit.record(AuditKind.REDACTION_MENDED, target=held, by=by, at=at, hidden=len(hidden))


@transaction.atomic
def shut(*, text: CodedText, by: Actor, at: datetime) -> None:
    held = CodedText.objects.select_for_update().get(pk=text.pk)
    if held.state != State.FAULTY:
        return
    _take_away(held, State.SHUT, by=by, at=at)
    redacted_texts.change(RedactedWords(), response_id=held.response_id)
    audit.record(AuditKind.REDACTION_SHUT, target=held, by=by, at=at)


def record_list_read(*, rows: int, by: Actor, at: datetime) -> None:
    audit.record(AuditKind.REDACTION_LIST_READ, by=by, at=at, rows=rows)


def _take_away(text: CodedText, state: CodedText.CodingState, *, by: Actor, at: datetime) -> None:
    text.state, text.batch = state, None
    text.save(update_fields=["state", "batch"])
    quotes = ThemeQuote.objects.filter(text=text, state__in=IN_USE)
    if taken := quotes.update(state=ThemeQuote.QuoteState.TAKEN_BACK):
        audit.record(AuditKind.QUOTE_TAKEN_BACK, target=text, by=by, at=at, quotes=taken)


def _without(text: str, hidden: Iterable[str]) -> str:
    covered = {place for each in hidden for found in _found(each, text) for place in found}
    runs = groupby(enumerate(text), key=lambda each: each[0] in covered)
    return "".join(
        HIDDEN if is_hidden else "".join(letter for _, letter in run) for is_hidden, run in runs
    )


def _found(hidden: str, text: str) -> list[range]:
    found = re.finditer(f"(?=({re.escape(hidden)}))", text, re.IGNORECASE)
    return [range(*each.span(1)) for each in found]

"""Destroys what was made of respondents’ own words, with the original."""

from collections.abc import Collection
from datetime import datetime

from responses.models import CodedText, ThemeCoding, ThemeQuote
from responses.vault.sealed import redacted_texts

RELEASED = ThemeQuote.QuoteState.RELEASED


def forget(response_ids: Collection[int]) -> None:
    """The original is destroyed, and everything that was made of it. Where something was quoted,
    that it was stays in the list, without a word: whoever quoted it must take it out."""
    made = CodedText.objects.filter(response__in=response_ids)
    made.exclude(pk__in=ThemeQuote.objects.filter(state=RELEASED).values("text")).delete()
    quoted = list(made.values_list("pk", flat=True))
    ThemeCoding.objects.filter(text__in=quoted).delete()
    ThemeQuote.objects.filter(text__in=quoted).exclude(state=RELEASED).delete()
    made.update(state=CodedText.CodingState.SHUT, batch=None, person_key="", suggested=[])
    redacted_texts.forget(response_ids)


def forget_older(*, before: datetime) -> int:
    """Destroy what was made of words that were sent at `before` or earlier. Returns how many."""
    CodedText.objects.filter(sent_at__lte=before).delete()
    return redacted_texts.forget_older(before=before)

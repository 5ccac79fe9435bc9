from collections.abc import Collection
from datetime import datetime

from responses.models import CodedText, ThemeCoding, ThemeQuote
from responses.vault.sealed import redacted_texts

RELEASED = ThemeQuote.QuoteState.RELEASED


def forget(response_ids: Collection[int]) -> None:
    made = CodedText.objects.filter(response__in=response_ids)
    made.exclude(pk__in=ThemeQuote.objects.filter(state=RELEASED).values("text")).delete()
    quoted = list(made.values_list("pk", flat=True))
    ThemeCoding.objects.filter(text__in=quoted).delete()
    ThemeQuote.objects.filter(text__in=quoted).exclude(state=RELEASED).delete()
    made.update(state=CodedText.CodingState.SHUT, batch=None, person_key="", suggested=[])
    redacted_texts.forget(response_ids)


def forget_older(*, before: datetime) -> int:
    """Deletes texts sent at `before` or earlier. Returns how many."""
    CodedText.objects.filter(sent_at__lte=before).delete()
    return redacted_texts.forget_older(before=before)

"""Destroys what was made of respondents’ own words, with the original."""

from collections.abc import Collection
from datetime import datetime

from responses.models import CodedText
from responses.vault.sealed import redacted_texts


def forget(response_ids: Collection[int]) -> None:
    """The original is destroyed, and everything that was made of it."""
    CodedText.objects.filter(response__in=response_ids).delete()
    redacted_texts.forget(response_ids)


def forget_older(*, before: datetime) -> int:
    """Destroy what was made of words that were sent at `before` or earlier. Returns how many."""
    CodedText.objects.filter(sent_at__lte=before).delete()
    return redacted_texts.forget_older(before=before)

"""What everybody may read, in the language that is on: where, since which month, about which
question, and the words that two people approved. No figure."""

from collections.abc import Sequence
from dataclasses import dataclass

from analytics import words
from analytics.alerts import presenters as alert_words
from analytics.casebook.presenters import places, told_text
from analytics.models import SaidAndDone
from ui import formatting


@dataclass(frozen=True, kw_only=True)
class ToldWords:
    place: str
    month: str
    question: str
    text: str


def told_words(told: Sequence[SaidAndDone]) -> list[ToldWords]:
    return [_told_words(each) for each in told]


@dataclass(frozen=True, kw_only=True)
class KeptWords:
    pk: int
    words: ToldWords
    written_at: str
    """As the form sends it back, so that nobody takes back what they have not read."""
    asked_by: str
    """Who asked that nobody reads it any more; "" where nobody has."""
    is_own: bool
    """Whether the reader asked."""


def kept_words(told: Sequence[SaidAndDone], *, reader: int) -> list[KeptWords]:
    return [
        KeptWords(
            pk=each.pk,
            words=_told_words(each),
            written_at=each.written_at.isoformat(),
            asked_by=each.unwanted_by,
            is_own=each.unwanted_by_id == reader,
        )
        for each in told
    ]


def _told_words(told: SaidAndDone) -> ToldWords:
    language = words.language()
    return ToldWords(
        place=places(told.action),
        month=formatting.format_month(told.action.starts_on, language=language),
        question=alert_words.item_label(told.action.case.alert),
        text=told_text(told),
    )

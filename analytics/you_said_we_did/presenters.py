from collections.abc import Sequence
from dataclasses import dataclass

from analytics import words
from analytics.alerts import presenters as alert_words
from analytics.casebook.presenters import notice_text, places
from analytics.models import SaidAndDone
from ui import formatting


@dataclass(frozen=True, kw_only=True)
class ForceActionWords:
    place: str
    month: str
    question: str
    text: str


def notice_words(told: Sequence[SaidAndDone]) -> list[ForceActionWords]:
    return [_told_words(each) for each in told]


@dataclass(frozen=True, kw_only=True)
class KeptWords:
    pk: int
    words: ForceActionWords
    written_at: str
    """Returned by the form, so that only text that was read can be withdrawn."""
    asked_by: str
    """The person who requested withdrawal, or ""."""
    is_own: bool
    """Whether the reader requested it."""


def kept_notice_rows(told: Sequence[SaidAndDone], *, reader: int) -> list[KeptWords]:
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


def _told_words(told: SaidAndDone) -> ForceActionWords:
    language = words.language()
    return ForceActionWords(
        place=places(told.action),
        month=formatting.format_month(told.action.starts_on, language=language),
        question=alert_words.item_label(told.action.case.alert),
        text=notice_text(told),
    )

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


def _told_words(told: SaidAndDone) -> ToldWords:
    language = words.language()
    return ToldWords(
        place=places(told.action),
        month=formatting.format_month(told.action.starts_on, language=language),
        question=alert_words.item_label(told.action.case.alert),
        text=told_text(told),
    )

"""Those read out, except answers that reveal the subject."""

import re

from responses.interviewing.silent_choices import silent_choices
from survey.definition.types import Meaning, Question

ENGLISH = "en"
TELLING = re.compile(
    r"\b(polic\w*|officers?|detective\w*|station|crim\w*|offen[cd]\w*|victims?|witness\w*|suspects?|"
    r"arrest\w*|charged?|caution\w*|prosecut\w*|courts?|trial|judges?|bail|prison|sentence\w*|abus\w*|"
    r"assault\w*|attack\w*|violen\w*|rape\w*|stalk\w*|hate|fraud\w*)\b",
    re.IGNORECASE,
)
"""Words of English that tell who finds a card what it is about. Every text is written in English
first, so what tells in one language tells in all."""


def card_choices(question: Question) -> frozenset[str]:
    """The codes that its card shows."""
    read_out = [each for each in question.choices if each.code not in silent_choices(question)]
    telling = [
        each for each in read_out if (TELLING.search(each.text.get(ENGLISH, "")) is not None)
    ]
    if not question.choices or any(each.meaning is not Meaning.OUT_OF_BASE for each in telling):
        return frozenset()
    return frozenset(each.code for each in read_out if each not in telling)


def is_whole(question: Question) -> bool:
    return card_choices(question) == question.choice_codes - silent_choices(question)

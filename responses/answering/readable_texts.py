from collections.abc import Iterator

from django.utils.translation import gettext_lazy

from responses.answering.selectors import withdrawals
from survey.reading.instrument_texts import TextSource
from survey.reading.texts import ReadableText, TextKind

AT_A_TIME = 32


def withdrawal_texts(language: str) -> Iterator[ReadableText]:
    words = withdrawals.words().words.get(language, ())
    for start in range(0, len(words), AT_A_TIME):
        numbers = f"{start + 1}–{min(start + AT_A_TIME, len(words))}"
        yield ReadableText(
            kind=TextKind.WITHDRAWAL_WORDS,
            place=numbers,
            english=numbers,
            wording="\n".join(words[start : start + AT_A_TIME]),
            is_by_line=True,
        )


WORDS = TextSource(
    kind=TextKind.WITHDRAWAL_WORDS,
    label=gettext_lazy("Words with which answers are taken out"),
    goes_live=gettext_lazy(
        "A word that was handed out is never changed: tell whoever keeps the lists, who takes "
        "another in a new list."
    ),
    texts=withdrawal_texts,
)

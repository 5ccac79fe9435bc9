import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from responses.triage.risk.spelling import fold

_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_SIGN = r"'’ʼ`*@$"
_MARK = (
    "\u0300-\u036f\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09d7"
    "\u0a01-\u0a03\u0a3c-\u0a51\u0a70\u0a71\u0a81-\u0a83\u0abc-\u0acd\u0a75"
)
"""Signs above, below and next to letters, not letters themselves."""

_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARK}{_INVISIBLE}]|[{_SIGN}](?=[\w{_SIGN}{_INVISIBLE}]))*")
_SENTENCE_ENDS = re.compile(r"[.!?;।۔؟\n]")
_CLAUSE_ENDS = re.compile(r"[,:،()–—-]\s|[,،]")
SPELT_OUT = 4
"""As many letters one by one, as in "k i l l", are one word."""


@dataclass(frozen=True)
class TextWord:
    """At text[start:end]; sentences and clauses count from 0."""

    text: str
    start: int
    end: int
    sentence: int = 0
    clause: int = 0


def words_of(text: str) -> tuple[TextWord, ...]:
    return tuple(_joined(tuple(_single(text))))


def _single(text: str) -> Iterator[TextWord]:
    sentence, clause, end = 0, 0, 0
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        is_new = bool(
            end
            and _SENTENCE_ENDS.search(between)
            and not (between == "." and len(found.group()) == 1)
        )
        sentence += is_new
        clause += is_new or bool(_CLAUSE_ENDS.search(between))
        end = found.end()
        yield TextWord(found.group(), found.start(), end, sentence, clause)


def _joined(words: Sequence[TextWord]) -> Iterator[TextWord]:
    at = 0
    while at < len(words):
        run = at
        while run < len(words) and len(fold(words[run].text)) == 1 and words[run].text.isalpha():
            run += 1
        if run - at >= SPELT_OUT:
            first, last = words[at], words[run - 1]
            spelt = "".join(word.text for word in words[at:run])
            yield TextWord(spelt, first.start, last.end, first.sentence, first.clause)
            at = run
        else:
            yield words[at]
            at += 1

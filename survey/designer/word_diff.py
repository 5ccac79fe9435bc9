"""Marks the words that changed between two texts. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

ALIKE = 0.4
"""The share of common words (difflib's ratio, 0 to 1) below which two texts are shown as changed
as a whole: marking single words would make both hard to read."""


@dataclass(frozen=True)
class Part:
    """Neighbouring words that are either all changed or all unchanged."""

    words: str
    is_changed: bool


def mark_changed_words(before: str, after: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both texts as parts. Texts that are less alike than ALIKE are one changed part each."""
    one, other = before.split(), after.split()
    matcher = SequenceMatcher(a=one, b=other, autojunk=False)
    if matcher.ratio() < ALIKE:
        return _whole(before), _whole(after)
    blocks = matcher.get_matching_blocks()
    return (
        tuple(_parts(one, [(block.a, block.size) for block in blocks])),
        tuple(_parts(other, [(block.b, block.size) for block in blocks])),
    )


def _whole(text: str) -> tuple[Part, ...]:
    return (Part(text, is_changed=True),) if text else ()


def _parts(words: Sequence[str], kept: Sequence[tuple[int, int]]) -> Iterator[Part]:
    """`kept` are position and length of each run of words that both texts have; the last is the end
    of the text, with length 0."""
    for (place, size), (following, _size) in pairwise([(0, 0), *kept]):
        for start, end, is_changed in (
            (place, place + size, False),
            (place + size, following, True),
        ):
            if end > start:
                yield Part(" ".join(words[start:end]), is_changed)

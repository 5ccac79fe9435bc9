"""Which words of a text changed. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

ALIKE = 0.4
"""Below this, words that happen to stand in both texts are in the way of reading either."""


@dataclass(frozen=True)
class Part:
    """Neighbouring words that all changed, or none of them."""

    words: str
    is_changed: bool


def marked(before: str, after: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both texts in parts. What stands in one only, or stands against something quite different,
    changed as a whole."""
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
    """`kept` are the places and sizes of what is in both texts; the last is the end, and empty."""
    for (place, size), (following, _size) in pairwise([(0, 0), *kept]):
        for start, end, is_changed in (
            (place, place + size, False),
            (place + size, following, True),
        ):
            if end > start:
                yield Part(" ".join(words[start:end]), is_changed)

import re
from collections.abc import Iterator
from itertools import pairwise

SHORTEST, LONGEST = 3, 5
"""Letters in a row."""
WORD = re.compile(r"\w\w+")


def letters_of(text: str) -> Iterator[str]:
    """Three to five letters in a row, with a blank before and behind the word."""
    for word in text.casefold().split():
        padded = f" {word} "
        for length in range(SHORTEST, LONGEST + 1):
            yield from _pieces(padded, length)


def words_of(text: str) -> Iterator[str]:
    """Words of two letters or more, and pairs of neighbours."""
    words = WORD.findall(text.casefold())
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))


def _pieces(padded: str, length: int) -> Iterator[str]:
    if len(padded) <= length:
        if length == SHORTEST or len(padded) == length:
            yield padded
        return
    yield from (padded[start : start + length] for start in range(len(padded) - length + 1))

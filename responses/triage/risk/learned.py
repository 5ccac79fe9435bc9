"""Stored as numbers."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from math import exp, log, sqrt

SIGN = "model"
"""Its name among the rules that spoke."""


@dataclass(frozen=True, kw_only=True)
class LearnedPart:
    """By term, how seldom it is, and how much it speaks for danger."""

    seldom: Mapping[str, float] = field(repr=False)
    weight: Mapping[str, float] = field(repr=False)

    def score(self, terms: Iterable[str]) -> float:
        counted = Counter(term for term in terms if term in self.seldom)
        size = {term: (1 + log(n)) * self.seldom[term] for term, n in counted.items()}
        length = sqrt(sum(each * each for each in size.values()))
        return sum(size[t] * self.weight[t] for t in size) / length if length else 0.0


@dataclass(frozen=True, kw_only=True)
class RiskModel:
    """`raises_from` is the chance at which 98 of 100 texts of danger were raised when each was left
    out of training."""

    letters: LearnedPart
    words: LearnedPart
    intercept: float
    slope: float
    offset: float
    raises_from: float

    def chance(self, text: str) -> float:
        score = self.intercept + self.letters.score(letters_of(text))
        score += self.words.score(words_of(text))
        return 1 / (1 + exp(min(700.0, self.slope * score + self.offset)))

    def raises(self, text: str) -> bool:
        return self.chance(text) >= self.raises_from


def written(model: RiskModel) -> str:
    return json.dumps(asdict(model), ensure_ascii=False)


def parsed(text: str) -> RiskModel:
    given = json.loads(text)
    letters, words = (LearnedPart(**given.pop(name)) for name in ("letters", "words"))
    return RiskModel(letters=letters, words=words, **given)


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

"""Whether the next character alone says which part of a pattern takes it. Pure.

A pattern is a row of places, each with the characters that may stand there. Where the places that
may follow a place have no character in common, and none follows it in two ways, a text is read in
one way only, however often the pattern repeats: a matcher that tries every way has one for each
length of text. `([\\w-]+\\.)+` is such a pattern, `(\\w+-?)+` is not.

These are the deterministic expressions of Brüggemann-Klein and Wood, One-unambiguous regular
languages, 1998, in the strong sense that counts each way of going on."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

ASCII = [chr(code) for code in range(128)]
BEYOND = "\N{SNOWMAN}"
"""Stands for every character that is not of ASCII."""
MOST_PLACES = 400

Place = frozenset[str]
"""The characters that may stand there."""


@lru_cache(maxsize=256)
def _taken_by(pattern: re.Pattern[str]) -> Place:
    taken = {character for character in ASCII if pattern.fullmatch(character)}
    is_beyond = not pattern.pattern.isascii() or pattern.fullmatch(BEYOND)
    return frozenset(taken | ({BEYOND} if is_beyond else set()))


@dataclass(frozen=True)
class Followers:
    """What is known of a part of a pattern. `first` are the places at which it may begin, `last`
    those at which it may end, with what may follow each. `empty` is in how many ways it can match
    no character. `is_clear` says whether the next character alone says how to go on in it."""

    first: tuple[Place, ...] = ()
    last: tuple[tuple[Place, tuple[Place, ...]], ...] = ()
    empty: int = 1
    is_clear: bool = True
    places: int = 0

    def then(self, other: "Followers") -> "Followers":
        """Both, one after the other."""
        places = self.places + other.places
        if not (self.is_clear and other.is_clear) or places > MOST_PLACES:
            return UNCLEAR
        joined = tuple((place, (*after, *other.first)) for place, after in self.last)
        first = (*self.first, *(other.first if self.empty else ()))
        is_clear = _are_apart(first) and all(_are_apart(after) for _, after in joined)
        last = (*other.last, *(joined if other.empty else ()))
        return Followers(first, last, self.empty * other.empty, is_clear, places)

    def beside(self, other: "Followers") -> "Followers":
        """The one or the other."""
        first = (*self.first, *other.first)
        empty = self.empty + other.empty
        is_clear = self.is_clear and other.is_clear and _are_apart(first) and empty <= 1
        last = (*self.last, *other.last)
        return Followers(first, last, empty, is_clear, self.places + other.places)

    def looped(self) -> "Followers":
        """Any number of times, at least once. What may be empty would loop without moving on."""
        joined = tuple((place, (*after, *self.first)) for place, after in self.last)
        is_clear = self.is_clear and not self.empty and all(_are_apart(each) for _, each in joined)
        return replace(self, last=joined, is_clear=is_clear)

    def repeated(self, least: int, most: int, *, is_endless: bool) -> "Followers":
        """From `least` to `most` times."""
        if most * self.places > MOST_PLACES and not is_endless:
            return UNCLEAR
        found = NONE
        for _ in range(least - 1 if is_endless else least):
            found = found.then(self)
        if is_endless:
            loop = self.looped()
            return found.then(loop if least else loop.beside(NONE))
        rest = NONE
        for _ in range(most - least):
            rest = self.then(rest).beside(NONE)
        return found.then(rest)


NONE = Followers()
UNCLEAR = Followers(is_clear=False)


def one(pattern: re.Pattern[str]) -> Followers:
    """A pattern of one character: `a`, `.`, `\\d`, `[^a-c]`."""
    place = _taken_by(pattern)
    return Followers((place,), ((place, ()),), empty=0, places=1)


def _are_apart(places: Iterable[Place]) -> bool:
    seen: set[str] = set()
    for place in places:
        if not seen.isdisjoint(place):
            return False
        seen |= place
    return True

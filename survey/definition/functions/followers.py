import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

ASCII = [chr(code) for code in range(128)]
BEYOND = "\N{SNOWMAN}"
"""Represents every non-ASCII character."""
MOST_PLACES = 400

Place = frozenset[str]
"""The characters allowed at a position."""


@lru_cache(maxsize=256)
def _taken_by(pattern: re.Pattern[str]) -> Place:
    taken = {character for character in ASCII if pattern.fullmatch(character)}
    is_beyond = not pattern.pattern.isascii() or pattern.fullmatch(BEYOND)
    return frozenset(taken | ({BEYOND} if is_beyond else set()))


@dataclass(frozen=True)
class Followers:
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
        is_clear = _are_disjoint(first) and all(_are_disjoint(after) for _, after in joined)
        last = (*other.last, *(joined if other.empty else ()))
        return Followers(first, last, self.empty * other.empty, is_clear, places)

    def beside(self, other: "Followers") -> "Followers":
        """The one or the other."""
        first = (*self.first, *other.first)
        empty = self.empty + other.empty
        is_clear = self.is_clear and other.is_clear and _are_disjoint(first) and empty <= 1
        last = (*self.last, *other.last)
        return Followers(first, last, empty, is_clear, self.places + other.places)

    def looped(self) -> "Followers":
        joined = tuple((place, (*after, *self.first)) for place, after in self.last)
        is_clear = (
            self.is_clear and not self.empty and all(_are_disjoint(each) for _, each in joined)
        )
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
    """A pattern of one character."""
    place = _taken_by(pattern)
    return Followers((place,), ((place, ()),), empty=0, places=1)


def _are_disjoint(places: Iterable[Place]) -> bool:
    seen: set[str] = set()
    for place in places:
        if not seen.isdisjoint(place):
            return False
        seen |= place
    return True

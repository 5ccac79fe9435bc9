"""A matcher that tries every way, one after the other, and counts its steps."""

import re
from collections.abc import Iterator
from re import _constants, _parser


class TooManyStepsError(Exception):
    pass


class Backtracking:
    def __init__(self, pattern: str, *, most: int) -> None:
        self.parsed = list(_parser.parse(pattern, re.ASCII))
        self.most = most
        self.steps = 0
        self.text = ""

    def matches(self, text: str) -> bool:
        self.text, self.steps = text, 0
        return any(end == len(text) for end in self.ends(self.parsed, 0))

    def step(self) -> None:
        self.steps += 1
        if self.steps > self.most:
            raise TooManyStepsError

    def ends(self, parts: list, place: int) -> Iterator[int]:
        if not parts:
            yield place
            return
        for end in self.ends_of(parts[0], place):
            yield from self.ends(parts[1:], end)

    def ends_of(self, part: tuple, place: int) -> Iterator[int]:
        kind, inside = part
        if kind is _constants.MAX_REPEAT:
            yield from self.turns(inside, place, 0)
        elif kind is _constants.SUBPATTERN:
            yield from self.ends(list(inside[-1]), place)
        elif kind is _constants.BRANCH:
            for branch in inside[1]:
                yield from self.ends(list(branch), place)
        elif self.is_one(kind, inside, place):
            yield place + 1

    def turns(self, loop: tuple, place: int, done: int) -> Iterator[int]:
        least, most, body = loop
        self.step()
        if done < most:
            for end in self.ends(list(body), place):
                if end > place or done < least:
                    yield from self.turns(loop, end, done + 1)
        if done >= least:
            yield place

    def is_one(self, kind: int, inside: object, place: int) -> bool:
        self.step()
        if place == len(self.text):
            return False
        character = self.text[place]
        if kind is _constants.LITERAL:
            return ord(character) == inside
        if kind is _constants.ANY:
            return True
        if kind is _constants.IN:
            return any(_is_in(each, character) for each in inside)
        raise NotImplementedError(kind)


def _is_in(item: tuple, character: str) -> bool:
    kind, inside = item
    if kind is _constants.LITERAL:
        return ord(character) == inside
    if kind is _constants.RANGE:
        return inside[0] <= ord(character) <= inside[1]
    assert inside is _constants.CATEGORY_WORD, item
    return character.isalnum() or character == "_"

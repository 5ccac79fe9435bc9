"""A subset of regular expressions that cannot hang a process."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

from survey.definition.functions.followers import NONE, Followers, one

LONGEST_PATTERN = 200
LONGEST_TEXT = 200
MOST_WAYS = 10_000_000
CLASSES = "dDwWsS"
IS_CLASS = frozenset(f"\\{letter}" for letter in CLASSES)
SETS = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]", re.DOTALL)
"""Matches a bracketed set or an escaped character."""
NO_SET = ("--", "&&", "||", "~~", "[")
"""Inside square brackets these have, or may get in a later Python, a meaning of their own."""


TOO_MANY = "can match in too many ways: use fewer repetitions, or bound them"
SEVERAL = "repeats a group that can match in several ways"


class PatternError(ValueError):
    pass


def fault_in_pattern(pattern: str) -> str:
    """Empty where it may be used."""
    try:
        _compiled(pattern)
    except PatternError as error:
        return str(error)
    return ""


def matches(pattern: str, text: str) -> bool:
    """The whole text."""
    if len(text) > LONGEST_TEXT or fault_in_pattern(pattern):
        return False
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    """Raises PatternError."""
    if len(pattern) > LONGEST_PATTERN:
        message = f"the pattern has {len(pattern)} characters, at most {LONGEST_PATTERN} may stand"
        raise PatternError(message)
    _Reader(pattern).read()
    return _read_by_library(pattern)


def _read_by_library(pattern: str) -> re.Pattern[str]:
    """Raises PatternError."""
    try:
        return re.compile(SETS.sub(_spelt, pattern), re.ASCII)
    except re.error as error:
        message = f"the pattern cannot be read: {error}"
        raise PatternError(message) from error


def _spelt(found: re.Match[str]) -> str:
    parts = re.findall(r"\\.|.", found[0], re.DOTALL)
    beside = zip(["", *parts], [*parts[1:], ""], strict=False)
    return "".join(
        "\\-" if part == "-" and not IS_CLASS.isdisjoint(pair) else part
        for part, pair in zip(parts, beside, strict=False)
    )


@dataclass(frozen=True)
class _Part:
    """In how many ways it can match, and what may follow in it."""

    ways: int
    followers: Followers


class _Reader:
    """Left to right, counting ways. Raises PatternError."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.place = 0

    def read(self) -> None:
        self.alternatives()
        if self.place < len(self.pattern):
            self.fail("has a bracket that closes nothing")

    def fail(self, why: str) -> NoReturn:
        message = f"the pattern {why} (character {self.place + 1})"
        raise PatternError(message)

    def ahead(self) -> str:
        return self.pattern[self.place : self.place + 1]

    def take(self) -> str:
        taken = self.ahead()
        self.place += 1
        return taken

    def alternatives(self) -> _Part:
        part = self.sequence()
        while self.ahead() == "|":
            self.take()
            other = self.sequence()
            followers = part.followers.beside(other.followers)
            part = self.bounded(part.ways + other.ways, followers)
        return part

    def sequence(self) -> _Part:
        part = _Part(1, NONE)
        while self.ahead() and self.ahead() not in "|)":
            is_anchor = self.ahead() in "^$"
            more = self.repeated(self.atom(), is_anchor=is_anchor)
            part = self.bounded(part.ways * more.ways, part.followers.then(more.followers))
        return part

    def bounded(self, ways: int, followers: Followers, why: str = TOO_MANY) -> _Part:
        if followers.is_clear:
            ways = min(ways, LONGEST_TEXT + 1)
        if ways > MOST_WAYS:
            self.fail(why)
        return _Part(ways, followers)

    def atom(self) -> _Part:
        began = self.place
        match self.take():
            case "(":
                return self.group()
            case "[":
                self.one_of()
            case "\\":
                self.escaped()
            case character if character in "*+?{}":
                self.fail(f"has {character} where nothing stands before it")
            case "]":
                self.fail("has a bracket that closes nothing")
        written = self.pattern[began : self.place]
        if written in {"^", "$"}:
            return _Part(1, NONE)
        return _Part(1, one(_read_by_library(written)))

    def group(self) -> _Part:
        if self.ahead() == "?":
            self.take()
            if self.take() != ":":
                self.fail("looks around or names a group, which it may not")
        part = self.alternatives()
        if self.take() != ")":
            self.fail("has a bracket that is not closed")
        return part

    def one_of(self) -> None:
        began = self.place
        while self.ahead() not in {"", "]"}:
            if self.take() == "\\":
                self.escaped()
        inside = self.pattern[began : self.place]
        if self.take() != "]" or not inside.removeprefix("^"):
            self.fail("has a bracket that is not closed")
        plain = re.sub(r"\\.", "", inside)
        if any(sign in plain for sign in NO_SET):
            self.fail(f"has [{inside}], where -, &, |, ~ or [ need a backslash")

    def escaped(self) -> None:
        character = self.take()
        if not character or (character.isalnum() and character not in CLASSES):
            self.fail(f"has \\{character}, which it may not")

    def repeated(self, part: _Part, *, is_anchor: bool) -> _Part:
        least, most = self.bounds()
        if (least, most) == (1, 1):
            return part
        if is_anchor or self.ahead() in set("*+?{"):
            self.fail("repeats what cannot be repeated")
        ways = 0
        for times in range(least, most + 1):
            ways += min(part.ways**times, MOST_WAYS + 1)
        is_endless = most == LONGEST_TEXT
        followers = part.followers.repeated(least, most, is_endless=is_endless)
        return self.bounded(ways, followers, TOO_MANY if most == least else SEVERAL)

    def bounds(self) -> tuple[int, int]:
        """1 and 1 where nothing is repeated."""
        match self.ahead():
            case "?":
                found = (0, 1)
            case "*":
                found = (0, LONGEST_TEXT)
            case "+":
                found = (1, LONGEST_TEXT)
            case "{":
                return self.counted()
            case _:
                return (1, 1)
        self.take()
        return found

    def counted(self) -> tuple[int, int]:
        found = re.compile(r"\{([0-9]{1,3})(,([0-9]{0,3}))?\}").match(self.pattern, self.place)
        if not found:
            self.fail("has a { that begins no {2}, {2,} or {2,4}")
        self.place = found.end()
        least = int(found[1])
        most = least if found[2] is None else int(found[3] or LONGEST_TEXT)
        if not least <= most <= LONGEST_TEXT:
            self.fail(f"repeats more than {LONGEST_TEXT} times, or fewer times than it begins with")
        return least, most

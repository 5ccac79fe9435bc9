"""Patterns of regex(): a subset of regular expressions that cannot hang a process. Pure.

A backtracking matcher may try every way in which a pattern can match a text. The ways are counted
first: a repetition has one for each number of repeats, an alternative adds its own, and a sequence
multiplies those of its parts. A pattern with more than MOST_WAYS is refused. So is a repeated group
that can itself match in several ways, whose ways would grow with the length of the text, and so are
assertions and back references. With texts of at most LONGEST_TEXT characters the work is bounded.

A pattern must match the whole text. Classes such as \\d are those of ASCII, as in the tools that
forms are exchanged with."""

import re
from functools import lru_cache
from typing import NoReturn

LONGEST_PATTERN = 200
LONGEST_TEXT = 200
MOST_WAYS = 10_000_000
CLASSES = "dDwWsS"
NO_SET = ("--", "&&", "||", "~~", "[")
"""Inside square brackets these have, or may get in a later Python, a meaning of their own."""


class PatternError(ValueError):
    """The pattern may not be used; the message says why."""


def fault_in_pattern(pattern: str) -> str:
    """Why the pattern may not be used; empty where it may."""
    try:
        _compiled(pattern)
    except PatternError as error:
        return str(error)
    return ""


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern matches the whole text. False for a pattern that may not be used, and for
    a text longer than LONGEST_TEXT."""
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
    try:
        return re.compile(pattern, re.ASCII)
    except re.error as error:
        message = f"the pattern cannot be read: {error}"
        raise PatternError(message) from error


class _Reader:
    """Reads a pattern from left to right and counts its ways. Raises PatternError."""

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

    def alternatives(self) -> int:
        ways = self.sequence()
        while self.ahead() == "|":
            self.take()
            ways += self.sequence()
        return self.bounded(ways)

    def sequence(self) -> int:
        ways = 1
        while self.ahead() and self.ahead() not in "|)":
            is_anchor = self.ahead() in "^$"
            ways = self.bounded(ways * self.repeated(self.atom(), is_anchor=is_anchor))
        return ways

    def bounded(self, ways: int) -> int:
        if ways > MOST_WAYS:
            self.fail("can match in too many ways: use fewer repetitions, or bound them")
        return ways

    def atom(self) -> int:
        match self.take():
            case "(":
                return self.group()
            case "[":
                return self.one_of()
            case "\\":
                return self.escaped()
            case character if character in "*+?{}":
                self.fail(f"has {character} where nothing stands before it")
            case "]":
                self.fail("has a bracket that closes nothing")
        return 1

    def group(self) -> int:
        if self.ahead() == "?":
            self.take()
            if self.take() != ":":
                self.fail("looks around or names a group, which it may not")
        ways = self.alternatives()
        if self.take() != ")":
            self.fail("has a bracket that is not closed")
        return ways

    def one_of(self) -> int:
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
        return 1

    def escaped(self) -> int:
        character = self.take()
        if not character or (character.isalnum() and character not in CLASSES):
            self.fail(f"has \\{character}, which it may not")
        return 1

    def repeated(self, ways: int, *, is_anchor: bool) -> int:
        least, most = self.bounds()
        if (least, most) == (1, 1):
            return ways
        if is_anchor or self.ahead() in set("*+?{"):
            self.fail("repeats what cannot be repeated")
        if most == 1:
            return ways + 1
        if least == most:
            return int(min(ways**least, MOST_WAYS + 1))
        if ways > 1:
            self.fail("repeats a group that can match in several ways")
        return most - least + 1

    def bounds(self) -> tuple[int, int]:
        """The least and the largest number of repeats; 1 and 1 where nothing is repeated."""
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

"""The part of XPath that XLSForm uses."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn

from survey.interchange.faults import NO_TERMS, Reason, shown

LONGEST = 4_000
LONGEST_NAME = 100


class TokenKind(StrEnum):
    NUMBER = "number"
    STRING = "string"
    QUESTION = "question"
    PATH = "path"
    """The way from one question to another, of which the end is its name."""
    NAME = "name"
    OWN = "own"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True)
class Token:
    kind: TokenKind
    text: str
    position: int
    """Counted from 1, as a person counts the characters of a cell."""


class ExpressionError(ValueError):
    def __init__(self, reason: Reason, position: int = 1, **terms: str) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.terms = {**NO_TERMS, **terms, "position": str(position)}


NAME = r"[^\W\d][\w.-]*"
# No part repeats within a repeated part: matching takes linear time.
TOKEN = re.compile(
    rf"""\s*(?:
        (?P<number>\d+(?:\.\d+)?|\.\d+)
      | (?P<string>"[^"]*"|'[^']*')
      | \$\{{\s*(?P<question>{NAME})\s*\}}
      | (?:current\(\)/)?(?:\.\.?/)+(?:{NAME}/)*(?P<path>{NAME})(?![/(])
      | (?P<name>{NAME}(?::{NAME}(?=\s*\())?)
      | (?P<symbol>!=|<=|>=|[=<>+*(),-])
      | (?P<own>\.(?![./\w]))
      | (?P<end>\Z)
    )""",
    re.VERBOSE,
)
SINGLE, DOUBLE = "‘’‚‛", "“”„‟«»"
PATH = re.compile(rf"\.\.?/(?:{NAME}/)*({NAME})")
CURLY = SINGLE + DOUBLE


def tokens(text: str) -> list[Token]:
    """The last is END. Raises ExpressionError at the first character that begins none."""
    if len(text) > LONGEST:
        raise ExpressionError(Reason.EXPRESSION_TOO_LONG, most=str(LONGEST))
    found: list[Token] = []
    place = 0
    while not found or found[-1].kind is not TokenKind.END:
        match = TOKEN.match(text, place)
        if match is None:
            _refuse(text, place)
        kind = TokenKind(str(match.lastgroup))
        found.append(Token(kind, match[kind.value], match.start(kind.value) + 1))
        place = match.end()
    return found


def _refuse(text: str, place: int) -> NoReturn:
    place += len(text[place:]) - len(text[place:].lstrip())
    character = text[place]
    if character in CURLY:
        raise ExpressionError(Reason.CURLY_QUOTE, place + 1, character=character)
    if character in "'\"":
        curly = next((at for at in range(place, len(text)) if text[at] in CURLY), None)
        if curly is not None:
            raise ExpressionError(Reason.CURLY_QUOTE, curly + 1, character=text[curly])
        raise ExpressionError(Reason.OPEN_QUOTE, place + 1)
    raise ExpressionError(Reason.UNEXPECTED_TOKEN, place + 1, token=shown(character))

"""Readers return the value of a cell or raise CellError."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from functools import cache, cached_property
from typing import Any

from responses.case_files.case import CaseStage
from responses.case_files.cells import codes
from responses.case_files.faults import CellError, FaultCode
from responses.case_files.reference_lists import rows_of

Reader = Callable[[str], Any]

LONGEST_KEY = 64
FIRST_BIRTH_YEAR = 1900
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")
ARGON2ID = re.compile(
    r"\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+"
)
MAX_HASH_COST = (262_144, 10, 16)
"""The most KiB, rounds and threads that one try at the gate may cost. A hash with higher costs
would let a case file overload the server."""

ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+")
"""A long number as a spreadsheet writes it, without its last digits."""
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIME = re.compile(r"\d{2}:\d{2}")


@dataclass(frozen=True)
class PlainText:
    longest: int

    def __call__(self, value: str) -> str:
        if len(value) > self.longest:
            raise CellError(FaultCode.TOO_LONG, longest=str(self.longest))
        if not value.isprintable():
            raise CellError(FaultCode.WRONG_TEXT)
        return value


class PersonText(PlainText):
    def __call__(self, value: str) -> str:
        check_names_somebody(value)
        return super().__call__(value)


class ListedText(PlainText):
    """The text must be on a list that is looked at when the row is complete."""


@dataclass(frozen=True, eq=False)
class OneOf:
    meanings: codes.Codes
    becomes: Callable[[str], Any] = str

    @cached_property
    def codes(self) -> tuple[str, ...]:
        return tuple(map(str, self.meanings))

    def __call__(self, value: str) -> Any:
        if value not in self.codes:
            raise CellError(FaultCode.UNKNOWN_CODE, allowed=", ".join(self.codes))
        return self.becomes(value)


class SomeOf(OneOf):
    def __call__(self, value: str) -> tuple[str, ...]:
        picked = dict.fromkeys(part.strip() for part in value.split(";"))
        return tuple(map(super().__call__, filter(None, picked)))


class AnyCase(OneOf):
    """Reads a code in capitals or small letters."""

    def __call__(self, value: str) -> Any:
        return super().__call__(value.upper())


YES_NO = OneOf(codes.YES_OR_NO)
yes_no = OneOf(codes.YES_OR_NO, becomes="yes".__eq__)
stage = OneOf(codes.STAGES, becomes=CaseStage)
sex = OneOf(codes.SEXES, becomes=lambda code: "" if code == "not recorded" else code)
outcome = AnyCase(codes.OUTCOMES, becomes=lambda code: () if code == "0" else (code,))


def case_key(value: str) -> str:
    if "@" in value:
        raise CellError(FaultCode.EMAIL_AS_KEY)
    if is_phone_number(value):
        raise CellError(FaultCode.PHONE_AS_KEY)
    if names_somebody(value):
        raise CellError(FaultCode.NAME_AS_KEY)
    if ROUNDED.fullmatch(value):
        raise CellError(FaultCode.ROUNDED_KEY)
    if DATE.fullmatch(value):
        raise CellError(FaultCode.DATE_AS_KEY)
    return PlainText(LONGEST_KEY)(value)


def iso_date(value: str) -> date:
    try:
        if DATE.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise CellError(FaultCode.WRONG_DATE)


def clock_time(value: str) -> time:
    try:
        if TIME.fullmatch(value):
            return time.fromisoformat(value)
    except ValueError:
        pass
    raise CellError(FaultCode.WRONG_TIME)


def year(value: str) -> int:
    if not re.fullmatch(r"[0-9]{4}", value) or int(value) < FIRST_BIRTH_YEAR:
        raise CellError(FaultCode.WRONG_YEAR)
    return int(value)


def language(value: str) -> str:
    if len(value) > 16 or not LANGUAGE.fullmatch(value):
        raise CellError(FaultCode.WRONG_LANGUAGE)
    return value


def word_hash(value: str) -> str:
    """A word has four to forty letters, which a hash cannot show."""
    found = ARGON2ID.fullmatch(value)
    if len(value) > 200 or found is None:
        raise CellError(FaultCode.WRONG_HASH)
    if any(int(cost) > most for cost, most in zip(found.groups(), MAX_HASH_COST, strict=True)):
        raise CellError(FaultCode.WRONG_HASH)
    return value


NOBODY = frozenset(
    {
        "na", "nan", "none", "null", "nil", "no", "noone", "nobody", "not", "notapplicable",
        "notknown", "notconfirmed", "notyet", "unknown", "unconfirmed", "pending", "tbc", "tba",
        "yes", "true", "false", "blank", "xx", "xxx", "neb", "dim", "anhysbys",
    }
)  # fmt: skip
"""Words that systems and people write instead of a name."""


def check_names_somebody(value: str) -> None:
    """Raises CellError: a confirmation without a person confirms nothing (SAF-2)."""
    plain = re.sub(r"[\W_]+", "", value).lower()
    if len(plain) < 2 or plain in NOBODY:
        raise CellError(FaultCode.NOBODY_NAMED)


EARLIEST = date(1900, 1, 1)
MOST_YEARS_AHEAD = 60
"""A release from prison may lie far ahead; no date of a case lies further."""


def check_day(day: date, *, today: date, may_be_future: bool) -> None:
    """Raises CellError for slips such as the year 1026, and for the future where it may not be."""
    if day < EARLIEST:
        raise CellError(FaultCode.DATE_TOO_EARLY, earliest=EARLIEST.isoformat())
    if day.year > today.year + MOST_YEARS_AHEAD:
        raise CellError(FaultCode.DATE_TOO_LATE, years=str(MOST_YEARS_AHEAD))
    if day > today and not may_be_future:
        raise CellError(FaultCode.FUTURE_DATE)


PHONE = re.compile(
    r"(?<![\w])(?:(?:\+|00)[\s.-]?)?(?:44[\s.-]?(?:\(?0\)?[\s.-]?)?|\(?0)?7[1-57-9](?:[\s.()-]?\d){8}(?!\w)"
    r"|(?<![\w])\(?0[1238](?:[\s.()-]?\d){9}(?!\w)"
    r"|(?<!\w)\+\d(?:[\s.()-]?\d){8,13}(?!\w)"
)
"""A mobile of this country with or without its 0, a landline, or a number with a country's code."""
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SHORTEST_NAME = 3
SHORTEST_CODE = 20
"""A word of so many letters is no name."""
REFERENCE_WORDS = frozenset(
    {
        "crime", "crimes", "case", "cases", "ref", "reference", "incident", "log", "number", "num",
        "victim", "vic", "aggrieved", "person", "record", "report", "occurrence", "occ", "niche",
        "athena", "connect", "sap", "police", "force", "kent", "essex", "gwent", "london", "city",
        "north", "south", "east", "west", "wales", "yorkshire", "urn", "key", "row", "the", "and",
        "trosedd", "achos", "heddlu", "test", "dev", "new", "old", "sim", "simulated", "burglary",
        "robbery", "theft", "assault", "fraud", "vehicle", "damage", "violence", "sexual",
    }
)  # fmt: skip
"""Words of references that are no names."""


def is_phone_number(text: str) -> bool:
    return PHONE.search(text) is not None


def names_somebody(text: str) -> bool:
    """No digit, or two words that no reference has, or a common name."""
    words = [word.casefold() for word in WORD.findall(text)]
    if not any(map(str.isdigit, text)):
        return any(1 < len(word) < SHORTEST_CODE for word in words)
    known = [word for word in words if len(word) >= SHORTEST_NAME and word not in REFERENCE_WORDS]
    has_vowels = [word for word in known if re.search(r"[aeiouyàâäéèêëïîôöûüŵŷ]", word)]
    is_apart = re.search(r"[\s,]", text.strip()) is not None
    return (is_apart and len(has_vowels) > 1) or any(word in common_names() for word in known)


@cache
def common_names() -> frozenset[str]:
    return frozenset(row["name"] for row in rows_of("common_names.csv"))

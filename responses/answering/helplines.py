"""Helplines: who helps, on which number, and when the number was last checked. Pure.

A wrong number is a safety defect. A number that nobody has called has no date, however good its
source, and one called more than CHECK_EVERY ago must be called again."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

CHECK_EVERY = timedelta(days=90)
LANGUAGES = ("en", "cy")
NO_WORDS: Mapping[str, str] = {}
YES_NO: Mapping[str, bool] = {"yes": True, "no": False}


class HelplineError(ValueError):
    """The list is not valid. The message names the line and the reason."""


class HelplineAudience(StrEnum):
    """The people whom a line is for, in the order in which the groups are shown."""

    URGENT = "urgent"
    ANYONE = "anyone"
    ABUSE = "abuse"
    SEXUAL = "sexual"
    FAMILY = "family"
    CHILDREN = "children"
    REPORT = "report"


@dataclass(frozen=True)
class Helpline:
    code: str
    group: HelplineAudience
    number: str
    """The number for calls; empty where the line takes only text messages."""
    text_number: str
    is_always_open: bool
    is_for_wales: bool
    last_verified_on: date | None
    """None until somebody has called the number and checked who answers."""
    source: str
    """Where the number was read, or "memory"."""
    name: Mapping[str, str]
    about: Mapping[str, str]

    def must_be_checked(self, *, on: date) -> bool:
        return self.last_verified_on is None or on - self.last_verified_on > CHECK_EVERY


def parse_helplines(text: str, words: Mapping[str, str] = NO_WORDS) -> tuple[Helpline, ...]:
    """The helplines in the order of the file. `words` maps further languages to the text of their
    file of names and descriptions.

    Raises HelplineError."""
    lines = tuple(
        _helpline(row, number) for number, row in enumerate(csv.DictReader(io.StringIO(text)), 2)
    )
    codes = [line.code for line in lines]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        message = f"{', '.join(twice)}: listed more than once"
        raise HelplineError(message)
    translated = {language: _words(file, language, codes) for language, file in words.items()}
    return tuple(_in_every_language(line, translated) for line in lines)


def to_be_checked(helplines: Sequence[Helpline], *, on: date) -> tuple[Helpline, ...]:
    return tuple(line for line in helplines if line.must_be_checked(on=on))


def _helpline(row: Mapping[str, str], number: int) -> Helpline:
    try:
        helpline = Helpline(
            code=row["code"],
            group=HelplineAudience(row["group"]),
            number=row["number"],
            text_number=row["text_number"],
            is_always_open={"always": True, "": False}[row["hours"]],
            is_for_wales=YES_NO[row["wales_only"]],
            last_verified_on=_day(row["last_verified_on"]),
            source=row["source"],
            name={language: row[f"name_{language}"] for language in LANGUAGES},
            about={language: row[f"about_{language}"] for language in LANGUAGES},
        )
    except (KeyError, ValueError) as fault:
        message = f"line {number}: {fault}"
        raise HelplineError(message) from fault
    return _checked(helpline, number)


def _words(text: str, language: str, codes: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    rows = {row.get("code", ""): row for row in csv.DictReader(io.StringIO(text))}
    for code in codes:
        row = rows.get(code, {})
        if not (row.get("name") and row.get("about")):
            message = f"{language}: {code} has no name or no words about it"
            raise HelplineError(message)
    if strangers := sorted(rows.keys() - set(codes)):
        message = f"{language}: {', '.join(strangers)} is not in the list"
        raise HelplineError(message)
    return rows


def _in_every_language(
    line: Helpline, words: Mapping[str, Mapping[str, Mapping[str, str]]]
) -> Helpline:
    return replace(
        line,
        name={**line.name, **{each: rows[line.code]["name"] for each, rows in words.items()}},
        about={**line.about, **{each: rows[line.code]["about"] for each, rows in words.items()}},
    )


def _checked(helpline: Helpline, number: int) -> Helpline:
    dialled = helpline.number + helpline.text_number
    if not dialled or not dialled.replace(" ", "").isdecimal():
        message = f"line {number}: {dialled!r} is no telephone number"
        raise HelplineError(message)
    if not helpline.source:
        message = f"line {number}: the source of the number is missing"
        raise HelplineError(message)
    if not all((*helpline.name.values(), *helpline.about.values())):
        message = f"line {number}: a text is missing in one of {', '.join(LANGUAGES)}"
        raise HelplineError(message)
    return helpline


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

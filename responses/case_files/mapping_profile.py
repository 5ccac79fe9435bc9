"""A mapping profile: how a force's own extract differs from the standard case file in the names of
columns, the form of dates and the codes. Pure."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from responses.case_files.columns import COLUMNS, iso_date, names_a_person
from responses.case_files.faults import CellError, FaultCode

NOTHING: Mapping[str, Any] = MappingProxyType({})
PROFILE_PARTS = ("columns", "ignore", "dates", "values")
LONGEST = 50_000
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
TOKENS = {
    "YYYY": r"(?P<year>[0-9]{4})",
    "MON": r"(?P<name>[A-Za-z]{3})",
    "MM": r"(?P<month>[0-9]{1,2})",
    "DD": r"(?P<day>[0-9]{1,2})",
}
TIME_AFTER = r"(?:[ T][0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?"
DATE_COLUMNS = frozenset(name for name, column in COLUMNS.items() if column.read is iso_date)


class ProfileFaultCode(StrEnum):
    NOT_TOML = "not_toml"
    TOO_LONG = "too_long"
    UNKNOWN_PART = "unknown_part"
    WRONG_SHAPE = "wrong_shape"
    UNKNOWN_COLUMN = "unknown_column"
    COLUMN_TWICE = "column_twice"
    PERSON_COLUMN = "person_column"
    MAPPED_AND_IGNORED = "mapped_and_ignored"
    WRONG_DATES = "wrong_dates"
    WRONG_VALUE = "wrong_value"


@dataclass(frozen=True)
class ProfileFault:
    """One fault of a profile; `place` is the part and the entry."""

    code: ProfileFaultCode
    place: str = ""
    value: str = ""


class ProfileError(ValueError):
    def __init__(self, faults: Iterable[ProfileFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} faults in a profile")


@dataclass(frozen=True)
class Profile:
    """How a force's own extract is read as the standard case file."""

    force: str = ""
    """The force's code, used for each row where the extract has no column for the force."""
    columns: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """The force's name of a column to ours."""
    ignored: frozenset[str] = frozenset()
    date_pattern: re.Pattern[str] | None = None
    date_form: str = ""
    """The form of dates that the pattern reads, as in DD/MM/YYYY."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: NOTHING)
    """Our name of a column to the force's codes in it and ours."""

    def standard_name(self, own: str) -> str:
        return self.columns.get(own, own)

    def own_name(self, standard: str) -> str:
        return next((own for own, ours in self.columns.items() if ours == standard), standard)

    def written_date(self, day: date) -> str:
        """A date as the extract writes it; without a form of its own, year-month-day."""
        if not self.date_form:
            return day.isoformat()
        written = {
            "YYYY": f"{day.year:04}",
            "MON": MONTHS[day.month - 1],
            "MM": f"{day.month:02}",
            "DD": f"{day.day:02}",
        }
        return re.sub("|".join(TOKENS), lambda found: written[found[0]], self.date_form)

    def standard_cell(self, column: str, text: str) -> str:
        """The cell as in the standard case file. Raises CellError for a date that is not in the
        profile's form."""
        if text and self.date_pattern and column in DATE_COLUMNS:
            return _iso(text, self.date_pattern)
        codes = self.values.get(column)
        return codes.get(text, text) if codes else text


STANDARD = Profile()


def _iso(text: str, pattern: re.Pattern[str]) -> str:
    match = pattern.fullmatch(text)
    try:
        if match:
            found = match.groupdict()
            name = found.get("name")
            month = MONTHS.index(name.upper()) + 1 if name else int(found["month"])
            return date(int(found["year"]), month, int(found["day"])).isoformat()
    except ValueError:
        pass
    raise CellError(FaultCode.WRONG_PROFILE_DATE)


def parse_profile(text: str) -> Profile:
    """The profile written as TOML. Raises ProfileError with every fault."""
    if len(text) > LONGEST:
        raise ProfileError([ProfileFault(ProfileFaultCode.TOO_LONG)])
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        fault = ProfileFault(ProfileFaultCode.NOT_TOML, value=str(error)[:100])
        raise ProfileError([fault]) from None
    faults = [*_shape_faults(raw)] or [
        *_column_faults(raw),
        *_date_faults(raw),
        *_value_faults(raw),
    ]
    if faults:
        raise ProfileError(faults)
    dates = raw.get("dates")
    return Profile(
        columns=raw.get("columns", NOTHING),
        ignored=frozenset(raw.get("ignore", ())),
        date_pattern=date_pattern(dates) if dates else None,
        date_form=dates or "",
        values=raw.get("values", NOTHING),
    )


def force_profile(text: str, *, force: str) -> Profile:
    """The profile of one force. Where the extract has no column for the force, each row gets
    `force`. Raises ProfileError."""
    return replace(parse_profile(text), force=force)


def date_pattern(written: str) -> re.Pattern[str] | None:
    """The pattern of a form such as DD/MM/YYYY or DD-MON-YYYY, or None where the form lacks or
    repeats day, month or year. A time of day after the date is allowed and ignored."""
    parts = re.split("(YYYY|MON|MM|DD)", written)
    tokens, between = parts[1::2], "".join(parts[::2])
    if sorted(tokens) not in (["DD", "MM", "YYYY"], ["DD", "MON", "YYYY"]):
        return None
    if not re.fullmatch(r"[-/. ]{0,6}", between):
        return None
    return re.compile("".join(TOKENS.get(part, re.escape(part)) for part in parts) + TIME_AFTER)


def _shape_faults(raw: Mapping[str, Any]) -> Iterator[ProfileFault]:
    for name, part in raw.items():
        if name not in PROFILE_PARTS:
            yield ProfileFault(ProfileFaultCode.UNKNOWN_PART, value=name)
        elif not _has_shape(name, part):
            yield ProfileFault(ProfileFaultCode.WRONG_SHAPE, name)


def _has_shape(name: str, part: object) -> bool:
    if name == "dates":
        return isinstance(part, str)
    if name == "ignore":
        return isinstance(part, list) and all(isinstance(one, str) for one in part)
    if name == "columns":
        return _is_text_to_text(part)
    return isinstance(part, dict) and all(map(_is_text_to_text, part.values()))


def _is_text_to_text(part: object) -> bool:
    return isinstance(part, dict) and all(isinstance(value, str) for value in part.values())


def _column_faults(raw: Mapping[str, Any]) -> Iterator[ProfileFault]:
    columns: Mapping[str, str] = raw.get("columns", NOTHING)
    seen: set[str] = set()
    for own, ours in columns.items():
        if ours not in COLUMNS:
            yield ProfileFault(ProfileFaultCode.UNKNOWN_COLUMN, "columns", ours)
        elif ours in seen:
            yield ProfileFault(ProfileFaultCode.COLUMN_TWICE, "columns", ours)
        seen.add(ours)
        if own in raw.get("ignore", ()):
            yield ProfileFault(ProfileFaultCode.MAPPED_AND_IGNORED, "ignore", own)
    for own in raw.get("ignore", ()):
        if names_a_person(own):
            yield ProfileFault(ProfileFaultCode.PERSON_COLUMN, "ignore", own)


def _date_faults(raw: Mapping[str, Any]) -> Iterator[ProfileFault]:
    written = raw.get("dates")
    if written and date_pattern(written) is None:
        yield ProfileFault(ProfileFaultCode.WRONG_DATES, "dates", written)


def _value_faults(raw: Mapping[str, Any]) -> Iterator[ProfileFault]:
    for column, codes in raw.get("values", NOTHING).items():
        if column not in COLUMNS:
            yield ProfileFault(ProfileFaultCode.UNKNOWN_COLUMN, "values", column)
            continue
        for own, ours in codes.items():
            if not _is_valid_value(column, ours):
                place = f"values.{column}, {own}"
                yield ProfileFault(ProfileFaultCode.WRONG_VALUE, place, ours)


def _is_valid_value(column: str, value: str) -> bool:
    try:
        return not value or COLUMNS[column].read(value) is not None
    except CellError:
        return False

"""A force's own names, date forms, codes and layout, compared with the standard case file."""

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, Self

from responses.case_files.cells.codes import SCHEMES
from responses.case_files.cells.forces import force_named, may_be_force
from responses.case_files.cells.readers import iso_date
from responses.case_files.columns import COLUMNS
from responses.case_files.extracts import meanings
from responses.case_files.extracts.layout import REACHING, Delimiter, named_by_place
from responses.case_files.extracts.text_lines import TextEncoding
from responses.case_files.faults import CellError, FaultCode
from responses.case_files.headings.other_people import is_about_somebody_else

NOTHING: Mapping[str, Any] = MappingProxyType({})
PROFILE_PARTS = (
    "columns", "ignore", "dates", "values", "sheet", "heading_row", "heading_rows", "delimiter",
    "encoding", "exclusions", "ethnicity_scheme",
)  # fmt: skip
LOADER_EXCLUDES: Mapping[str, str] = MappingProxyType({"by": "loader", "on": "load"})
"""The one thing that the part exclusions may say."""
TEXT_PARTS = frozenset({"sheet", "delimiter", "encoding", "ethnicity_scheme"})
NUMBER_PARTS = frozenset({"heading_row", "heading_rows"})
DELIMITERS: Mapping[str, Delimiter] = {each.name.lower(): each for each in Delimiter}
MOST_HEADING_ROWS = 2
LAST_HEADING_ROW = 100
MOST_PLACES = 200
"""Most columns that may be named by place."""
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
BIRTH_YEAR = "birth_year"
FORCE = "force"
FORMED_COLUMNS = DATE_COLUMNS | {BIRTH_YEAR}
"""The columns whose form a profile may give. From a date of birth only the year is kept."""
YEAR = re.compile(r"[0-9]{4}")


class ProfileFaultCode(StrEnum):
    NOT_TOML = "not_toml"
    TOO_LONG = "too_long"
    UNKNOWN_PART = "unknown_part"
    WRONG_SHAPE = "wrong_shape"
    UNKNOWN_COLUMN = "unknown_column"
    COLUMN_TWICE = "column_twice"
    MAPPED_AND_IGNORED = "mapped_and_ignored"
    WRONG_DATES = "wrong_dates"
    WRONG_VALUE = "wrong_value"
    LESS_CAREFUL = "less_careful"
    NOUGHT_ALONE = "nought_alone"
    SOMEBODY_ELSE = "somebody_else"
    WRONG_LAYOUT = "wrong_layout"
    OTHER_FORCE = "other_force"
    WRONG_EXCLUSIONS = "wrong_exclusions"


@dataclass(frozen=True)
class ProfileFault:
    code: ProfileFaultCode
    place: str = ""
    value: str = ""


class ProfileError(ValueError):
    def __init__(self, faults: Iterable[ProfileFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} faults in a profile")


@dataclass(frozen=True)
class Profile:
    force: str = ""
    """The force's code, used for each row where the extract has no column for the force."""
    columns: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """The force's name of a column to ours."""
    ignored: frozenset[str] = frozenset()
    """The columns whose cells are passed over unread."""
    date_forms: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    """Our name of a column to the form of its dates."""
    values: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: NOTHING)
    """Our name of a column to the force's codes in it and ours."""
    sheet: str = ""
    heading_row: int = 0
    """The last row of the headings; 0 where it is to be found, like the next three."""
    heading_rows: int = 0
    delimiter: Delimiter | None = None
    encoding: TextEncoding | None = None
    loader_excludes: bool = False
    """Whether exclusions without a person or a day take the loader and the day of the load. Nothing
    else that affects whether a person is asked may come from a profile instead of a cell."""
    ethnicity_scheme: str = ""
    """The list by which ethnic groups were recorded, where the extract has no column of it; "" for
    that of the census."""

    def knows(self, own: str) -> bool:
        return own in self.columns or own in self.ignored or own in COLUMNS

    def laid_out_as_found(self) -> Self:
        return replace(self, sheet="", heading_row=0, heading_rows=0, delimiter=None, encoding=None)

    def column_names(self, headings: Sequence[str]) -> list[str]:
        """The profile may name a column by its place if the heading is blank or repeated."""
        known = self.columns.keys() | self.ignored
        headings = [*headings, *[""] * (self._width(known.difference(headings)) - len(headings))]
        placed = [named_by_place(name, place) for place, name in enumerate(headings)]
        return [
            by_place if by_place in known else name
            for name, by_place in zip(headings, placed, strict=True)
        ]

    @staticmethod
    def _width(known: Collection[str]) -> int:
        places = (place for place in range(MOST_PLACES) if named_by_place("", place) in known)
        return max(places, default=-1) + 1

    def standard_name(self, own: str) -> str:
        return self.columns.get(own, own)

    def own_name(self, standard: str) -> str:
        return next((own for own, ours in self.columns.items() if ours == standard), standard)

    def written_date(self, day: date, column: str) -> str:
        return written_date(day, self.date_forms.get(column, ""))

    def other_force(self, cell: str) -> str:
        said = self.values.get(FORCE, NOTHING).get(cell.strip(), cell.strip())
        named = force_named(said)
        return "" if not said or named == self.force else named or said

    def standard_cell(self, column: str, text: str) -> str:
        """Raises CellError for a date that is not in the profile's form."""
        form = self.date_forms.get(column)
        if text and form:
            if column != BIRTH_YEAR:
                return date_from(text, form)
            return text if YEAR.fullmatch(text) else date_from(text, form)[:4]
        codes = self.values.get(column)
        return codes.get(text, text) if codes else text


STANDARD = Profile()


def date_from(text: str, form: str) -> str:
    """In ISO form. Raises CellError."""
    pattern = date_pattern(form)
    match = pattern.fullmatch(text) if pattern else None
    try:
        if match:
            found = match.groupdict()
            name = found.get("name")
            month = MONTHS.index(name.upper()) + 1 if name else int(found["month"])
            return date(int(found["year"]), month, int(found["day"])).isoformat()
    except ValueError:
        pass
    raise CellError(FaultCode.WRONG_PROFILE_DATE)


def written_date(day: date, form: str) -> str:
    """Year-month-day without a form."""
    parts = {
        "YYYY": f"{day.year:04}",
        "MON": MONTHS[day.month - 1],
        "MM": f"{day.month:02}",
        "DD": f"{day.day:02}",
    }
    return re.sub("|".join(TOKENS), lambda found: parts[found[0]], form or "YYYY-MM-DD")


def parse_profile(text: str) -> Profile:
    """From TOML. Raises ProfileError with every fault."""
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
        *_layout_faults(raw),
    ]
    if faults:
        raise ProfileError(faults)
    return Profile(
        columns=raw.get("columns", NOTHING),
        ignored=frozenset(raw.get("ignore", ())),
        date_forms=_date_forms(raw),
        values=raw.get("values", NOTHING),
        sheet=raw.get("sheet", ""),
        heading_row=raw.get("heading_row", 0),
        heading_rows=raw.get("heading_rows", 0),
        delimiter=DELIMITERS.get(raw.get("delimiter", "")),
        encoding=TextEncoding(raw["encoding"]) if "encoding" in raw else None,
        loader_excludes="exclusions" in raw,
        ethnicity_scheme=raw.get("ethnicity_scheme", ""),
    )


def _date_forms(raw: Mapping[str, Any]) -> Mapping[str, str]:
    dates = raw.get("dates") or {}
    if isinstance(dates, str):
        return dict.fromkeys(sorted(DATE_COLUMNS), dates)
    return dict(dates)


def force_profile(text: str, *, force: str) -> Profile:
    """The profile of one force. Raises ProfileError."""
    return replace(parse_profile(text), force=force)


@cache
def date_pattern(written: str) -> re.Pattern[str] | None:
    """None where the form lacks or repeats day, month or year."""
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
    if name in TEXT_PARTS:
        return isinstance(part, str)
    if name in NUMBER_PARTS:
        return type(part) is int
    if name == "dates":
        return isinstance(part, str) or _is_text_to_text(part)
    if name == "ignore":
        return isinstance(part, list) and all(isinstance(one, str) for one in part)
    if name in {"columns", "exclusions"}:
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
        if ours in REACHING and is_about_somebody_else(own, column=ours):
            yield ProfileFault(ProfileFaultCode.SOMEBODY_ELSE, "columns", own)
        seen.add(ours)
        if own in raw.get("ignore", ()):
            yield ProfileFault(ProfileFaultCode.MAPPED_AND_IGNORED, "ignore", own)


def _date_faults(raw: Mapping[str, Any]) -> Iterator[ProfileFault]:
    dates = raw.get("dates") or {}
    forms = {"": dates} if isinstance(dates, str) else dates
    for column, form in forms.items():
        place = f"dates.{column}" if column else "dates"
        if column and column not in FORMED_COLUMNS:
            yield ProfileFault(ProfileFaultCode.UNKNOWN_COLUMN, "dates", column)
        elif date_pattern(form) is None:
            yield ProfileFault(ProfileFaultCode.WRONG_DATES, place, form)


def _layout_faults(raw: Mapping[str, Any]) -> Iterator[ProfileFault]:
    allowed: Mapping[str, Collection[object]] = {
        "heading_row": range(1, LAST_HEADING_ROW + 1),
        "heading_rows": range(1, MOST_HEADING_ROWS + 1),
        "delimiter": DELIMITERS,
        "encoding": tuple(TextEncoding),
        "ethnicity_scheme": SCHEMES,
    }
    for name, values in allowed.items():
        if name in raw and raw[name] not in values:
            yield ProfileFault(ProfileFaultCode.WRONG_LAYOUT, name, str(raw[name]))
    if raw.get("exclusions", LOADER_EXCLUDES) != LOADER_EXCLUDES:
        yield ProfileFault(ProfileFaultCode.WRONG_EXCLUSIONS, "exclusions")


def _value_faults(raw: Mapping[str, Any]) -> Iterator[ProfileFault]:
    for column, codes in raw.get("values", NOTHING).items():
        if column not in COLUMNS:
            yield ProfileFault(ProfileFaultCode.UNKNOWN_COLUMN, "values", column)
            continue
        for own, ours in codes.items():
            place = f"values.{column}, {own}"
            if column == FORCE and not may_be_force(own, ours):
                yield ProfileFault(ProfileFaultCode.OTHER_FORCE, place, ours)
            elif not _is_valid_value(column, ours):
                yield ProfileFault(ProfileFaultCode.WRONG_VALUE, place, ours)
            elif not meanings.may_stand_for(own, column, ours):
                yield ProfileFault(ProfileFaultCode.LESS_CAREFUL, place, ours)
            elif meanings.is_nought_alone(codes, column, own):
                yield ProfileFault(ProfileFaultCode.NOUGHT_ALONE, place, ours)


def _is_valid_value(column: str, value: str) -> bool:
    try:
        return not value or COLUMNS[column].read(value) is not None
    except CellError:
        return False

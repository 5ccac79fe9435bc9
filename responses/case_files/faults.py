"""The faults of a file of cases: what is wrong, and where. Pure; the messages are in
responses.imports.presenters.faults."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from access.forces.life import ForceLife


class FaultCode(StrEnum):
    # the file
    NO_FILE = "no_file"
    EMPTY_FILE = "empty_file"
    NO_ROWS = "no_rows"
    NOT_UTF8 = "not_utf8"
    BROKEN_GZIP = "broken_gzip"
    BROKEN_CSV = "broken_csv"
    BROKEN_JSON = "broken_json"
    WORKBOOK = "workbook"
    NO_SHEET = "no_sheet"
    SEVERAL_SHEETS = "several_sheets"
    ONLY_HIDDEN_SHEETS = "only_hidden_sheets"
    REFUSAL_SHEET = "refusal_sheet"
    HIDDEN_ROWS = "hidden_rows"
    HIDDEN_COLUMNS = "hidden_columns"
    TOO_LARGE = "too_large"
    NOT_A_TABLE = "not_a_table"
    UNKNOWN_KIND = "unknown_kind"
    MIXED_KINDS = "mixed_kinds"
    BROKEN_ARCHIVE = "broken_archive"
    ARCHIVE_TOO_LARGE = "archive_too_large"
    ARCHIVE_TOO_MANY = "archive_too_many"
    NOT_API_JSON = "not_api_json"
    FORCE_NOT_SAID = "force_not_said"
    # its header
    PERSON_COLUMN = "person_column"
    REFUSAL_COLUMN = "refusal_column"
    UNKNOWN_COLUMN = "unknown_column"
    MISSING_COLUMN = "missing_column"
    DUPLICATE_COLUMN = "duplicate_column"
    TOO_MANY_COLUMNS = "too_many_columns"
    # a row
    ROW_LENGTH = "row_length"
    NOT_A_ROW = "not_a_row"
    TOTALS_ROW = "totals_row"
    REFUSAL_ROW = "refusal_row"
    MISSING_VALUE = "missing_value"
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_FORCE = "unknown_force"
    FORCE_ENDED = "force_ended"
    FORCE_NOT_BEGUN = "force_not_begun"
    UNKNOWN_OFFENCE = "unknown_offence"
    UNKNOWN_WORDING = "unknown_wording"
    UNKNOWN_CRIME_TYPE = "unknown_crime_type"
    WRONG_DATE = "wrong_date"
    WRONG_PROFILE_DATE = "wrong_profile_date"
    FUTURE_DATE = "future_date"
    DATE_TOO_EARLY = "date_too_early"
    DATE_TOO_LATE = "date_too_late"
    WRONG_MONTH = "wrong_month"
    WRONG_AREA = "wrong_area"
    WRONG_TIME = "wrong_time"
    WRONG_YEAR = "wrong_year"
    WRONG_LANGUAGE = "wrong_language"
    WRONG_PHONE = "wrong_phone"
    WORDS_IN_PHONE = "words_in_phone"
    TWO_NUMBERS = "two_numbers"
    ROUNDED_PHONE = "rounded_phone"
    WRONG_EMAIL = "wrong_email"
    WORDS_IN_EMAIL = "words_in_email"
    TWO_ADDRESSES = "two_addresses"
    NOT_COMPUTED = "not_computed"
    FORMULA = "formula"
    JOINED_CELLS = "joined_cells"
    UNSEEN_CELL = "unseen_cell"
    SHOWN_OTHERWISE = "shown_otherwise"
    STRUCK_OUT = "struck_out"
    WRONG_HASH = "wrong_hash"
    WRONG_TEXT = "wrong_text"
    NOT_TEXT = "not_text"
    TOO_LONG = "too_long"
    NAME_AS_KEY = "name_as_key"
    PHONE_AS_KEY = "phone_as_key"
    EMAIL_AS_KEY = "email_as_key"
    ROUNDED_KEY = "rounded_key"
    DATE_AS_KEY = "date_as_key"
    NOBODY_NAMED = "nobody_named"
    DUPLICATE_KEY = "duplicate_key"
    NOT_SETTLED = "not_settled"
    TOLD_BEFORE_OUTCOME = "told_before_outcome"
    SAFE_RECORD_PARTIAL = "safe_record_partial"
    SAFE_HOURS_PARTIAL = "safe_hours_partial"
    EXCLUSION_PARTIAL = "exclusion_partial"
    NOT_SIMULATED = "not_simulated"
    # a row about a case that is loaded
    UNKNOWN_CASE = "unknown_case"
    NOT_OF_A_STAGE = "not_of_a_stage"


NO_TERMS: Mapping[str, str] = MappingProxyType({})
PRIVATE_COLUMNS = frozenset(
    {
        "case_key",
        "contact_mobile",
        "contact_email",
        "safe_word_hash",
        "safe_contact_confirmed_by",
        "exclude_by",
    }
)
LONGEST_SHOWN = 40
LENGTH_OF_YEAR = 4
BIRTHS = frozenset({"birth_year"})
"""Columns into which a profile may have a whole date of birth read, of which the year is kept."""
DIGITS_OF_A_CONTACT = 9
STAMP = re.compile(
    r"(?<!\d)20\d\d([-_.]?)(?:0[1-9]|1[0-2])(?:\1(?:0[1-9]|[12]\d|3[01])"
    r"(?:[-_. T]{1,3}(?:[01]\d|2[0-3])[-_.h]?[0-5]\d(?:[-_.m]?[0-5]\d)?)?)?(?!\d)"
)
"""A month, or a day with or without a time, in the name of a file."""
ENDING = re.compile(r"(?:\.[A-Za-z]{2,5}){1,2}\Z")


@dataclass(frozen=True)
class CaseFault:
    """One fault. `row` is numbered as in a spreadsheet, the header being row 1; 0 means the whole
    file. `terms` fill the placeholders of the message."""

    code: FaultCode
    file: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    terms: Mapping[str, str] = field(default_factory=lambda: NO_TERMS)

    def as_dict(self) -> dict[str, object]:
        """The form in which a fault is stored with an upload, whose file is known."""
        return {
            "code": self.code.value,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "terms": dict(self.terms),
        }


def force_faults(life: ForceLife, *, day: date, column: str) -> Iterator[CaseFault]:
    """The fault of a crime reported on a day on which its force had ended or not begun."""
    if life.has_ended(day):
        terms = {"on": (life.ends or day).isoformat(), "instead": life.successor}
        yield CaseFault(FaultCode.FORCE_ENDED, column=column, value=life.name, terms=terms)
    elif life.has_not_begun(day):
        terms = {"on": life.begins.isoformat(), "instead": ", ".join(life.predecessors)}
        yield CaseFault(FaultCode.FORCE_NOT_BEGUN, column=column, value=life.name, terms=terms)


class CellError(ValueError):
    """The value of a cell is not valid in its column."""

    def __init__(self, code: FaultCode, **terms: str) -> None:
        super().__init__(code.value)
        self.code = code
        self.terms = terms


class FaultsError(ValueError):
    """The faults of the files of one import: the first ones, and in `count` how many there are."""

    def __init__(self, faults: Iterable[CaseFault], *, count: int = 0) -> None:
        self.faults = tuple(faults)
        self.count = count or len(self.faults)
        super().__init__(f"{self.count} faults")


class FileError(ValueError):
    """A file cannot be read any further."""

    def __init__(self, fault: CaseFault) -> None:
        super().__init__(fault.code.value)
        self.fault = fault


def shown(column: str, value: str) -> str:
    """A value as a fault may show it. Fault reports are forwarded to people who must not see a
    victim's contact, so a value that may be personal is cut to its first two characters. So is
    anything that looks like a number, an address or several words, because in a row shifted by
    one cell a contact is in the place of a code. Long values are cut to LONGEST_SHOWN."""
    printable = _printable(value)
    is_birth_date = column in BIRTHS and len(value) > LENGTH_OF_YEAR
    if column in PRIVATE_COLUMNS or is_birth_date or _may_be_personal(printable):
        return f"{printable[:2]}… ({len(value)})"
    if len(printable) > LONGEST_SHOWN:
        return f"{printable[:LONGEST_SHOWN]}… ({len(value)})"
    return printable


def _may_be_personal(value: str) -> bool:
    digits = re.sub(r"\D", "", value)
    has_long_number = len(digits) >= DIGITS_OF_A_CONTACT
    return has_long_number or "@" in value or bool(re.search(r"[^\W\d_]\s+[^\W\d_]", value))


def shown_sheet(name: str) -> str:
    """The name of a sheet as a fault or a note may show it: cut where it may hold a contact."""
    printable = _printable(name)
    return f"{printable[:2]}…" if _holds_contact(printable) else printable[:LONGEST_SHOWN]


def shown_file(name: str) -> str:
    """The name of a file as pages, faults, logs and the database may have it: cut where it may hold
    a contact. The day and time at which an extract was made are none."""
    printable = _printable(name)
    if not _holds_contact(STAMP.sub("", printable)):
        return printable
    ending = ENDING.search(printable)
    return f"{printable[:2]}…{ending[0] if ending else ''}"


def _holds_contact(name: str) -> bool:
    return "@" in name or len(re.sub(r"\D", "", name)) >= DIGITS_OF_A_CONTACT


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)

"""What can be wrong with a file of cases, and where. Pure; the words are in fault_messages."""

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
    TOO_LARGE = "too_large"
    UNKNOWN_KIND = "unknown_kind"
    MIXED_KINDS = "mixed_kinds"
    # its header
    PERSON_COLUMN = "person_column"
    UNKNOWN_COLUMN = "unknown_column"
    MISSING_COLUMN = "missing_column"
    DUPLICATE_COLUMN = "duplicate_column"
    # a row
    ROW_LENGTH = "row_length"
    NOT_A_ROW = "not_a_row"
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
    WRONG_MONTH = "wrong_month"
    WRONG_AREA = "wrong_area"
    WRONG_TIME = "wrong_time"
    WRONG_YEAR = "wrong_year"
    WRONG_LANGUAGE = "wrong_language"
    WRONG_PHONE = "wrong_phone"
    WRONG_EMAIL = "wrong_email"
    WRONG_HASH = "wrong_hash"
    WRONG_TEXT = "wrong_text"
    NOT_TEXT = "not_text"
    TOO_LONG = "too_long"
    NAME_AS_KEY = "name_as_key"
    ROUNDED_KEY = "rounded_key"
    DUPLICATE_KEY = "duplicate_key"
    TOLD_BEFORE_OUTCOME = "told_before_outcome"
    SAFE_RECORD_PARTIAL = "safe_record_partial"
    SAFE_HOURS_PARTIAL = "safe_hours_partial"
    EXCLUSION_PARTIAL = "exclusion_partial"
    NOT_SIMULATED = "not_simulated"


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


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. `row` counts as a spreadsheet does: the header is row 1;
    0 means the file as a whole. `terms` fill the placeholders of the message."""

    code: FaultCode
    file: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    terms: Mapping[str, str] = field(default_factory=lambda: NO_TERMS)


def force_faults(life: ForceLife, *, day: date, column: str) -> Iterator[Fault]:
    """What is wrong with a force that a merger ended or began, for a crime reported on a day."""
    if life.has_ended(day):
        terms = {"on": (life.ends or day).isoformat(), "instead": life.successor}
        yield Fault(FaultCode.FORCE_ENDED, column=column, value=life.name, terms=terms)
    elif life.has_not_begun(day):
        terms = {"on": life.begins.isoformat(), "instead": ", ".join(life.predecessors)}
        yield Fault(FaultCode.FORCE_NOT_BEGUN, column=column, value=life.name, terms=terms)


class CellError(ValueError):
    """A cell does not hold what its column holds."""

    def __init__(self, code: FaultCode, **terms: str) -> None:
        super().__init__(code.value)
        self.code = code
        self.terms = terms


class FaultsError(ValueError):
    """What is wrong with the files of a call: of many faults the first, and how many in all."""

    def __init__(self, faults: Iterable[Fault], *, count: int = 0) -> None:
        self.faults = tuple(faults)
        self.count = count or len(self.faults)
        super().__init__(f"{self.count} faults")


class FileError(ValueError):
    """A file cannot be read any further."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code.value)
        self.fault = fault


def shown(column: str, value: str) -> str:
    """A value as a fault may repeat it. A report is read and forwarded by people who have no
    business with a victim's number, so what may be personal shows its first two characters;
    so does anything that looks like a number, an address or more than one word, because a row
    shifted by one cell puts a contact where a code should be."""
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value)
    if column in PRIVATE_COLUMNS or _may_be_personal(printable):
        return f"{printable[:2]}… ({len(value)})"
    if len(printable) > LONGEST_SHOWN:
        return f"{printable[:LONGEST_SHOWN]}… ({len(value)})"
    return printable


def _may_be_personal(value: str) -> bool:
    digits = re.sub(r"\D", "", value)
    has_long_number = len(digits) >= 9
    return has_long_number or "@" in value or bool(re.search(r"[^\W\d_]\s+[^\W\d_]", value))


def shown_name(column: str) -> str:
    """A column's name as a fault may repeat it: a file without its header has a victim there."""
    is_name = re.fullmatch(r"[A-Za-z][A-Za-z_ -]{0,39}", column) and column.count(" ") <= LAST_WORD
    return column if is_name else shown("", column)[:2] + "…" if column else ""


LAST_WORD = 2

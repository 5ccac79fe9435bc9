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
    UNKNOWN_CASE = "unknown_case"
    NOT_OF_A_STAGE = "not_of_a_stage"


NO_TERMS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class CaseFault:
    """One fault."""

    code: FaultCode
    file: str = ""
    row: int = 0
    column: str = ""
    value: str = ""
    terms: Mapping[str, str] = field(default_factory=lambda: NO_TERMS)

    def as_dict(self) -> dict[str, object]:
        return {
            "code": self.code.value,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "terms": dict(self.terms),
        }


def force_faults(life: ForceLife, *, day: date, column: str) -> Iterator[CaseFault]:
    if life.has_ended(day):
        terms = {"on": (life.ends or day).isoformat(), "instead": life.successor}
        yield CaseFault(FaultCode.FORCE_ENDED, column=column, value=life.name, terms=terms)
    elif life.has_not_begun(day):
        terms = {"on": life.begins.isoformat(), "instead": ", ".join(life.predecessors)}
        yield CaseFault(FaultCode.FORCE_NOT_BEGUN, column=column, value=life.name, terms=terms)


class CellError(ValueError):
    def __init__(self, code: FaultCode, **terms: str) -> None:
        super().__init__(code.value)
        self.code = code
        self.terms = terms


class FaultsError(ValueError):
    """`faults` are the first, `count` how many there are."""

    def __init__(self, faults: Iterable[CaseFault], *, count: int = 0) -> None:
        self.faults = tuple(faults)
        self.count = count or len(self.faults)
        super().__init__(f"{self.count} faults")


class FileError(ValueError):
    """A file cannot be read any further."""

    def __init__(self, fault: CaseFault) -> None:
        super().__init__(fault.code.value)
        self.fault = fault

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from access.forces.life import ForceLife
from responses.case_files import reference_lists
from responses.case_files.cells.computed import check_written
from responses.case_files.cells.readers import case_key
from responses.case_files.extracts.masking import shown_heading
from responses.case_files.faults import CaseFault, CellError, FaultCode, FileError, force_faults
from responses.case_files.masked_values import mask_value
from responses.case_files.reference_lists import CrimeType, PoliceUkWording

STREET_COLUMNS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location",
    "LSOA code", "LSOA name", "Crime type", "Last outcome category", "Context",
)  # fmt: skip
OUTCOME_COLUMNS = (*STREET_COLUMNS[:9], "Outcome type")
WITHOUT_ID = "asb"
ALWAYS_BLANK = "Context"
"""The last column, empty in every file since 2013; some edited files lack its comma."""
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
LONGEST_SHOWN = 80

T = TypeVar("T")
Lives = Mapping[str, ForceLife]


@dataclass(frozen=True)
class SourceFile:
    name: str
    lines: Iterable[str]


@dataclass(frozen=True)
class StreetRow:
    crime_id: str
    month: date
    force: str
    area: str
    crime_type: CrimeType
    last_outcome: PoliceUkWording | None


@dataclass(frozen=True)
class OutcomeRow:
    crime_id: str
    month: date
    force: str
    area: str
    outcome: PoliceUkWording
    as_filed: str


PoliceUkRow = StreetRow | OutcomeRow


@dataclass(frozen=True, kw_only=True)
class PoliceUkRules:
    codes_by_name: Mapping[str, str]
    lives: Lives
    today: date
    said: str = ""
    only: frozenset[str] | None = None


def is_street(header: Sequence[str]) -> bool:
    return "Crime type" in header and "Falls within" in header


def is_any(header: Sequence[str]) -> bool:
    return is_street(header) or is_outcomes(header) or is_searches(header)


def is_outcomes(header: Sequence[str]) -> bool:
    return "Outcome type" in header and "Falls within" in header


def is_searches(header: Sequence[str]) -> bool:
    """Searches are no crimes, and are left out."""
    return "Object of search" in header


def read_file(file: SourceFile, *, rules: PoliceUkRules) -> Iterator[PoliceUkRow | CaseFault]:
    """Each row of one file, or its faults."""
    reader = csv.reader(file.lines, strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        faults = list(_header_faults(header, file=file.name))
        yield from faults or _read_table(reader, header, file=file.name, rules=rules)
    except FileError as error:
        yield error.fault
    except csv.Error:
        yield CaseFault(FaultCode.BROKEN_CSV, file.name, reader.line_num)


def _header_faults(header: Sequence[str], *, file: str) -> Iterator[CaseFault]:
    expected = STREET_COLUMNS if is_street(header) else OUTCOME_COLUMNS
    for name in expected:
        if name not in header:
            yield CaseFault(FaultCode.MISSING_COLUMN, file, 1, column=name)
        elif header.count(name) > 1:
            yield CaseFault(FaultCode.DUPLICATE_COLUMN, file, 1, column=name)
    for name in header:
        if name not in expected:
            told = name[:LONGEST_SHOWN] if is_any(header) else shown_heading(name, among=header)
            yield CaseFault(FaultCode.UNKNOWN_COLUMN, file, 1, column=told)


def _read_table(
    table: Iterable[list[str]],
    header: Sequence[str],
    *,
    file: str,
    rules: PoliceUkRules,
) -> Iterator[PoliceUkRow | CaseFault]:
    read_row = _street_row if is_street(header) else _outcome_row
    for number, values in enumerate(table, 2):
        if not any(values):
            continue
        if len(values) == len(header) - 1 and header[-1] == ALWAYS_BLANK:
            values = [*values, ""]
        if len(values) != len(header):
            terms = {"found": str(len(values)), "expected": str(len(header))}
            yield CaseFault(FaultCode.ROW_LENGTH, file, number, terms=terms)
            continue
        cells = _Cells(dict(zip(header, values, strict=True)), file=file, row=number, rules=rules)
        row = read_row(cells)
        if row and not cells.faults:
            yield row
        yield from cells.faults


def month_of(text: str) -> date | None:
    """From 2016-03; None where it is no month."""
    if not MONTH.fullmatch(text) or text < "1900":
        return None
    return date(int(text[:4]), int(text[5:]), 1)


def id_faults(text: str, *, column: str, file: str, row: int) -> list[CaseFault]:
    """It becomes the key of a case."""
    try:
        check_written("case_key", text)
        case_key(text)
    except CellError as error:
        return [CaseFault(error.code, file, row, column, mask_value("case_key", text), error.terms)]
    return []


class _Cells:
    """The cells of one row."""

    def __init__(
        self, values: Mapping[str, str], *, file: str, row: int, rules: PoliceUkRules
    ) -> None:
        self._values = values
        self._rules = rules
        self._file = file
        self._row = row
        self.faults: list[CaseFault] = []

    def text(self, column: str) -> str:
        return self._values[column].strip()

    def fault(self, code: FaultCode, column: str, **terms: str) -> None:
        value = self.text(column)[:LONGEST_SHOWN]
        self.faults.append(CaseFault(code, self._file, self._row, column, value, terms))

    def look_up(self, column: str, known: Mapping[str, T], code: FaultCode) -> T | None:
        found = known.get(self.text(column))
        if found is None:
            self.fault(code, column)
        return found

    def force(self, *, month: date | None) -> str | None:
        code = self._rules.codes_by_name.get(self.text("Falls within").casefold())
        if code is None:
            self.fault(FaultCode.UNKNOWN_FORCE, "Falls within")
        elif month and (life := self._rules.lives.get(code)):
            faults = force_faults(life, day=month, column="Falls within")
            self.faults += [replace(each, file=self._file, row=self._row) for each in faults]
        return code

    def month(self) -> date | None:
        month = month_of(self.text("Month"))
        if month is None:
            self.fault(FaultCode.WRONG_MONTH, "Month")
        elif month > self._rules.today:
            self.fault(FaultCode.FUTURE_DATE, "Month")
        return month

    def crime_id(self, *, may_be_blank: bool) -> str:
        text = self.text("Crime ID")
        if not text and not may_be_blank:
            self.fault(FaultCode.MISSING_VALUE, "Crime ID")
        self.faults += id_faults(text, column="Crime ID", file=self._file, row=self._row)
        return text

    def area(self) -> str:
        text = self.text("LSOA code")
        if text and not re.fullmatch(r"[EWNS]\d{8}", text):
            self.fault(FaultCode.WRONG_AREA, "LSOA code")
        return text


def _street_row(cells: _Cells) -> StreetRow | None:
    types, wordings = reference_lists.police_uk_crime_types(), reference_lists.police_uk_wordings()
    month, area = cells.month(), cells.area()
    force = cells.force(month=month)
    crime_type = cells.look_up("Crime type", types, FaultCode.UNKNOWN_CRIME_TYPE)
    last = None
    if cells.text("Last outcome category"):
        last = cells.look_up("Last outcome category", wordings, FaultCode.UNKNOWN_WORDING)
    may_be_blank = crime_type is None or crime_type.crime_group == WITHOUT_ID
    crime_id = cells.crime_id(may_be_blank=may_be_blank)
    if not (force and month and crime_type):
        return None
    return StreetRow(crime_id, month, force, area, crime_type, last)


def _outcome_row(cells: _Cells) -> OutcomeRow | None:
    month, area = cells.month(), cells.area()
    force = cells.force(month=month)
    wordings = reference_lists.police_uk_wordings()
    outcome = cells.look_up("Outcome type", wordings, FaultCode.UNKNOWN_WORDING)
    crime_id = cells.crime_id(may_be_blank=False)
    if not (force and month and outcome):
        return None
    return OutcomeRow(crime_id, month, force, area, outcome, cells.text("Outcome type"))

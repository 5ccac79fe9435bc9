"""Files of cases as rows of named cells, whatever they came in: CSV, a workbook's first sheet or
JSON Lines. Pure but for opening workbooks."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from responses.case_files.columns import COLUMNS, REQUIRED, names_a_person
from responses.case_files.faults import Fault, FaultCode, FileError, shown_name
from responses.case_files.mapping_profile import STANDARD, Profile
from survey.interchange.faults import FormError
from survey.interchange.workbooks import opening
from survey.interchange.workbooks.sheets import Sheet

Record = Mapping[str, str]
REJECTED = "rejected_"
MORE = f"{REJECTED}more"
"""Cells for which the header has no column."""
MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) 00:00:00")
WHOLE_MINUTE = re.compile(r"([0-9]{2}:[0-9]{2}):00")


@dataclass(frozen=True, slots=True)
class Raw:
    """A row under the standard names of its columns, or what keeps it from being one. Of `record`
    the cells are as they stand in the file."""

    row: int
    record: Record
    faults: Sequence[Fault] = ()
    is_end: bool = False
    """The file cannot be read at all, or no further: none of it may be loaded."""


def csv_rows(lines: Iterable[str], *, file: str, profile: Profile = STANDARD) -> Iterator[Raw]:
    reader = csv.reader(lines, strict=True)
    try:
        yield from _table_rows(enumerate(reader, 1), file=file, profile=profile)
    except FileError as error:
        yield _end(error.fault)
    except csv.Error:
        yield _end(Fault(FaultCode.BROKEN_CSV, file=file, row=reader.line_num))


def workbook_rows(content: bytes, *, file: str, profile: Profile = STANDARD) -> Iterator[Raw]:
    """The first sheet of a workbook, opened where it can do no harm."""
    try:
        sheets = opening.read_sheets("cases.xlsx", content, bounds="table")
    except FormError as error:
        yield from (
            _end(_workbook_fault(fault.reason, fault.row, fault.terms, file=file))
            for fault in error.faults
        )
        return
    rows = _sheet_rows(sheets[0]) if sheets else iter(())
    yield from _table_rows(rows, file=file, profile=profile)


def _workbook_fault(reason: str, row: int, terms: Mapping[str, str], *, file: str) -> Fault:
    return Fault(FaultCode.WORKBOOK, file, row, terms={**terms, "reason": reason})


def _sheet_rows(sheet: Sheet) -> Iterator[tuple[int, list[str]]]:
    """Rows as wide as the header: a sheet has no cells behind the last one that is filled."""
    width = 0
    for row in sheet.rows:
        width = width or len(row.cells)
        cells = [_as_written(cell) for cell in row.cells]
        yield row.number, cells + [""] * (width - len(cells))


def _as_written(cell: str) -> str:
    """A day is a day and a minute a minute, however finely a spreadsheet stores them."""
    match = MIDNIGHT.fullmatch(cell) or WHOLE_MINUTE.fullmatch(cell)
    return match[1] if match else cell


def _table_rows(
    table: Iterator[tuple[int, list[str]]], *, file: str, profile: Profile
) -> Iterator[Raw]:
    _first, names = next(table, (0, []))
    own = [name.strip() for name in names]
    header = [profile.standard_name(name) for name in own]
    if faults := header_faults(header, own=own, file=file, profile=profile):
        yield Raw(1, {}, faults, is_end=True)
        return
    own_force = {"force": profile.force} if profile.force else {}
    passed_over = [name for name in header if name not in COLUMNS]
    # Our own file of rejected rows has an apostrophe before what could be a formula.
    is_ours = any(name.startswith(REJECTED) for name in passed_over)
    has_rows = False
    for row_number, cells in table:
        has_rows = True
        if not any(cells):
            continue
        found = [cell.removeprefix("'") for cell in cells] if is_ours else cells
        record = own_force | _record(header, found, passed_over=passed_over)
        faults = []
        if len(cells) != len(header):
            terms = {"found": str(len(cells)), "expected": str(len(header))}
            faults = [Fault(FaultCode.ROW_LENGTH, file=file, row=row_number, terms=terms)]
        yield Raw(row_number, record, faults)
    if not has_rows:
        yield _end(Fault(FaultCode.NO_ROWS, file=file))


def _record(
    header: Sequence[str], cells: Sequence[str], *, passed_over: Sequence[str]
) -> dict[str, str]:
    record = dict(zip_longest(header, cells[: len(header)], fillvalue=""))
    for name in passed_over:
        del record[name]
    if len(cells) > len(header):
        record[MORE] = " | ".join(cells[len(header) :])
    return record


def header_faults(
    header: Sequence[str], *, own: Sequence[str], file: str, profile: Profile = STANDARD
) -> list[Fault]:
    """What is wrong with the names of the columns."""
    if not any(header):
        return [Fault(FaultCode.EMPTY_FILE, file=file)]
    faults = [
        unknown_column(mine, file=file, row=1)
        for name, mine in zip(header, own, strict=True)
        if name not in COLUMNS and mine not in profile.ignored and not name.startswith(REJECTED)
    ]
    repeated = [name for name, count in Counter(header).items() if count > 1 and name in COLUMNS]
    faults += [Fault(FaultCode.DUPLICATE_COLUMN, file, 1, column=name) for name in repeated]
    known = {*header, "force"} if profile.force else header
    missing = [name for name in REQUIRED if name not in known]
    faults += [Fault(FaultCode.MISSING_COLUMN, file, 1, column=name) for name in missing]
    return faults


def unknown_column(name: str, *, file: str, row: int) -> Fault:
    code = FaultCode.PERSON_COLUMN if names_a_person(name) else FaultCode.UNKNOWN_COLUMN
    return Fault(code, file, row, column=shown_name(name))


def json_rows(lines: Iterable[str], *, file: str, profile: Profile = STANDARD) -> Iterator[Raw]:
    """One object a line. A line that is none is a bad row; the next may be a good one."""
    has_rows = False
    try:
        for number, line in enumerate(lines, 1):
            if line.strip():
                has_rows = True
                yield _line_row(line, file=file, row=number, profile=profile)
    except FileError as error:
        yield _end(error.fault)
        return
    if not has_rows:
        yield _end(Fault(FaultCode.EMPTY_FILE, file=file))


def _line_row(line: str, *, file: str, row: int, profile: Profile) -> Raw:
    try:
        found = json.loads(line, object_pairs_hook=_once)
    except _TwiceError as error:
        return Raw(row, {}, [Fault(FaultCode.DUPLICATE_COLUMN, file, row, column=error.shown)])
    except (ValueError, RecursionError):
        return Raw(row, {}, [Fault(FaultCode.BROKEN_JSON, file, row)])
    return object_row(found, file=file, row=row, profile=profile)


class _TwiceError(ValueError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.shown = shown_name(name)


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _TwiceError(next(n for n, times in Counter(n for n, _ in pairs).items() if times > 1))
    return found


def object_row(found: object, *, file: str, row: int, profile: Profile = STANDARD) -> Raw:
    """An object that names columns and their values, as systems send them."""
    if not isinstance(found, dict):
        return Raw(row, {}, [Fault(FaultCode.NOT_A_ROW, file, row)])
    record: dict[str, str] = {}
    given = {"force": profile.force} if profile.force else {}
    faults: list[Fault] = []
    for own, value in found.items():
        name = profile.standard_name(own)
        if name not in COLUMNS:
            if own not in profile.ignored:
                faults.append(unknown_column(own, file=file, row=row))
        elif not isinstance(value, str | int | None):
            faults.append(Fault(FaultCode.NOT_TEXT, file, row, column=own))
        elif name in record:
            faults.append(Fault(FaultCode.DUPLICATE_COLUMN, file, row, column=name))
        else:
            record[name] = _text(value)
    return Raw(row, given | record, faults)


def _text(value: str | int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        return str(value)
    except ValueError:  # more digits than Python writes out
        return "9" * 99


def _end(fault: Fault) -> Raw:
    return Raw(fault.row, {}, [fault], is_end=True)

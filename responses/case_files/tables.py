"""Reads tables of cases, from CSV or a workbook, and JSON Lines as rows of named cells. Pure."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from responses.case_files.columns import COLUMNS, REQUIRED, names_a_person
from responses.case_files.faults import CaseFault, FaultCode, FileError, shown_name
from responses.case_files.mapping_profile import STANDARD, Profile

Record = Mapping[str, str]
REJECTED_PREFIX = "rejected_"
EXTRA_CELLS = f"{REJECTED_PREFIX}more"
"""The key of cells beyond the last column of the header."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row with its cells as they are in the file, by standard name of the column, and the faults
    of its structure."""

    row: int
    record: Record
    faults: Sequence[CaseFault] = ()
    is_end: bool = False
    """The file cannot be read at all, or not beyond this row: none of it may be imported."""


def csv_rows(lines: Iterable[str], *, file: str, profile: Profile = STANDARD) -> Iterator[RawRow]:
    reader = csv.reader(lines, strict=True)
    try:
        yield from table_rows(enumerate(reader, 1), file=file, profile=profile)
    except FileError as error:
        yield end_of_file(error.fault)
    except csv.Error:
        yield end_of_file(CaseFault(FaultCode.BROKEN_CSV, file=file, row=reader.line_num))


def table_rows(
    table: Iterator[tuple[int, list[str]]], *, file: str, profile: Profile
) -> Iterator[RawRow]:
    """The rows below the header, which is the first row."""
    names = next((cells for _first, cells in table), [])
    own = [name.strip() for name in names]
    header = [profile.standard_name(name) for name in own]
    if faults := header_faults(header, own=own, file=file, profile=profile):
        yield RawRow(1, {}, faults, is_end=True)
        return
    own_force = {"force": profile.force} if profile.force else {}
    ignored = [name for name in header if name not in COLUMNS]
    # Our own file of rejected rows has an apostrophe before text that could be a formula.
    is_ours = any(name.startswith(REJECTED_PREFIX) for name in ignored)
    has_rows = False
    for row_number, cells in table:
        has_rows = True
        if not any(cells):
            continue
        found = [cell.removeprefix("'") for cell in cells] if is_ours else cells
        record = own_force | _record(header, found, ignored=ignored)
        faults = []
        if len(cells) != len(header):
            terms = {"found": str(len(cells)), "expected": str(len(header))}
            faults = [CaseFault(FaultCode.ROW_LENGTH, file=file, row=row_number, terms=terms)]
        yield RawRow(row_number, record, faults)
    if not has_rows:
        yield end_of_file(CaseFault(FaultCode.NO_ROWS, file=file))


def _record(
    header: Sequence[str], cells: Sequence[str], *, ignored: Sequence[str]
) -> dict[str, str]:
    pairs = zip_longest(header, cells[: len(header)], fillvalue="")
    record = {name: cell for name, cell in pairs if name not in ignored}
    if len(cells) > len(header):
        record[EXTRA_CELLS] = " | ".join(cells[len(header) :])
    return record


def header_faults(
    header: Sequence[str], *, own: Sequence[str], file: str, profile: Profile = STANDARD
) -> list[CaseFault]:
    """The faults of the header."""
    if not any(header):
        return [CaseFault(FaultCode.EMPTY_FILE, file=file)]
    faults = [
        unknown_column(mine, file=file, row=1)
        for mine in own
        if profile.standard_name(mine) not in COLUMNS
        and mine not in profile.ignored
        and not mine.startswith(REJECTED_PREFIX)
    ]
    repeated = [name for name, count in Counter(header).items() if count > 1 and name in COLUMNS]
    faults += [CaseFault(FaultCode.DUPLICATE_COLUMN, file, 1, column=name) for name in repeated]
    known = {*header, "force"} if profile.force else header
    missing = [name for name in REQUIRED if name not in known]
    faults += [CaseFault(FaultCode.MISSING_COLUMN, file, 1, column=name) for name in missing]
    return faults


def unknown_column(name: str, *, file: str, row: int) -> CaseFault:
    code = FaultCode.PERSON_COLUMN if names_a_person(name) else FaultCode.UNKNOWN_COLUMN
    return CaseFault(code, file, row, column=shown_name(name))


def json_rows(lines: Iterable[str], *, file: str, profile: Profile = STANDARD) -> Iterator[RawRow]:
    """One object for each line. A line that is not an object is a bad row; reading goes on."""
    has_rows = False
    try:
        for number, line in enumerate(lines, 1):
            if line.strip():
                has_rows = True
                yield _line_row(line, file=file, row=number, profile=profile)
    except FileError as error:
        yield end_of_file(error.fault)
        return
    if not has_rows:
        yield end_of_file(CaseFault(FaultCode.EMPTY_FILE, file=file))


def _line_row(line: str, *, file: str, row: int, profile: Profile) -> RawRow:
    try:
        found = json.loads(line, object_pairs_hook=_once)
    except _TwiceError as error:
        return RawRow(
            row, {}, [CaseFault(FaultCode.DUPLICATE_COLUMN, file, row, column=error.shown)]
        )
    except (ValueError, RecursionError):
        return RawRow(row, {}, [CaseFault(FaultCode.BROKEN_JSON, file, row)])
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


def object_row(found: object, *, file: str, row: int, profile: Profile = STANDARD) -> RawRow:
    """The row of a JSON object that maps names of columns to values."""
    if not isinstance(found, dict):
        return RawRow(row, {}, [CaseFault(FaultCode.NOT_A_ROW, file, row)])
    record: dict[str, str] = {}
    given = {"force": profile.force} if profile.force else {}
    faults: list[CaseFault] = []
    for own, value in found.items():
        name = profile.standard_name(own)
        if name not in COLUMNS:
            if own not in profile.ignored:
                faults.append(unknown_column(own, file=file, row=row))
        elif not isinstance(value, str | int | None):
            faults.append(CaseFault(FaultCode.NOT_TEXT, file, row, column=own))
        elif name in record:
            faults.append(CaseFault(FaultCode.DUPLICATE_COLUMN, file, row, column=name))
        else:
            record[name] = _text(value)
    return RawRow(row, given | record, faults)


def _text(value: str | int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        return str(value)
    except ValueError:  # more digits than Python writes out
        return "9" * 99


def end_of_file(fault: CaseFault) -> RawRow:
    """Nothing beyond this fault can be read."""
    return RawRow(fault.row, {}, [fault], is_end=True)

"""The standard case file: a force's rows read into cases, or everything that is wrong with
them. Pure."""

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from responses import case_reference, phone_numbers
from responses.case_columns import COLUMNS, FLAGS, REQUIRED, names_a_person
from responses.case_faults import (
    CellError,
    Fault,
    FaultCode,
    FaultsError,
    FileError,
    shown,
    shown_name,
)
from responses.case_reference import Offence
from responses.case_row import CaseRow

Record = Mapping[str, str]
VICTIMLESS_GROUPS = frozenset({"drugs", "weapons"})


@dataclass(frozen=True)
class CaseFileRules:
    """What a file is held against besides its own columns."""

    force_codes: Collection[str]
    today: date
    is_simulated: bool = False
    offences: Mapping[str, Offence] = field(default_factory=case_reference.offences)
    ethnic_groups: Mapping[str, Mapping[str, str]] = field(
        default_factory=case_reference.ethnic_groups
    )


def is_case_file(header: Sequence[str]) -> bool:
    """Whether a header is meant as the standard case file's: half of what it needs is there."""
    return sum(name in header for name in REQUIRED) * 2 >= len(REQUIRED)


def read_case_file(
    lines: Iterable[str], *, file: str, rules: CaseFileRules
) -> Iterator[CaseRow | Fault]:
    """Each row as a case, or each of its faults. A file that cannot be read on ends in a fault."""
    reader = csv.reader(lines, strict=True)
    try:
        yield from _read_table(reader, file=file, rules=rules)
    except FileError as error:
        yield error.fault
    except csv.Error:
        yield Fault(FaultCode.BROKEN_CSV, file=file, row=reader.line_num)


def rows_or_faults(reads: Iterable[CaseRow | Fault]) -> Iterator[CaseRow]:
    """The rows, one by one, as long as all is well. From the first fault on no more rows come,
    but reading goes on to the end, so that FaultsError holds every fault there is."""
    faults: list[Fault] = []
    for read in reads:
        if isinstance(read, Fault):
            faults.append(read)
        elif not faults:
            yield read
    if faults:
        raise FaultsError(faults)


def _read_table(
    table: Iterator[list[str]], *, file: str, rules: CaseFileRules
) -> Iterator[CaseRow | Fault]:
    header = [name.strip() for name in next(table, [])]
    faults = header_faults(header, file=file)
    if faults:
        yield from faults
        return
    seen: set[tuple[str, str]] = set()
    row_number = 1
    for row_number, cells in enumerate(table, 2):
        if not any(cells):
            continue
        if len(cells) != len(header):
            terms = {"found": str(len(cells)), "expected": str(len(header))}
            yield Fault(FaultCode.ROW_LENGTH, file=file, row=row_number, terms=terms)
            continue
        record = dict(zip(header, cells, strict=True))
        yield from read_once(record, file=file, row=row_number, rules=rules, seen=seen)
    if row_number == 1:
        yield Fault(FaultCode.NO_ROWS, file=file)


def read_once(
    record: Record, *, file: str, row: int, rules: CaseFileRules, seen: set[tuple[str, str]]
) -> Iterator[CaseRow | Fault]:
    read = read_record(record, file=file, row=row, rules=rules)
    if isinstance(read, CaseRow) and read.key in seen:
        value = shown("case_key", read.case_key)
        yield Fault(FaultCode.DUPLICATE_KEY, file, row, column="case_key", value=value)
    elif isinstance(read, CaseRow):
        seen.add(read.key)
        yield read
    else:
        yield from read


def header_faults(header: Sequence[str], *, file: str) -> list[Fault]:
    """What is wrong with the names of the columns."""
    if not any(header):
        return [Fault(FaultCode.EMPTY_FILE, file=file)]
    faults = [unknown_column(name, file=file, row=1) for name in header if name not in COLUMNS]
    repeated = [name for name, count in Counter(header).items() if count > 1 and name in COLUMNS]
    faults += [Fault(FaultCode.DUPLICATE_COLUMN, file, 1, column=name) for name in repeated]
    missing = [name for name in REQUIRED if name not in header]
    faults += [Fault(FaultCode.MISSING_COLUMN, file, 1, column=name) for name in missing]
    return faults


def unknown_column(name: str, *, file: str, row: int) -> Fault:
    code = FaultCode.PERSON_COLUMN if names_a_person(name) else FaultCode.UNKNOWN_COLUMN
    return Fault(code, file, row, column=shown_name(name))


def read_record(
    record: Record, *, file: str, row: int, rules: CaseFileRules
) -> CaseRow | list[Fault]:
    """One row, by the names of its columns: the case, or every fault in it."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, raw in record.items():
        text = raw.strip()
        try:
            values[name] = _read_cell(name, text, rules=rules)
        except CellError as error:
            faults.append(_fault(error, file=file, row=row, column=name, value=text))
    missing = [name for name in REQUIRED if name not in record]
    faults += [Fault(FaultCode.MISSING_VALUE, file, row, column=name) for name in missing]
    if faults:
        return faults
    values = {name: value for name, value in values.items() if value is not None}
    faults = [replace(fault, file=file, row=row) for fault in _conflicts(values, rules=rules)]
    return faults or _case(values, rules=rules)


def _read_cell(name: str, text: str, *, rules: CaseFileRules) -> object:
    column = COLUMNS[name]
    if not text and column.is_required:
        raise CellError(FaultCode.MISSING_VALUE)
    if not text:
        return None
    value = column.read(text)
    if isinstance(value, date) and value > rules.today and not column.may_be_future:
        raise CellError(FaultCode.FUTURE_DATE)
    if name == "birth_year" and value > rules.today.year:
        raise CellError(FaultCode.WRONG_YEAR)
    if name == "force" and value not in rules.force_codes:
        raise CellError(FaultCode.UNKNOWN_FORCE)
    if rules.is_simulated and not may_be_simulated(name, value):
        raise CellError(FaultCode.NOT_SIMULATED)
    return value


def may_be_simulated(column: str, value: object) -> bool:
    """Simulated people have only numbers and addresses that belong to nobody (decision 16)."""
    if column == "contact_mobile":
        return phone_numbers.is_simulated_number(str(value))
    return column != "contact_email" or str(value).endswith("@example.org")


def _fault(error: CellError, *, file: str, row: int, column: str, value: str) -> Fault:
    return Fault(error.code, file, row, column, shown(column, value), terms=error.terms)


def _conflicts(values: Mapping[str, Any], *, rules: CaseFileRules) -> Iterator[Fault]:
    """Cells that are right alone and wrong together."""
    offence = values["offence_code"]
    if "crime_group" not in values and offence_key(offence) not in rules.offences:
        yield Fault(
            FaultCode.UNKNOWN_OFFENCE, column="offence_code", value=shown("offence_code", offence)
        )
    scheme = values.get("ethnicity_scheme", "census-2021-19")
    ethnicity = values.get("ethnicity")
    if ethnicity and ethnicity not in rules.ethnic_groups[scheme]:
        terms = {"allowed": ", ".join(rules.ethnic_groups[scheme])}
        value = shown("ethnicity", ethnicity)
        yield Fault(FaultCode.UNKNOWN_CODE, column="ethnicity", value=value, terms=terms)
    told, outcome = values.get("victim_told_on"), values.get("outcome_on")
    if told and outcome and told < outcome:
        yield Fault(FaultCode.TOLD_BEFORE_OUTCOME, column="victim_told_on", value=told.isoformat())
    for code, together in WHOLE.items():
        absent = [name for name in together if name not in values]
        if absent and len(absent) < len(together):
            yield Fault(code, column=absent[0], terms={"columns": ", ".join(together)})


WHOLE: Mapping[FaultCode, Sequence[str]] = MappingProxyType(
    {
        FaultCode.SAFE_RECORD_PARTIAL: ("safe_contact_confirmed_by", "safe_contact_confirmed_on"),
        FaultCode.SAFE_HOURS_PARTIAL: ("safe_contact_from", "safe_contact_to"),
        FaultCode.EXCLUSION_PARTIAL: ("exclude_code", "exclude_by", "exclude_on"),
    }
)


def offence_key(code: str) -> str:
    """As the list writes it: forces pad with zeros and write letters in either case."""
    return code.upper().lstrip("0")


def _case(values: Mapping[str, Any], *, rules: CaseFileRules) -> CaseRow:
    fields = {
        COLUMNS[name].attribute: value
        for name, value in values.items()
        if not name.startswith("flag_")
    }
    offence = rules.offences.get(offence_key(values["offence_code"]))
    if offence:
        fields.setdefault("crime_group", offence.crime_group)
    if values.get("ethnicity"):
        scheme = fields.setdefault("ethnicity_scheme", "census-2021-19")
        fields["ethnicity_group"] = rules.ethnic_groups[scheme][values["ethnicity"]]
    known = {flag: values[f"flag_{flag}"] for flag in FLAGS if f"flag_{flag}" in values}
    has_no_victim = fields["crime_group"] in VICTIMLESS_GROUPS or (
        offence is not None and not offence.has_victim
    )
    return CaseRow(**fields, flags=known, is_victimless=has_no_victim)

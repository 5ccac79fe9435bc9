from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from pathlib import PurePath
from types import MappingProxyType
from typing import Any, NamedTuple

from access.forces.life import ForceLife
from responses.case_files import reference_lists
from responses.case_files.case import NumberSafe
from responses.case_files.cells import contacts
from responses.case_files.cells.codes import CENSUS_SCHEME
from responses.case_files.cells.computed import check_written
from responses.case_files.cells.contacts import says_there_is_none
from responses.case_files.cells.readers import check_day
from responses.case_files.columns import COLUMNS, FLAG_COLUMNS, CaseRow
from responses.case_files.faults import CaseFault, CellError, FaultCode, FaultsError, force_faults
from responses.case_files.headings.refusals import (
    MOST_CELLS_OF_WORDS,
    is_for_refusals,
    warns_of_person,
)
from responses.case_files.known_cells import NEEDED, NOT_KNOWN, KnownCells, RowShape
from responses.case_files.mapping_profile import STANDARD, Profile
from responses.case_files.masked_values import mask_value
from responses.case_files.reference_lists import ListedOffence
from responses.case_files.tables import RawRow, Record
from responses.case_files.warnings.doubts import DoubtReason, PersonDoubt, doubt_about_row
from responses.case_files.workbooks.rows import CaseNote, NoteCode

MAX_FAULTS = 1_000
"""The most faults that are kept one by one; all are counted."""
IDENTIFYING_KEYS = frozenset(
    {FaultCode.NAME_AS_KEY, FaultCode.PHONE_AS_KEY, FaultCode.EMAIL_AS_KEY}
)
MOST_ROWS_ABOVE = 5_000
"""The most rows above a footer whose people are put on hold."""
FREE_TEXT = tuple(name for name, column in COLUMNS.items() if column.is_free_text)
VICTIMLESS_GROUPS = frozenset({"drugs", "weapons"})


@dataclass(frozen=True)
class CaseFileRules:
    force_codes: Collection[str]
    today: date
    is_simulated: bool = False
    force_lives: Mapping[str, ForceLife] = field(default_factory=dict)
    """The first and last days of forces that a merger ended or began."""
    profile: Profile = STANDARD
    make_key: Callable[[str], str] = str
    """Makes a key of a reference that identifies a person, the same in every file."""
    makes_keys: bool = False
    """Whether keys that identify a person are replaced by made ones; otherwise they are refused."""
    takes_hidden: bool = False
    """Whether hidden rows and columns of a workbook are loaded; otherwise it is refused."""
    notes: list[CaseNote] = field(default_factory=list, compare=False, repr=False)
    """Filled while a file is read: notes for the loader."""
    doubts: list[PersonDoubt] = field(default_factory=list, compare=False, repr=False)
    """Filled while a file is read, from rows that are not loaded. The reader of the file takes them
    out."""
    no_contacts: Counter[str] = field(default_factory=Counter, compare=False, repr=False)
    """The number of cells in a column that say that there is no number or address."""
    offences: Mapping[str, ListedOffence] = field(default_factory=reference_lists.offences)
    ethnic_groups: Mapping[str, Mapping[str, str]] = field(
        default_factory=reference_lists.ethnic_groups
    )
    known_cells: KnownCells = field(default_factory=KnownCells, compare=False, repr=False)

    def read(self, name: str, cell: str) -> object:
        """None of a blank cell. Raises CellError."""
        text = cell.strip()
        if not text and name not in NEEDED:
            return None
        check_written(name, text)
        if says_there_is_none(name, text):
            self.no_contacts[name] += 1
            return None
        try:
            value = _read_cell(name, self.profile.standard_cell(name, text), rules=self)
        except CellError as error:
            if not self.makes_keys or error.code not in IDENTIFYING_KEYS:
                raise
            value = self.make_key(text)
        self.known_cells.keep(name, cell, value)
        return value


class RowResult(NamedTuple):
    """Its case, or its faults and the row as sent."""

    row: int
    record: Record
    case: CaseRow | None = None
    faults: Sequence[CaseFault] = ()
    is_end: bool = False
    """The file cannot be read at all, or not beyond this row: none of it may be imported."""
    is_structural: bool = False
    """The faults are not in the cells: reading these again alone would not find them."""
    is_repeat: bool = False
    """An earlier row of the file is the same, cell for cell: it counts once."""


def read_rows(raws: Iterable[RawRow], *, file: str, rules: CaseFileRules) -> Iterator[RowResult]:
    """The result of each row, in order."""
    seen, above = _SeenRows(file), _RowsAbove(rules)
    is_all_warned = is_for_refusals(PurePath(file).stem)
    for raw in raws:
        is_warned = raw.is_warned or is_all_warned or _forbids_in_words(raw.record)
        above.look_at(raw)
        if raw.is_unread:
            _doubt_unread(raw, rules=rules, is_warned=is_warned)
            continue
        if raw.faults:
            if not raw.is_end:
                _doubt(raw, raw.faults, rules=rules, is_warned=is_warned)
            yield RowResult(raw.row, raw.record, None, raw.faults, raw.is_end, is_structural=True)
            continue
        read = read_record(raw.record, file=file, row=raw.row, rules=rules)
        above.keep(raw, read)
        if isinstance(read, CaseRow):
            if is_warned:
                _doubt_unread(raw, rules=rules, is_warned=True)
            result = seen.result(raw, read)
            if result.faults:
                _doubt(raw, result.faults, rules=rules, reason=DoubtReason.REPEATED)
            yield result
        else:
            _doubt(raw, read, rules=rules, is_warned=is_warned)
            yield RowResult(raw.row, raw.record, None, read)
    if is_all_warned:
        rules.notes.append(CaseNote(NoteCode.FORBIDDING_FILE_NAME, {}))
    rules.notes.extend(seen.notes())
    rules.notes.extend(_notes_on_contacts(rules))


def _forbids_in_words(record: Record) -> bool:
    return any(warns_of_person(record[name]) for name in FREE_TEXT if record.get(name))


class _RowsAbove:
    """Already read when the file turns out to be unreadable."""

    def __init__(self, rules: CaseFileRules) -> None:
        self._rules = rules
        self._last: deque[RawRow] = deque(maxlen=MOST_ROWS_ABOVE)
        self._careful: list[RawRow] = []
        self._has_case_below = False

    def keep(self, raw: RawRow, read: CaseRow | list[CaseFault]) -> None:
        self._has_case_below = False
        self._last.append(raw)
        if isinstance(read, CaseRow) and _is_careful(read):
            self._careful.append(raw)

    def look_at(self, raw: RawRow) -> None:
        if raw.is_unread:
            self._has_case_below |= sum(map(bool, raw.cells)) > MOST_CELLS_OF_WORDS
        elif raw.is_end:
            self._doubt(raw)

    def _doubt(self, end: RawRow) -> None:
        is_footer = any(fault.code == FaultCode.REFUSAL_ROW for fault in end.faults)
        rows = self._last if is_footer and not self._has_case_below else ()
        for raw in {one.row: one for one in (*self._careful, *rows)}.values():
            _doubt(raw, (), rules=self._rules, is_warned=True)


def _is_careful(case: CaseRow) -> bool:
    return case.is_deceased or bool(case.exclude_code) or case.number_safe == NumberSafe.NO


def doubt_careful(results: Iterable[RowResult], *, rules: CaseFileRules) -> None:
    """Rows that are good but not loaded, because another row has faults."""
    for read in results:
        if read.case is not None and _is_careful(read.case):
            _doubt(RawRow(read.row, read.record), (), rules=rules, is_warned=True)


class _SeenRows:
    """By hashes alone: those of a million rows take some 140 MB."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._keys: set[int] = set()
        self._contents: set[int] = set()
        self._repeats = self._differing = 0

    def result(self, raw: RawRow, case: CaseRow) -> RowResult:
        key, content = hash(case.key), hash((case.key, tuple(raw.record.values())))
        if key not in self._keys:
            self._keys.add(key)
            self._contents.add(content)
            return RowResult(raw.row, raw.record, case)
        if content in self._contents:
            self._repeats += 1
            return RowResult(raw.row, raw.record, is_repeat=True)
        self._differing += 1
        value = mask_value("case_key", case.case_key)
        fault = CaseFault(FaultCode.DUPLICATE_KEY, self._file, raw.row, "case_key", value)
        return RowResult(raw.row, raw.record, None, [fault], is_structural=True)

    def notes(self) -> Iterator[CaseNote]:
        if self._differing:
            yield CaseNote(NoteCode.REPEATS_DIFFER, {"count": f"{self._differing:,}"})
        if self._repeats:
            yield CaseNote(NoteCode.REPEATS, {"count": f"{self._repeats:,}"})


def _doubt(
    raw: RawRow,
    faults: Sequence[CaseFault],
    *,
    rules: CaseFileRules,
    reason: DoubtReason = DoubtReason.REFUSED,
    is_warned: bool = False,
) -> None:
    is_warned = is_warned or raw.is_warned
    doubt = doubt_about_row(
        raw.record,
        raw.cells,
        row=raw.row,
        reason=DoubtReason.WARNING if is_warned else reason,
        faults=faults,
        profile=rules.profile,
        made_key=rules.make_key,
    )
    if doubt.case_keys or doubt.numbers or doubt.emails:
        rules.doubts.append(doubt)


def _doubt_unread(raw: RawRow, *, rules: CaseFileRules, is_warned: bool) -> None:
    doubt = doubt_about_row(
        raw.record,
        raw.cells or tuple(raw.record.values()),
        row=raw.row,
        reason=DoubtReason.UNREAD,
        profile=rules.profile,
        made_key=rules.make_key,
    )
    has_person = doubt.case_keys or doubt.numbers or doubt.emails
    if has_person and (is_warned or doubt.said):
        rules.doubts.append(doubt)


def _notes_on_contacts(rules: CaseFileRules) -> Iterator[CaseNote]:
    for column in sorted(rules.no_contacts):
        count = f"{rules.no_contacts.pop(column):,}"
        yield CaseNote(NoteCode.NO_CONTACT, {"column": column, "count": count})


def rows_or_faults(results: Iterable[RowResult]) -> Iterator[CaseRow]:
    """The cases until the first fault."""
    faults: list[CaseFault] = []
    count = 0
    for read in results:
        if read.faults:
            count += len(read.faults)
            faults.extend(read.faults[: MAX_FAULTS - len(faults)])
        if read.case is not None and not count:
            yield read.case
    if count:
        raise FaultsError(faults, count=count)


def good_rows(
    results: Iterable[RowResult], *, reject: Callable[[RowResult], None]
) -> Iterator[CaseRow]:
    """Others go to `reject`. Raises FaultsError where the file cannot be read to its end."""
    for read in results:
        if read.is_end:
            raise FaultsError(read.faults)
        if read.is_repeat:
            continue
        if read.case is None:
            reject(read)
        else:
            yield read.case


def read_record(
    record: Record, *, file: str, row: int, rules: CaseFileRules
) -> CaseRow | list[CaseFault]:
    shape = rules.known_cells.shape(record)
    wrong: dict[str, CellError] = {}
    values: dict[str, Any] = {}
    for name, attribute, known in shape.columns:
        value = known.get(record[name], NOT_KNOWN)
        if value is NOT_KNOWN:
            value = _value(record, name, rules=rules, wrong=wrong)
        if value is not None:
            values[attribute] = value
    values["flags"] = _flags(record, shape, rules=rules, wrong=wrong)
    if wrong or shape.missing:
        return [
            *(_fault(record, name, wrong[name], file, row) for name in record if name in wrong),
            *(CaseFault(FaultCode.MISSING_VALUE, file, row, column=name) for name in shape.missing),
        ]
    faults = [replace(fault, file=file, row=row) for fault in _conflicts(values, rules=rules)]
    return faults or _case(values, rules=rules)


def _value(
    record: Record, name: str, *, rules: CaseFileRules, wrong: dict[str, CellError]
) -> object:
    try:
        return rules.read(name, record[name])
    except CellError as error:
        wrong[name] = error
        return None


def _flags(
    record: Record, shape: RowShape, *, rules: CaseFileRules, wrong: dict[str, CellError]
) -> Mapping[str, bool]:
    cells = tuple(map(record.__getitem__, shape.flags))
    if (known := shape.known_flags.get(cells)) is not None:
        return known
    said = {}
    for name in shape.flags:
        value = _value(record, name, rules=rules, wrong=wrong)
        if value is not None:
            said[FLAG_COLUMNS[name]] = bool(value)
    if wrong.keys().isdisjoint(shape.flags):
        rules.known_cells.keep_flags(shape, cells, said)
    return said


def _read_cell(name: str, text: str, *, rules: CaseFileRules) -> object:
    column = COLUMNS[name]
    if not text and column.is_required:
        raise CellError(FaultCode.MISSING_VALUE)
    if not text:
        return None
    value = column.read(text)
    if isinstance(value, date):
        check_day(value, today=rules.today, may_be_future=column.may_be_future)
    if name == "birth_year" and value > rules.today.year:
        raise CellError(FaultCode.WRONG_YEAR)
    if name == "force" and value not in rules.force_codes:
        raise CellError(FaultCode.UNKNOWN_FORCE)
    if rules.is_simulated and not may_be_simulated(name, value):
        raise CellError(FaultCode.NOT_SIMULATED)
    return value


def may_be_simulated(column: str, value: object) -> bool:
    """The number or address belongs to no one (decision 16)."""
    if column == "contact_mobile":
        return contacts.is_simulated_number(str(value))
    return column != "contact_email" or str(value).endswith("@example.org")


def _fault(record: Record, column: str, error: CellError, file: str, row: int) -> CaseFault:
    value = mask_value(column, record[column].strip())
    return CaseFault(error.code, file, row, column, value, terms=error.terms)


def _conflicts(values: Mapping[str, Any], *, rules: CaseFileRules) -> Iterator[CaseFault]:
    """Cells that are valid alone and contradict each other."""
    if life := rules.force_lives.get(values["force"]):
        yield from force_faults(life, day=values["reported_on"], column="force")
    offence = values["offence_code"]
    if "crime_group" not in values and offence_key(offence) not in rules.offences:
        yield CaseFault(
            FaultCode.UNKNOWN_OFFENCE,
            column="offence_code",
            value=mask_value("offence_code", offence),
        )
    ethnicity = values.get("ethnicity")
    scheme = _scheme(values, profile=rules.profile)
    if ethnicity and ethnicity not in rules.ethnic_groups[scheme]:
        terms = {"allowed": ", ".join(rules.ethnic_groups[scheme])}
        value = mask_value("ethnicity", ethnicity)
        yield CaseFault(FaultCode.UNKNOWN_CODE, column="ethnicity", value=value, terms=terms)
    told, outcome = values.get("victim_told_on"), values.get("outcome_on")
    if told and outcome and told < outcome:
        yield CaseFault(
            FaultCode.TOLD_BEFORE_OUTCOME, column="victim_told_on", value=told.isoformat()
        )
    if not values.keys().isdisjoint(TOGETHER):
        yield from _partial_records(values, profile=rules.profile)


def _scheme(values: Mapping[str, Any], *, profile: Profile) -> str:
    return str(values.get("ethnicity_scheme") or profile.ethnicity_scheme or CENSUS_SCHEME)


def _partial_records(values: Mapping[str, Any], *, profile: Profile) -> Iterator[CaseFault]:
    for code, together in COMPLETE_TOGETHER.items():
        absent = [name for name in together if name not in values]
        if absent == list(EXCLUDED_BY_LOADER) and profile.loader_excludes:
            continue
        if absent and len(absent) < len(together):
            yield CaseFault(code, column=absent[0], terms={"columns": ", ".join(together)})


EXCLUDED_BY_LOADER = ("exclude_by", "exclude_on")
"""Columns of an exclusion that the loader fills in, if the profile says so."""
COMPLETE_TOGETHER: Mapping[FaultCode, Sequence[str]] = MappingProxyType(
    {
        FaultCode.SAFE_RECORD_PARTIAL: ("safe_contact_confirmed_by", "safe_contact_confirmed_on"),
        FaultCode.SAFE_HOURS_PARTIAL: ("safe_contact_from", "safe_contact_to"),
        FaultCode.EXCLUSION_PARTIAL: ("exclude_code", "exclude_by", "exclude_on"),
    }
)
TOGETHER = frozenset(chain.from_iterable(COMPLETE_TOGETHER.values()))


def offence_key(code: str) -> str:
    """Without leading zeros and in capitals, as on the list."""
    return code.upper().lstrip("0")


def _case(fields: dict[str, Any], *, rules: CaseFileRules) -> CaseRow:
    offence = rules.offences.get(offence_key(fields["offence_code"]))
    if offence:
        fields.setdefault("crime_group", offence.crime_group)
    fields.setdefault("language", "")
    if ethnicity := fields.get("ethnicity"):
        scheme = fields.setdefault("ethnicity_scheme", _scheme(fields, profile=rules.profile))
        fields["ethnicity_group"] = rules.ethnic_groups[scheme][ethnicity]
    fields["is_victimless"] = fields["crime_group"] in VICTIMLESS_GROUPS or (
        offence is not None and not offence.has_victim
    )
    return CaseRow.of(fields)

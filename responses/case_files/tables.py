import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress, islice, zip_longest
from typing import Any, NamedTuple, TypeVar

from responses.case_files.columns import COLUMNS, REQUIRED
from responses.case_files.extracts import layout
from responses.case_files.extracts.layout import (
    OF_THE_VICTIM,
    Delimiter,
    Heading,
    IsKnown,
    TableRow,
    is_named_by_place,
)
from responses.case_files.extracts.masking import shown_heading
from responses.case_files.faults import CaseFault, FaultCode, FileError
from responses.case_files.headings.other_people import (
    is_about_somebody_else,
    means_force,
    names_a_person,
)
from responses.case_files.headings.refusals import (
    forbids_contact,
    may_say_no,
    may_speak_of_others,
)
from responses.case_files.mapping_profile import STANDARD, Profile
from responses.case_files.rejected import layout as rejected
from responses.case_files.warnings.doubts import warned_by_column, warned_by_ignored

T = TypeVar("T")
Record = Mapping[str, str]
EXTRA_CELLS = rejected.MORE
"""The key of cells beyond the last column of the header."""


class RawRow(NamedTuple):
    """By standard names, with the faults of the row's structure."""

    row: int
    record: Record
    faults: Sequence[CaseFault] = ()
    is_end: bool = False
    """The file cannot be read at all, or not beyond this row: none of it may be imported."""
    cells: Sequence[str] = ()
    """All cells of a row that is refused or not read."""
    is_unread: bool = False
    """The row is not loaded, whatever it says; only its warnings count."""
    is_warned: bool = False
    """A comment, title or column says that its person must not be contacted."""


def csv_rows(lines: Iterable[str], *, file: str, profile: Profile = STANDARD) -> Iterator[RawRow]:
    first, rest = _peek(iter(lines), most=1)
    if first and first[0].startswith(rejected.ROW):
        # Rejected rows are laid out as we write them.
        profile = profile.laid_out_as_found()
    given = chain(first, rest)
    table = CsvTable(given, delimiter=profile.delimiter, is_known=_known_heading_test(profile))
    try:
        yield from table_rows(iter(table), file=file, profile=profile)
    except FileError as error:
        yield end_of_file(error.fault)
    except csv.Error:
        yield end_of_file(CaseFault(FaultCode.BROKEN_CSV, file=file, row=table.line_number))


class CsvTable:
    def __init__(
        self, lines: Iterable[str], *, delimiter: Delimiter | None, is_known: IsKnown
    ) -> None:
        first, rest = _peek(iter(lines), most=layout.LINES_LOOKED_AT)
        self.delimiter = delimiter or layout.find_delimiter(first, is_known=is_known)
        self._reader = csv.reader(chain(first, rest), delimiter=self.delimiter, strict=True)

    @property
    def line_number(self) -> int:
        return self._reader.line_num

    def __iter__(self) -> Iterator[TableRow]:
        yield from enumerate(self._reader, 1)


def _peek(given: Iterator[T], *, most: int) -> tuple[list[T], Iterator[T]]:
    """An error meanwhile is raised when the rest is read."""
    first: list[T] = []
    try:
        first.extend(islice(given, most))
    except (csv.Error, FileError) as error:
        return first, _failing(error)
    return first, given


def _failing(error: Exception) -> Iterator[Any]:
    raise error
    yield


def _known_heading_test(profile: Profile) -> IsKnown:
    return lambda name: profile.knows(name) or name in rejected.OWN_COLUMNS


def header_of(lines: Iterable[str]) -> list[str]:
    """Raises csv.Error."""
    table = CsvTable(lines, delimiter=None, is_known=_known_heading_test(STANDARD))
    first = list(islice(table, layout.ROWS_LOOKED_AT))
    return layout.heading_names(first, heading_of(first))


def most_looked_at(profile: Profile) -> int:
    return max(layout.ROWS_LOOKED_AT, profile.heading_row) + 1


def headings_of(
    rows: Sequence[TableRow], *, profile: Profile = STANDARD
) -> tuple[Heading, list[str]]:
    if rows and rejected.is_rejected_file(rows[0][1]):
        return Heading(rows[0][0]), [name.strip() for name in rejected.plain(rows[0][1])]
    heading = heading_of(rows, profile=profile)
    return heading, profile.column_names(layout.heading_names(rows, heading))


def heading_of(rows: Sequence[TableRow], *, profile: Profile = STANDARD) -> Heading:
    """From the profile or as found."""
    is_known = _known_heading_test(profile)
    if profile.heading_row:
        return Heading(profile.heading_row, profile.heading_rows or 1)
    return layout.find_heading(rows, is_known=is_known)


def table_rows(
    table: Iterator[TableRow], *, file: str, profile: Profile, is_padded: bool = True
) -> Iterator[RawRow]:
    """The rows below the headings."""
    first, rest = _peek(table, most=most_looked_at(profile))
    heading, own = headings_of(first, profile=profile)
    header = [profile.standard_name(name) for name in own]
    faults = header_faults(header, own=own, file=file, profile=profile, row=heading.row)
    faults += group_faults(first, heading, header=header, own=own, file=file)
    forbidding = list(title_faults(first, heading, file=file))
    if faults or forbidding:
        below = (row for row in chain(first, rest) if row[0] > heading.row)
        yield from unread_rows(below, own=own, header=header, is_warned=bool(forbidding))
        yield RawRow(heading.row, {}, [*faults, *forbidding], is_end=True)
        return
    rows = _RowsBelow(header, own=own, file=file, profile=profile, is_padded=is_padded)
    has_rows = False
    table = chain(first, rest)
    for number, cells in table:
        if number > heading.row:
            has_rows = True
            if any(map(str.strip, cells)):
                found = rows.row(number, cells)
                if found.is_end:
                    # The row may be about all rows below it.
                    left = chain([(number, cells)], table)
                    yield from unread_rows(left, own=own, header=header, is_warned=True)
                    yield found
                    return
                yield found
    if not has_rows:
        yield end_of_file(CaseFault(FaultCode.NO_ROWS, file=file))


def unread_rows(
    rows: Iterable[TableRow],
    *,
    own: Sequence[str] = (),
    header: Sequence[str] = (),
    is_warned: bool = False,
) -> Iterator[RawRow]:
    """They may still be warnings."""
    try:
        for number, cells in rows:
            if any(map(str.strip, cells)):
                pairs = zip(header, cells, strict=False)
                yield RawRow(
                    number,
                    {name: cell for name, cell in pairs if name in COLUMNS},
                    cells=tuple(cells),
                    is_unread=True,
                    is_warned=is_warned or warned_by_column(own, cells),
                )
    except (csv.Error, FileError):
        return


class _RowsBelow:
    def __init__(
        self,
        header: Sequence[str],
        *,
        own: Sequence[str],
        file: str,
        profile: Profile,
        is_padded: bool,
    ) -> None:
        self._header = header
        self._file = file
        self._profile = profile
        self._unread_forces = [
            place for place, name in enumerate(own) if name in profile.ignored and means_force(name)
        ]
        self._own_force = {"force": profile.force} if profile.force else {}
        self._ignored = [(place, name) for place, name in enumerate(own) if name in profile.ignored]
        self._is_padded = is_padded
        unread = [name for name in header if name and name not in COLUMNS]
        self._is_ours = rejected.is_rejected_file(header)
        self._has_unread = not rejected.OWN_COLUMNS.issuperset(unread)
        self._is_read = [name in COLUMNS for name in header]
        self._read = list(compress(header, self._is_read))
        self._is_named_throughout = all(header)
        by_place = [is_named_by_place(name, place) for place, name in enumerate(own)]
        self._named = max(
            (place for place, is_so in enumerate(by_place, 1) if not is_so), default=0
        )

    def row(self, number: int, cells: Sequence[str]) -> RawRow:
        width = len(self._header)
        if not self._is_ours and is_row_of_totals(cells, width=width):
            totals = CaseFault(FaultCode.TOTALS_ROW, file=self._file, row=number)
            return RawRow(number, self._own_force, [totals], cells=cells)
        if not self._is_ours and may_speak_of_others(cells):
            # It may mean any row: no case may be loaded as if it were not there.
            return end_of_file(CaseFault(FaultCode.REFUSAL_ROW, file=self._file, row=number))
        if len(cells) < width and not (self._is_padded and len(cells) < self._named):
            cells = [*cells, *[""] * (width - len(cells))]
        if len(cells) == width and self._is_named_throughout and not self._is_ours:
            record = dict(zip(self._read, compress(cells, self._is_read), strict=True))
            if self._own_force or self._unread_forces:
                record = self._own_force | record | self._other_force(cells)
            return RawRow(number, record, is_warned=self._is_warned(cells))
        return self._uneven_row(number, cells)._replace(is_warned=self._is_warned(cells))

    def _is_warned(self, cells: Sequence[str]) -> bool:
        return warned_by_ignored((name, cells[at]) for at, name in self._ignored if at < len(cells))

    def _uneven_row(self, number: int, cells: Sequence[str]) -> RawRow:
        width = len(self._header)
        if not any(map(str.strip, cells[width:])):
            cells = cells[:width]
        faults = self._length_faults(number, cells)
        if faults and self._has_unread:
            # Which cell is to stay unread is unknown: none is kept.
            return RawRow(number, self._own_force, faults, cells=cells)
        if self._is_ours:
            return self._rejected_row(number, rejected.plain(cells), faults)
        record = self._own_force | self._record(cells) | self._other_force(cells)
        return RawRow(number, record, faults, cells=cells)

    def _other_force(self, cells: Sequence[str]) -> dict[str, str]:
        for place in self._unread_forces:
            if place < len(cells) and (said := self._profile.other_force(cells[place])):
                return {"force": said}
        return {}

    def _rejected_row(
        self, number: int, cells: Sequence[str], faults: Sequence[CaseFault]
    ) -> RawRow:
        record = self._own_force | self._record(cells)
        mark = dict(zip(self._header, cells, strict=False)).get(rejected.MORE, "")
        left, more = rejected.unsettled(mark, record, file=self._file, row=number)
        more_cells = {EXTRA_CELLS: more} if more else {}
        return RawRow(number, record | more_cells, faults or left, cells=cells)

    def _length_faults(self, number: int, cells: Sequence[str]) -> list[CaseFault]:
        unnamed = [cell for cell, name in zip(cells, self._header, strict=False) if not name]
        expected = sum(bool(name) for name in self._header)
        if len(cells) == len(self._header) and not any(map(str.strip, unnamed)):
            return []
        found = len(cells) - sum(not cell.strip() for cell in unnamed)
        terms = {"found": str(found), "expected": str(expected)}
        return [CaseFault(FaultCode.ROW_LENGTH, file=self._file, row=number, terms=terms)]

    def _record(self, cells: Sequence[str]) -> dict[str, str]:
        width = len(self._header)
        pairs = list(zip_longest(self._header, cells[:width], fillvalue=""))
        record = {name: cell for name, cell in pairs if name in COLUMNS}
        extra = [*(cell for name, cell in pairs if not name and cell), *cells[width:]]
        if extra:
            record[EXTRA_CELLS] = " | ".join(extra)
        return record


def header_faults(
    header: Sequence[str],
    *,
    own: Sequence[str],
    file: str,
    profile: Profile = STANDARD,
    row: int = 1,
) -> list[CaseFault]:
    """The faults of the header."""
    if not any(header):
        return [CaseFault(FaultCode.EMPTY_FILE, file=file)]
    faults = [
        unknown_column(mine, among=header, file=file, row=row)
        for mine in own
        if mine
        and profile.standard_name(mine) not in COLUMNS
        and mine not in profile.ignored
        and mine not in rejected.OWN_COLUMNS
    ]
    repeated = [name for name, count in Counter(header).items() if count > 1 and name in COLUMNS]
    faults += [CaseFault(FaultCode.DUPLICATE_COLUMN, file, row, column=name) for name in repeated]
    known = {*header, "force"} if profile.force else header
    missing = [name for name in REQUIRED if name not in known]
    faults += [CaseFault(FaultCode.MISSING_COLUMN, file, row, column=name) for name in missing]
    return faults


def group_faults(
    rows: Sequence[TableRow],
    heading: Heading,
    *,
    header: Sequence[str],
    own: Sequence[str],
    file: str,
) -> Iterator[CaseFault]:
    """Columns that would reach a victim but are in another person's group (SAF-2)."""
    groups = layout.groups_above(rows, heading, width=len(header))
    for name, mine, group in zip(header, own, groups, strict=True):
        if name in OF_THE_VICTIM and is_about_somebody_else(group, column=name):
            column = shown_heading(f"{group} {mine}", among=own)
            yield CaseFault(FaultCode.PERSON_COLUMN, file, heading.row, column=column)


def title_faults(rows: Sequence[TableRow], heading: Heading, *, file: str) -> Iterator[CaseFault]:
    """Titles above the headings that forbid contact in all cases (SAF-2)."""
    for number, cells in rows:
        if number <= heading.row - heading.rows and any(map(forbids_contact, cells)):
            yield CaseFault(FaultCode.REFUSAL_ROW, file, number)


def unknown_column(name: str, *, among: Sequence[str], file: str, row: int) -> CaseFault:
    code = FaultCode.PERSON_COLUMN if names_a_person(name) else FaultCode.UNKNOWN_COLUMN
    if may_say_no(name):
        code = FaultCode.REFUSAL_COLUMN
    return CaseFault(code, file, row, column=shown_heading(name, among=among))


def end_of_file(fault: CaseFault) -> RawRow:
    """Nothing beyond this fault can be read."""
    return RawRow(fault.row, {}, [fault], is_end=True)


TOTALS = re.compile(
    r"(?:(?:grand|sub)[ -]?)?totals?(?: (?:records|rows|cases|crimes|victims))?|cyfansymiau"
    r"|cyfanswm(?: \w+)?|(?:record|row) count|count|end of (?:report|extract|file|data)",
    re.IGNORECASE,
)
FEWEST_BLANK = 2
"""One of how many cells must be blank: a case fills more."""


def is_row_of_totals(cells: Sequence[str], *, width: int) -> bool:
    """The first filled cell announces totals, and half of the `width` columns are blank."""
    if (width - len(cells) + cells.count("")) * FEWEST_BLANK < width:
        return False
    first = next((cell for cell in cells if cell and not cell.isspace()), "")
    said = first.strip().strip("*-=: ").rstrip("0123456789").strip(":=- ")
    return TOTALS.fullmatch(said) is not None

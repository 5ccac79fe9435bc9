import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice

from responses.case_files import file_kinds, tables
from responses.case_files.extracts import layout, proposals
from responses.case_files.extracts.layout import Heading, IsKnown, TableRow
from responses.case_files.extracts.samples import (
    MOST_ROWS,
    Extract,
    OwnColumn,
    profile_names,
    take_columns,
)
from responses.case_files.extracts.text_lines import TextLines
from responses.case_files.faults import CaseFault, FaultCode, FileError
from responses.case_files.file_kinds import FileFormat, ReadableFile
from responses.case_files.headings.groups import is_neutral as is_neutral_group
from responses.case_files.headings.other_people import names_a_person
from responses.case_files.headings.refusals import may_say_no
from responses.case_files.mapping_profile import STANDARD, Profile
from responses.case_files.workbooks.rows import sheet_rows, workbook_fault
from survey.interchange.faults import FormError
from survey.interchange.workbooks import opening
from survey.interchange.workbooks.sheets import MOST_COLUMNS, WorkbookSheet

OpenWorkbook = Callable[[ReadableFile], Sequence[WorkbookSheet]]


def open_workbook(source: ReadableFile) -> Sequence[WorkbookSheet]:
    """Raises FileError."""
    with source.open("rb") as file:
        content = file.read()
    try:
        return opening.read_sheets("cases.xlsx", content, bounds="example")
    except FormError as error:
        raise FileError(workbook_fault(error.faults[0], file=source.name)) from None


def read_example(
    source: ReadableFile,
    *,
    profile: Profile = STANDARD,
    sheets_of: OpenWorkbook = open_workbook,
) -> Extract:
    """Laid out as the profile says, or as found. Raises FileError."""
    file_format = file_kinds.format_of(source)
    if file_format is FileFormat.JSON_LINES:
        raise FileError(CaseFault(FaultCode.UNKNOWN_KIND, file=source.name))
    if file_format is FileFormat.WORKBOOK:
        return _from_sheets(sheets_of(source), source.name, profile)
    try:
        return _from_text(source, profile)
    except csv.Error:
        raise FileError(CaseFault(FaultCode.BROKEN_CSV, file=source.name)) from None
    except OSError:
        raise FileError(CaseFault(FaultCode.NO_FILE, file=source.name)) from None


def _from_text(source: ReadableFile, profile: Profile) -> Extract:
    with source.open("rb") as file:
        lines = TextLines(file, name=source.name, encoding=profile.encoding)
        table = tables.CsvTable(
            lines, delimiter=profile.delimiter, is_known=_known_heading_test(profile)
        )
        rows = list(islice(table, MOST_ROWS))
        found = _extract(rows, profile)
        if (count := len(found.columns)) > MOST_COLUMNS:
            terms = {"found": f"{count:,}", "most": str(MOST_COLUMNS)}
            raise FileError(CaseFault(FaultCode.TOO_MANY_COLUMNS, file=source.name, terms=terms))
        return replace(found, encoding=lines.encoding, delimiter=table.delimiter)


def _from_sheets(found: Sequence[WorkbookSheet], name: str, profile: Profile) -> Extract:
    sheets = [sheet for sheet in found if sheet.rows and not sheet.is_hidden]
    if not sheets:
        raise FileError(CaseFault(FaultCode.EMPTY_FILE, file=name))
    named = [sheet for sheet in sheets if sheet.name == profile.sheet]
    chosen = named[0] if named else max(sheets, key=lambda each: _known_in(each, profile))
    rows = list(sheet_rows(chosen, profile=profile))
    names = tuple(sheet.name for sheet in sheets)
    return replace(_extract(rows, profile), sheet=chosen.name, sheets=names)


def _known_in(sheet: WorkbookSheet, profile: Profile) -> tuple[int, int]:
    rows = list(islice(sheet_rows(sheet, profile=profile), layout.ROWS_LOOKED_AT))
    is_known = _known_heading_test(profile)
    names = layout.heading_names(rows, _heading(rows, profile))
    return len({name for name in names if is_known(name)}), len(sheet.rows)


def _known_heading_test(profile: Profile) -> IsKnown:
    return lambda name: profile.knows(name) or proposals.is_known_heading(name)


def _heading(rows: Sequence[TableRow], profile: Profile) -> Heading:
    if profile.heading_row:
        return Heading(profile.heading_row, profile.heading_rows or 1)
    return layout.find_heading(rows, is_known=_known_heading_test(profile))


def _extract(rows: Sequence[TableRow], profile: Profile) -> Extract:
    heading = _heading(rows, profile)
    headings = _padded(layout.heading_names(rows, heading), rows, below=heading.row)
    names = profile_names(headings, profile=profile)

    def stays_unread(own: str) -> bool:
        is_ours = profile.standard_name(own) != own
        is_a_persons = names_a_person(own) and not may_say_no(own)
        return own in profile.ignored or (is_a_persons and not is_ours)

    below = ((number, cells) for number, cells in rows if number > heading.row)
    columns, count = take_columns(below, names=names, stays_unread=stays_unread)
    grouped = [_in_its_group(column, names, rows, heading) for column in columns]
    return Extract(columns=tuple(grouped), heading=heading, rows=count)


def _padded(headings: Sequence[str], rows: Sequence[TableRow], *, below: int) -> list[str]:
    width = max((layout.width(cells) for number, cells in rows if number > below), default=0)
    return [*headings, *[""] * (min(width, MOST_COLUMNS) - len(headings))]


def _in_its_group(
    column: OwnColumn, names: Sequence[str], rows: Sequence[TableRow], heading: Heading
) -> OwnColumn:
    place = names.index(column.name)
    over = layout.groups_above(rows, heading, width=len(names))[place]
    below = layout.names_below_groups(rows, heading)
    is_neutral = heading.rows > 1 and is_neutral_group(over) and place < len(below)
    return replace(column, group=over, below=below[place] if is_neutral else "")

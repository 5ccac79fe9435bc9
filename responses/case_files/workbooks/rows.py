"""The rows of a workbook's case file, with nothing hidden loaded unasked. Pure except for opening
the workbook."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from responses.case_files import tables
from responses.case_files.extracts.layout import TableRow
from responses.case_files.extracts.shown_headings import shown_heading
from responses.case_files.faults import CaseFault, FaultCode, FileError, shown_sheet
from responses.case_files.headings.refusals import forbids_contact
from responses.case_files.mapping_profile import DATE_COLUMNS, Profile
from responses.case_files.tables import RawRow, end_of_file, table_rows
from responses.case_files.workbooks.choosing import SheetChoice, choose_sheet
from responses.case_files.workbooks.notes import CaseNote, NoteCode
from survey.interchange.faults import FormError, FormFault
from survey.interchange.workbooks import opening
from survey.interchange.workbooks.sheets import SheetRow, WorkbookSheet

MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) 00:00:00")
WHOLE_MINUTE = re.compile(r"([0-9]{2}:[0-9]{2}):00")
MOST_CELLS = 12
DAY_NUMBER = re.compile(r"([1-9][0-9]{4})(?:\.[0-9]+)?")
"""A date as the number that a spreadsheet stores: 10000 is in 1927, 99999 in 2173."""

Note = Callable[[CaseNote], None]


def workbook_rows(
    content: bytes, *, file: str, profile: Profile, takes_hidden: bool, note: Note
) -> Iterator[RawRow]:
    """The rows of the sheet that is the case file. A sheet with hidden rows or columns is refused
    unless `takes_hidden`. `note` is told what was not read, and what hidden was. The workbook is
    opened in a separate, limited process."""
    try:
        sheets = opening.read_sheets("cases.xlsx", content, bounds="table")
        choice = choose_sheet(sheets, profile=profile)
        _refuse_by_name(choice.sheet)
    except FormError as error:
        yield from (end_of_file(workbook_fault(fault, file=file)) for fault in error.faults)
        return
    except FileError as error:
        yield end_of_file(replace(error.fault, file=file))
        return
    faults = hidden_faults(choice.sheet, profile=profile)
    if faults and not takes_hidden:
        yield RawRow(0, {}, [replace(fault, file=file) for fault in faults], is_end=True)
        return
    for found in notes_on(choice, faults):
        note(found)
    rows = sheet_rows(choice.sheet, profile=profile)
    yield from table_rows(rows, file=file, profile=profile, is_padded=False)


def _refuse_by_name(sheet: WorkbookSheet) -> None:
    """Raises FileError for a sheet that is named for people who must not be contacted (SAF-2)."""
    if forbids_contact(sheet.name):
        raise FileError(
            CaseFault(FaultCode.REFUSAL_SHEET, terms={"sheets": shown_sheet(sheet.name)})
        )


def workbook_fault(fault: FormFault, *, file: str) -> CaseFault:
    terms = {**fault.terms, "reason": fault.reason, "sheet": shown_sheet(fault.sheet)}
    return CaseFault(FaultCode.WORKBOOK, file, fault.row, terms=terms)


def hidden_faults(sheet: WorkbookSheet, *, profile: Profile) -> list[CaseFault]:
    """What a sheet hides: its rows, and its columns but those that the profile leaves out."""
    faults = []
    if sheet.hidden_rows:
        terms = {"count": f"{len(sheet.hidden_rows):,}", "rows": spans(sorted(sheet.hidden_rows))}
        faults.append(CaseFault(FaultCode.HIDDEN_ROWS, terms=terms))
    header = _header(sheet, profile)
    names = [header[place] if place < len(header) else "" for place in sorted(sheet.hidden_columns)]
    read = [name for name in names if name not in profile.ignored]
    standard = [profile.standard_name(name) for name in header]
    if shown := [shown_heading(name, among=standard) or "–" for name in read]:
        terms = {"count": str(len(shown)), "columns": ", ".join(shown)}
        faults.append(CaseFault(FaultCode.HIDDEN_COLUMNS, terms=terms))
    return faults


def notes_on(choice: SheetChoice, hidden: Sequence[CaseFault]) -> Iterator[CaseNote]:
    """What of a workbook is not loaded, and what of it is loaded although it is hidden."""
    for code, is_hidden in ((NoteCode.SHEETS_NOT_READ, False), (NoteCode.HIDDEN_SHEETS, True)):
        names = [shown_sheet(one.name) for one in choice.others if one.is_hidden is is_hidden]
        if names:
            terms = {"sheets": ", ".join(names), "sheet": shown_sheet(choice.sheet.name)}
            yield CaseNote(code, terms)
    if comments := choice.sheet.comments:
        cells = ", ".join([*comments[:MOST_CELLS], *(["…"] if len(comments) > MOST_CELLS else [])])
        yield CaseNote(NoteCode.COMMENTS, {"count": f"{len(comments):,}", "cells": cells})
    if choice.sheet.has_drawings:
        yield CaseNote(NoteCode.DRAWINGS, {"sheet": shown_sheet(choice.sheet.name)})
    loaded = {
        FaultCode.HIDDEN_ROWS: NoteCode.HIDDEN_ROWS_LOADED,
        FaultCode.HIDDEN_COLUMNS: NoteCode.HIDDEN_COLUMNS_LOADED,
    }
    for fault in hidden:
        yield CaseNote(loaded[fault.code], fault.terms)


def spans(numbers: Sequence[int], *, most: int = 12) -> str:
    """Numbers in order, neighbours as one: 4, 7–9. After `most` parts only an ellipsis."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1] = [parts[-1][0], number]
        else:
            parts.append([number])
    written = ["–".join(str(number) for number in part) for part in parts[:most]]
    return ", ".join([*written, *(["…"] if len(parts) > most else [])])


def _header(sheet: WorkbookSheet, profile: Profile) -> list[str]:
    rows = [(row.number, row.cells) for row in sheet.rows[: tables.most_looked_at(profile)]]
    return tables.headings_of(rows, profile=profile)[1]


def sheet_rows(sheet: WorkbookSheet, *, profile: Profile) -> Iterator[TableRow]:
    """Number and cells of each row. A sheet has no cells after the last filled one."""
    header = _header(sheet, profile)
    days = {
        place: column
        for place, name in enumerate(header)
        if (column := profile.standard_name(name)) in DATE_COLUMNS | profile.date_forms.keys()
    }
    for row in sheet.rows:
        written = _dates_of(row, days, epoch=sheet.epoch, profile=profile)
        yield (
            row.number,
            [written.get(place) or _as_written(cell) for place, cell in enumerate(row.cells)],
        )


def _dates_of(
    row: SheetRow, days: Mapping[int, str], *, epoch: date, profile: Profile
) -> Mapping[int, str]:
    """The dates of a row by place, as the profile writes dates: whether a cell is a date says the
    workbook, not the form of its text."""
    found: dict[int, str] = {}
    for place, column in days.items():
        cell = row.cells[place] if place < len(row.cells) else ""
        if place in row.dates:
            found[place] = profile.written_date(date.fromisoformat(cell[:10]), column)
        elif number := DAY_NUMBER.fullmatch(cell):
            found[place] = profile.written_date(epoch + timedelta(days=int(number[1])), column)
    return found


def _as_written(cell: str) -> str:
    """The cell without the seconds, or the midnight, that a spreadsheet adds to times and dates."""
    match = MIDNIGHT.fullmatch(cell) or WHOLE_MINUTE.fullmatch(cell)
    return match[1] if match else cell

"""Nothing hidden is loaded unasked."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from responses.case_files import tables
from responses.case_files.columns import COLUMNS, is_case_file
from responses.case_files.extracts.layout import TableRow
from responses.case_files.extracts.masking import shown_heading
from responses.case_files.faults import CaseFault, FaultCode, FileError
from responses.case_files.headings.refusals import (
    forbids_contact,
    is_for_refusals,
    warns_of_person,
)
from responses.case_files.mapping_profile import DATE_COLUMNS, Profile
from responses.case_files.masked_values import mask_sheet_name
from responses.case_files.rejected.layout import is_rejected_file
from responses.case_files.tables import RawRow, end_of_file, table_rows
from survey.interchange.faults import FormError, FormFault
from survey.interchange.workbooks import opening
from survey.interchange.workbooks.sheets import SheetRow, WorkbookSheet


@dataclass(frozen=True)
class SheetChoice:
    sheet: WorkbookSheet
    others: tuple[WorkbookSheet, ...] = ()


def choose_sheet(sheets: Sequence[WorkbookSheet], *, profile: Profile) -> SheetChoice:
    """Our own rejected rows first, then the profile's sheet, the only one with rows, the one with a
    case file's header. Raises FileError if none or several fit."""
    filled = [sheet for sheet in sheets if sheet.rows]
    visible = [sheet for sheet in filled if not sheet.is_hidden]
    fitting = [sheet for sheet in visible if fits(sheet, profile=profile)]
    candidates = visible if len(visible) == 1 else fitting
    if ours := [sheet for sheet in visible if is_rejected_file(sheet.rows[0].cells)]:
        candidates = ours
    elif profile.sheet and visible:
        candidates = [sheet for sheet in visible if sheet.name == profile.sheet]
    if len(candidates) == 1:
        [chosen] = candidates
        return SheetChoice(chosen, tuple(sheet for sheet in filled if sheet is not chosen))
    if not filled:
        raise FileError(CaseFault(FaultCode.EMPTY_FILE))
    if not visible:
        raise FileError(CaseFault(FaultCode.ONLY_HIDDEN_SHEETS, terms=_named(filled)))
    code = FaultCode.SEVERAL_SHEETS if candidates else FaultCode.NO_SHEET
    raise FileError(CaseFault(code, terms=_named(candidates or visible)))


def fits(sheet: WorkbookSheet, *, profile: Profile) -> bool:
    rows = [(row.number, row.cells) for row in sheet.rows[: tables.most_looked_at(profile)]]
    _heading, own = tables.headings_of(rows, profile=profile)
    names = [profile.standard_name(name) for name in own]
    return is_case_file([*names, *(["force"] if profile.force else [])])


def _named(sheets: Sequence[WorkbookSheet]) -> dict[str, str]:
    return {"sheets": ", ".join(mask_sheet_name(sheet.name) for sheet in sheets)}


# Not faults, but its loader must know.
class NoteCode(StrEnum):
    SHEETS_NOT_READ = "sheets_not_read"
    HIDDEN_SHEETS = "hidden_sheets"
    COMMENTS = "comments"
    DRAWINGS = "drawings"
    HIDDEN_ROWS_LOADED = "hidden_rows_loaded"
    NO_CONTACT = "no_contact"
    HIDDEN_COLUMNS_LOADED = "hidden_columns_loaded"
    REFUSALS_UNREAD = "refusals_unread"
    REPEATS = "repeats"
    REPEATS_DIFFER = "repeats_differ"
    FORBIDDING_FILE_NAME = "forbidding_file_name"
    FORBIDDING_SHEETS = "forbidding_sheets"
    FORBIDDING_COMMENTS = "forbidding_comments"
    FORBIDDING_TEXTS = "forbidding_texts"


FORBIDS = frozenset(
    {NoteCode.FORBIDDING_FILE_NAME, NoteCode.FORBIDDING_SHEETS, NoteCode.FORBIDDING_COMMENTS,
     NoteCode.FORBIDDING_TEXTS}
)  # fmt: skip
"""Parts of a file that are not read and forbid contact."""
MUST_BE_ANSWERED = FORBIDS | {
    NoteCode.COMMENTS, NoteCode.DRAWINGS, NoteCode.REPEATS_DIFFER, NoteCode.REFUSALS_UNREAD,
}  # fmt: skip
"""A file with one of these is loaded only when the loader has answered each."""


@dataclass(frozen=True)
class CaseNote:
    """`terms` fill the placeholders of the message."""

    code: NoteCode
    terms: Mapping[str, str]


MIDNIGHT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}) 00:00:00")
WHOLE_MINUTE = re.compile(r"([0-9]{2}:[0-9]{2}):00")
MOST_CELLS = 12
ROW_OF_CELL = re.compile(r"(\d+)$")
PAGE_CODE = re.compile(r'&(?:"[^"]*"|\d+|[A-Za-z])')
"""Codes for place and look in the header of a page."""
DAY_NUMBER = re.compile(r"([1-9][0-9]{4})(?:\.[0-9]+)?")
"""A date as the number that a spreadsheet stores: 10000 is in 1927, 99999 in 2173."""

Note = Callable[[CaseNote], None]


def workbook_rows(
    content: bytes, *, file: str, profile: Profile, takes_hidden: bool, note: Note
) -> Iterator[RawRow]:
    try:
        sheets = opening.read_sheets("cases.xlsx", content, bounds="table")
    except FormError as error:
        yield from (end_of_file(workbook_fault(fault, file=file)) for fault in error.faults)
        return
    try:
        choice = choose_sheet(sheets, profile=profile)
        _refuse_by_name(choice.sheet)
    except FileError as error:
        yield from unread_sheets(sheets, profile=profile)
        yield end_of_file(replace(error.fault, file=file))
        return
    faults = hidden_faults(choice.sheet, profile=profile)
    if faults and not takes_hidden:
        yield from unread_sheets(sheets, profile=profile)
        yield RawRow(0, {}, [replace(fault, file=file) for fault in faults], is_end=True)
        return
    for found in notes_on(choice, faults):
        note(found)
    yield from unread_sheets(choice.others, profile=profile)
    yield from _read_sheet(choice.sheet, file=file, profile=profile)


def _read_sheet(sheet: WorkbookSheet, *, file: str, profile: Profile) -> Iterator[RawRow]:
    beneath = {row.number: row.beneath for row in sheet.rows if row.beneath}
    warned = _warned_rows(sheet)
    rows = sheet_rows(sheet, profile=profile)
    for raw in table_rows(rows, file=file, profile=profile, is_padded=False):
        if raw.row in beneath or raw.row in warned:
            cells = (*raw.cells, *beneath.get(raw.row, ()))
            yield raw._replace(cells=cells, is_warned=raw.is_warned or raw.row in warned)
        else:
            yield raw


def _warned_rows(sheet: WorkbookSheet) -> set[int]:
    return {
        int(found[1])
        for cell, text in comments_of(sheet)
        if warns_of_person(text) and (found := ROW_OF_CELL.search(cell))
    }


def unread_sheets(sheets: Iterable[WorkbookSheet], *, profile: Profile) -> Iterator[RawRow]:
    """They may be warnings."""
    for sheet in sheets:
        rows = [
            (row.number, (*row.cells, *row.beneath))
            for row in sheet.rows
            if not _is_of_template(row)
        ]
        heading, own = tables.headings_of(rows[: tables.most_looked_at(profile)], profile=profile)
        titles = [row for row in rows if row[0] <= heading.row]
        is_warned = is_for_refusals(sheet.name) or any(
            forbids_contact(cell) for _number, cells in titles for cell in cells
        )
        standard = [profile.standard_name(name) for name in own]
        warned = _warned_rows(sheet)
        for raw in tables.unread_rows(rows, own=own, header=standard, is_warned=is_warned):
            yield raw._replace(is_warned=raw.is_warned or raw.row in warned)


def comments_of(sheet: WorkbookSheet) -> Iterator[tuple[str, str]]:
    """Cell and text of each comment."""
    yield from zip(sheet.comments, sheet.comment_texts, strict=False)


def forbidding_texts(sheets: Iterable[WorkbookSheet]) -> list[str]:
    texts = (PAGE_CODE.sub(" ", text) for sheet in sheets for text in sheet.texts)
    return [text for text in texts if forbids_contact(text)]


def _refuse_by_name(sheet: WorkbookSheet) -> None:
    """Raises FileError for a sheet named for people not to be contacted (SAF-2)."""
    if is_for_refusals(sheet.name):
        raise FileError(
            CaseFault(FaultCode.REFUSAL_SHEET, terms={"sheets": mask_sheet_name(sheet.name)})
        )


def workbook_fault(fault: FormFault, *, file: str) -> CaseFault:
    terms = {**fault.terms, "reason": fault.reason, "sheet": mask_sheet_name(fault.sheet)}
    return CaseFault(FaultCode.WORKBOOK, file, fault.row, terms=terms)


def hidden_faults(sheet: WorkbookSheet, *, profile: Profile) -> list[CaseFault]:
    """Hidden rows, and hidden columns that the profile does not leave out."""
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
    """Parts that are not loaded, or loaded although hidden."""
    for code, is_hidden in ((NoteCode.SHEETS_NOT_READ, False), (NoteCode.HIDDEN_SHEETS, True)):
        names = [mask_sheet_name(one.name) for one in choice.others if one.is_hidden is is_hidden]
        if names:
            terms = {"sheets": ", ".join(names), "sheet": mask_sheet_name(choice.sheet.name)}
            yield CaseNote(code, terms)
    yield from _forbidding_notes(choice)
    forbidding = {cell for cell, text in comments_of(choice.sheet) if warns_of_person(text)}
    if comments := [cell for cell in choice.sheet.comments if cell not in forbidding]:
        yield CaseNote(NoteCode.COMMENTS, _cells(comments))
    if choice.sheet.has_drawings:
        yield CaseNote(NoteCode.DRAWINGS, {"sheet": mask_sheet_name(choice.sheet.name)})
    loaded = {
        FaultCode.HIDDEN_ROWS: NoteCode.HIDDEN_ROWS_LOADED,
        FaultCode.HIDDEN_COLUMNS: NoteCode.HIDDEN_COLUMNS_LOADED,
    }
    for fault in hidden:
        yield CaseNote(loaded[fault.code], fault.terms)


def _forbidding_notes(choice: SheetChoice) -> Iterator[CaseNote]:
    sheets = (choice.sheet, *choice.others)
    names = [one.name for one in choice.others if _forbids(one)]
    if names:
        yield CaseNote(
            NoteCode.FORBIDDING_SHEETS, {"sheets": ", ".join(map(mask_sheet_name, names))}
        )
    cells = [
        f"{mask_sheet_name(sheet.name)} {cell}"
        for sheet in sheets
        for cell, text in comments_of(sheet)
        if warns_of_person(text)
    ]
    if cells:
        yield CaseNote(NoteCode.FORBIDDING_COMMENTS, _cells(cells))
    if texts := forbidding_texts(sheets):
        yield CaseNote(NoteCode.FORBIDDING_TEXTS, {"count": f"{len(texts):,}"})


def _forbids(sheet: WorkbookSheet) -> bool:
    return is_for_refusals(sheet.name) or any(
        forbids_contact(cell)
        for row in sheet.rows
        if not _is_of_template(row)
        for cell in row.cells
    )


def _is_of_template(row: SheetRow) -> bool:
    column, code, meaning, *others = [*row.cells, "", "", ""]
    if any(others) or row.beneath or any(map(str.isdigit, meaning)):
        return False
    return column in COLUMNS and code in COLUMNS[column].codes


def _cells(cells: Sequence[str]) -> dict[str, str]:
    shown = ", ".join([*cells[:MOST_CELLS], *(["…"] if len(cells) > MOST_CELLS else [])])
    return {"count": f"{len(cells):,}", "cells": shown}


def spans(numbers: Sequence[int], *, most: int = 12) -> str:
    """Numbers in order, neighbours as one: 4, 7–9."""
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
    """Number and cells of each row."""
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
            [written.get(place) or _without_midnight(cell) for place, cell in enumerate(row.cells)],
        )


def _dates_of(
    row: SheetRow, days: Mapping[int, str], *, epoch: date, profile: Profile
) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for place, column in days.items():
        cell = row.cells[place] if place < len(row.cells) else ""
        if place in row.dates:
            found[place] = profile.written_date(date.fromisoformat(cell[:10]), column)
        elif number := DAY_NUMBER.fullmatch(cell):
            found[place] = profile.written_date(epoch + timedelta(days=int(number[1])), column)
    return found


def _without_midnight(cell: str) -> str:
    match = MIDNIGHT.fullmatch(cell) or WHOLE_MINUTE.fullmatch(cell)
    return match[1] if match else cell

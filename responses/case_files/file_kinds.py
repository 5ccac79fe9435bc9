import csv
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from enum import Enum, auto
from typing import BinaryIO, Literal, Protocol

from responses.case_files import api_records, columns, reading, tables
from responses.case_files.extracts.masking import shown_heading
from responses.case_files.extracts.text_lines import TextEncoding, TextLines
from responses.case_files.fault_causes.file_contents import BYTES_LOOKED_AT, FileContent, no_table
from responses.case_files.faults import CaseFault, FaultCode, FaultsError, FileError
from responses.case_files.headings.refusals import that_may_say_no
from responses.case_files.mapping_profile import STANDARD, Profile
from responses.case_files.police_uk import api_answers, archives
from responses.case_files.police_uk import rows as police_uk_rows
from responses.case_files.reading import CaseFileRules, RowResult
from responses.case_files.workbooks.rows import CaseNote, NoteCode, workbook_rows

WORKBOOKS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
LARGEST_WORKBOOK = 10 * 1024 * 1024


class CaseFileKind(Enum):
    CASE_FILE = auto()
    POLICE_UK = auto()


class FileFormat(Enum):
    CSV = auto()
    WORKBOOK = auto()
    JSON_LINES = auto()


class ReadableFile(Protocol):
    @property
    def name(self) -> str: ...

    def open(self, mode: Literal["rb"]) -> AbstractContextManager[BinaryIO]: ...


def read_cases(source: ReadableFile, *, rules: CaseFileRules) -> Iterator[RowResult]:
    try:
        file_format = format_of(source)
    except FileError as error:
        yield RowResult(error.fault.row, {}, None, [error.fault], is_end=True)
        return
    if unread := that_may_say_no(rules.profile.ignored):
        among = [*rules.profile.columns, *rules.profile.ignored]
        terms = {"columns": ", ".join(shown_heading(name, among=among) for name in unread)}
        rules.notes.append(CaseNote(NoteCode.REFUSALS_UNREAD, terms))
    rows = {
        FileFormat.CSV: lambda: tables.csv_rows(
            lines_of(source, encoding=rules.profile.encoding),
            file=source.name,
            profile=rules.profile,
        ),
        FileFormat.JSON_LINES: lambda: api_records.json_rows(
            lines_of(source), file=source.name, profile=rules.profile
        ),
        FileFormat.WORKBOOK: lambda: workbook_rows(
            _content(source),
            file=source.name,
            profile=rules.profile,
            takes_hidden=rules.takes_hidden,
            note=rules.notes.append,
        ),
    }[file_format]()
    yield from reading.read_rows(rows, file=source.name, rules=rules)


def format_of(source: ReadableFile) -> FileFormat:
    """Raises FileError where the file cannot be opened, is no table, or is a workbook over
    LARGEST_WORKBOOK bytes."""
    try:
        with source.open("rb") as file:
            head = file.read(BYTES_LOOKED_AT)
            file.seek(0)
            is_archive = archives.is_archive(file)
            if content := FileContent.ARCHIVE if is_archive else no_table(head):
                terms = {"content": content.value}
                raise FileError(CaseFault(FaultCode.NOT_A_TABLE, file=source.name, terms=terms))
            if head.startswith(WORKBOOKS):
                if file.seek(0, 2) > LARGEST_WORKBOOK:
                    terms = {"most": f"{LARGEST_WORKBOOK // 1024 // 1024} MB"}
                    raise FileError(CaseFault(FaultCode.TOO_LARGE, file=source.name, terms=terms))
                return FileFormat.WORKBOOK
    except OSError:
        raise FileError(CaseFault(FaultCode.NO_FILE, file=source.name)) from None
    first = next((line for line in lines_of(source) if line.strip()), "")
    return FileFormat.JSON_LINES if first.lstrip().startswith("{") else FileFormat.CSV


def kind_of(source: ReadableFile, *, profile: Profile = STANDARD) -> CaseFileKind:
    """Raises FileError."""
    if profile is STANDARD and is_police_uk_package(source):
        return CaseFileKind.POLICE_UK
    if profile is not STANDARD or format_of(source) is not FileFormat.CSV:
        return CaseFileKind.CASE_FILE
    try:
        names = tables.header_of(lines_of(source))
    except csv.Error:
        raise FileError(CaseFault(FaultCode.BROKEN_CSV, file=source.name, row=1)) from None
    if police_uk_rows.is_any(names):
        return CaseFileKind.POLICE_UK
    if columns.is_case_file(names):
        return CaseFileKind.CASE_FILE
    raise FileError(CaseFault(FaultCode.UNKNOWN_KIND, file=source.name, row=1))


def is_police_uk_package(source: ReadableFile) -> bool:
    try:
        with source.open("rb") as file:
            return archives.is_package(file) or api_answers.is_answer(file)
    except OSError:
        return False


def kind_of_all(sources: Sequence[ReadableFile], *, profile: Profile = STANDARD) -> CaseFileKind:
    """Raises FaultsError for a file of neither kind, or of another kind than the first."""
    kinds: list[CaseFileKind] = []
    faults: list[CaseFault] = []
    for source in sources:
        try:
            kinds.append(kind_of(source, profile=profile))
        except FileError as error:
            faults.append(error.fault)
            continue
        if (kinds[-1] is CaseFileKind.CASE_FILE) is not (kinds[0] is CaseFileKind.CASE_FILE):
            faults.append(CaseFault(FaultCode.MIXED_KINDS, file=source.name))
    if faults:
        raise FaultsError(faults)
    return kinds[0]


def _content(source: ReadableFile) -> bytes:
    with source.open("rb") as file:
        return file.read()


def lines_of(source: ReadableFile, *, encoding: TextEncoding | None = None) -> Iterator[str]:
    """With their line ends. Raises FileError."""
    try:
        with source.open("rb") as file:
            yield from TextLines(file, name=source.name, encoding=encoding)
    except OSError:
        raise FileError(CaseFault(FaultCode.NO_FILE, file=source.name)) from None

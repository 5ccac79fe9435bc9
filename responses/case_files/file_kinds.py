"""Files of cases: what each is, and its rows. A file is judged by what it holds and not by what it
is called. Pure but for reading."""

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import Enum, auto
from io import BytesIO
from typing import BinaryIO, Literal, Protocol, cast

from responses.case_files import reading, tables
from responses.case_files.faults import Fault, FaultCode, FaultsError, FileError
from responses.case_files.mapping_profile import STANDARD, Profile
from responses.case_files.police_uk import rows as police_uk_rows
from responses.case_files.reading import CaseFileRules, Read

GZIP_MAGIC = b"\x1f\x8b"
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
LARGEST_WORKBOOK = 10 * 1024 * 1024
UTF8_MARK = b"\xef\xbb\xbf"
LONGEST_LINE = 1_000_000


class Kind(Enum):
    CASE_FILE = auto()
    POLICE_UK = auto()


class Form(Enum):
    CSV = auto()
    WORKBOOK = auto()
    JSON_LINES = auto()


class Source(Protocol):
    """A file that can be opened again and again, as a Path can. Opening raises OSError."""

    @property
    def name(self) -> str: ...

    def open(self, mode: Literal["rb"]) -> AbstractContextManager[BinaryIO]: ...


@dataclass(frozen=True)
class Held:
    """A file that stands nowhere but in memory."""

    name: str
    content: bytes = field(repr=False)

    def open(self, mode: Literal["rb"]) -> BytesIO:
        return BytesIO(self.content)


def read_cases(source: Source, *, rules: CaseFileRules) -> Iterator[Read]:
    """The rows of a file, in any of the three forms, as cases or faults."""
    try:
        form = form_of(source)
    except FileError as error:
        yield Read(error.fault.row, {}, None, [error.fault], is_end=True)
        return
    rows = {
        Form.CSV: lambda: tables.csv_rows(
            lines_of(source), file=source.name, profile=rules.profile
        ),
        Form.JSON_LINES: lambda: tables.json_rows(
            lines_of(source), file=source.name, profile=rules.profile
        ),
        Form.WORKBOOK: lambda: tables.workbook_rows(
            _content(source), file=source.name, profile=rules.profile
        ),
    }[form]()
    yield from reading.read_rows(rows, file=source.name, rules=rules)


def form_of(source: Source) -> Form:
    """Raises FileError where the file cannot be opened, or is a workbook too large for one."""
    try:
        with source.open("rb") as file:
            if file.read(4).startswith(WORKBOOKS):
                if file.seek(0, 2) > LARGEST_WORKBOOK:
                    terms = {"most": f"{LARGEST_WORKBOOK // 1024 // 1024} MB"}
                    raise FileError(Fault(FaultCode.TOO_LARGE, file=source.name, terms=terms))
                return Form.WORKBOOK
    except OSError:
        raise FileError(Fault(FaultCode.NO_FILE, file=source.name)) from None
    first = next((line for line in lines_of(source) if line.strip()), "")
    return Form.JSON_LINES if first.lstrip().startswith("{") else Form.CSV


def kind_of(source: Source, *, profile: Profile = STANDARD) -> Kind:
    """What a file holds, by its header. Raises FileError where it is none of ours."""
    if profile is not STANDARD or form_of(source) is not Form.CSV:
        return Kind.CASE_FILE
    try:
        header = next(csv.reader(lines_of(source)), [])
    except csv.Error:
        raise FileError(Fault(FaultCode.BROKEN_CSV, file=source.name, row=1)) from None
    names = [name.strip() for name in header]
    if police_uk_rows.is_street(names) or police_uk_rows.is_outcomes(names):
        return Kind.POLICE_UK
    if reading.is_case_file(names):
        return Kind.CASE_FILE
    raise FileError(Fault(FaultCode.UNKNOWN_KIND, file=source.name, row=1))


def kind_of_all(sources: Sequence[Source], *, profile: Profile = STANDARD) -> Kind:
    """What the files of one call hold. Raises FaultsError where a file is none of ours, or does not
    belong with the first."""
    kinds: list[Kind] = []
    faults: list[Fault] = []
    for source in sources:
        try:
            kinds.append(kind_of(source, profile=profile))
        except FileError as error:
            faults.append(error.fault)
            continue
        if (kinds[-1] is Kind.CASE_FILE) is not (kinds[0] is Kind.CASE_FILE):
            faults.append(Fault(FaultCode.MIXED_KINDS, file=source.name))
    if faults:
        raise FaultsError(faults)
    return kinds[0]


def _content(source: Source) -> bytes:
    with source.open("rb") as file:
        return file.read()


def lines_of(source: Source) -> Iterator[str]:
    """The file's lines, ends kept. Raises FileError where it cannot be read on."""
    try:
        with source.open("rb") as file:
            yield from text_lines(file, name=source.name)
    except OSError:
        raise FileError(Fault(FaultCode.NO_FILE, file=source.name)) from None


def text_lines(file: BinaryIO, *, name: str) -> Iterator[str]:
    """The same from an open file."""
    is_gzip = file.read(2) == GZIP_MAGIC
    file.seek(0)
    number = 0
    source = cast("BinaryIO", gzip.GzipFile(fileobj=file)) if is_gzip else file
    try:
        while line := source.readline(LONGEST_LINE):
            number += 1
            yield line.removeprefix(UTF8_MARK if number == 1 else b"").decode("utf-8")
    except UnicodeDecodeError:
        raise FileError(Fault(FaultCode.NOT_UTF8, file=name, row=number)) from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise FileError(Fault(FaultCode.BROKEN_GZIP, file=name, row=number)) from None
    if not number:
        raise FileError(Fault(FaultCode.EMPTY_FILE, file=name))

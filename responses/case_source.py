"""Files of cases as lines of text: plain or gzip, UTF-8 with or without its mark. Pure but for
reading."""

import csv
import gzip
import zlib
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from pathlib import Path
from typing import BinaryIO, cast

from responses import case_file, police_uk_rows
from responses.case_faults import Fault, FaultCode, FaultsError, FileError

GZIP_MAGIC = b"\x1f\x8b"
UTF8_MARK = b"\xef\xbb\xbf"
LONGEST_LINE = 1_000_000


class Kind(Enum):
    CASE_FILE = auto()
    POLICE_UK = auto()


def kind_of(path: Path) -> Kind:
    """What a file holds, by its header. Raises FileError where it is none of ours."""
    try:
        header = next(csv.reader(lines_of(path)), [])
    except csv.Error:
        raise FileError(Fault(FaultCode.BROKEN_CSV, file=path.name, row=1)) from None
    names = [name.strip() for name in header]
    if police_uk_rows.is_street(names) or police_uk_rows.is_outcomes(names):
        return Kind.POLICE_UK
    if case_file.is_case_file(names):
        return Kind.CASE_FILE
    raise FileError(Fault(FaultCode.UNKNOWN_KIND, file=path.name, row=1))


def kind_of_all(paths: Sequence[Path]) -> Kind:
    """What the files of one call hold. Raises FaultsError where a file is none of ours, or does not
    belong with the first."""
    kinds: list[Kind] = []
    faults: list[Fault] = []
    for path in paths:
        try:
            kinds.append(kind_of(path))
        except FileError as error:
            faults.append(error.fault)
            continue
        if (kinds[-1] is Kind.CASE_FILE) is not (kinds[0] is Kind.CASE_FILE):
            faults.append(Fault(FaultCode.MIXED_KINDS, file=path.name))
    if faults:
        raise FaultsError(faults)
    return kinds[0]


def lines_of(path: Path) -> Iterator[str]:
    """The file's lines, ends kept. Raises FileError where it cannot be read on."""
    try:
        with path.open("rb") as file:
            yield from text_lines(file, name=path.name)
    except OSError:
        raise FileError(Fault(FaultCode.NO_FILE, file=path.name)) from None


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

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, cast

from responses.case_files.faults import CaseFault, FaultCode, FileError
from responses.case_files.masked_values import mask_file_name
from responses.case_files.police_uk import rows

MAGIC = b"PK\x03\x04"
MOST_PARTS = 20_000
MOST_UNPACKED = 16 * 1024**3
MOST_RATIO = 100
"""Largest ratio of unpacked to packed size. Real archives have about six."""
SMALLEST_BOUND = 10 * 1024**2
LARGEST_DIRECTORY = 8 * 1024**2
PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
PIECE = 256 * 1024
END, END_SIZE, LONGEST_COMMENT = b"PK\x05\x06", 22, 0xFFFF
LARGE_END, LARGE_END_SIZE = b"PK\x06\x07", 20
LONGEST_NAME = 100
LONGEST_HEADER = 4096
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


class Archive:
    def __init__(self, package: zipfile.ZipFile, *, name: str, size: int) -> None:
        """Raises FileError for a password, unknown packing or too many files."""
        self.name = name
        self._package = package
        self._most = min(MOST_UNPACKED, max(SMALLEST_BOUND, size * MOST_RATIO))
        self._left = self._most
        parts = [part for part in package.infolist() if not part.is_dir()]
        if any(part.flag_bits & 1 or part.compress_type not in PLAIN for part in parts):
            raise _damaged(name)
        if len(parts) > MOST_PARTS:
            terms = {"most": f"{MOST_PARTS:,}"}
            raise FileError(CaseFault(FaultCode.ARCHIVE_TOO_MANY, file=name, terms=terms))
        self.parts = sorted(parts, key=lambda part: part.filename)

    def shown_name(self, part: zipfile.ZipInfo) -> str:
        return f"{self.name}/{mask_file_name(part.filename[-LONGEST_NAME:])}"

    @contextmanager
    def opened(self, part: zipfile.ZipInfo) -> Iterator[BinaryIO]:
        """One of its files."""
        try:
            stream = self._package.open(part)
        except DAMAGED:
            raise _damaged(self.name) from None
        with stream:
            yield io.BufferedReader(cast("io.RawIOBase", _BoundedReader(stream, self)), PIECE)

    @property
    def is_used_up(self) -> bool:
        """Whether more was unpacked than may be."""
        return self._left < 0

    def take(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            terms = {"most": f"{self._most // 1024**2:,} MB"}
            raise FileError(CaseFault(FaultCode.ARCHIVE_TOO_LARGE, file=self.name, terms=terms))


class _BoundedReader(io.RawIOBase):
    """Counts what is unpacked."""

    def __init__(self, stream: IO[bytes], archive: Archive) -> None:
        self._stream = stream
        self._archive = archive

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            piece = self._stream.read(len(buffer))
        except DAMAGED:
            raise _damaged(self._archive.name) from None
        self._archive.take(len(piece))
        buffer[: len(piece)] = piece
        return len(piece)


def is_archive(file: BinaryIO) -> bool:
    if file.read(len(MAGIC)) != MAGIC or _directory_size(file) > LARGEST_DIRECTORY:
        return False
    try:
        with zipfile.ZipFile(file) as package:
            return any(is_table(part) for part in package.infolist())
    except DAMAGED:
        return False


def is_package(file: BinaryIO) -> bool:
    if not is_archive(file):
        return False
    try:
        with zipfile.ZipFile(file) as package:
            return any(_is_ours(package, part) for part in package.infolist() if is_table(part))
    except DAMAGED:
        return True


def _is_ours(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with package.open(part) as table:
        head = table.read(LONGEST_HEADER).decode("utf-8-sig", errors="replace")
    return rows.is_any(head.partition("\n")[0].strip().split(","))


@contextmanager
def open_archive(file: BinaryIO, *, name: str) -> Iterator[Archive]:
    """Raises FileError where it is damaged or unsafe."""
    size = file.seek(0, io.SEEK_END)
    try:
        package = zipfile.ZipFile(file)
    except DAMAGED:
        raise _damaged(name) from None
    with package:
        yield Archive(package, name=name, size=size)


def _damaged(name: str) -> FileError:
    return FileError(CaseFault(FaultCode.BROKEN_ARCHIVE, file=name))


def is_table(part: zipfile.ZipInfo) -> bool:
    return part.filename.lower().endswith(".csv")


def _directory_size(file: BinaryIO) -> int:
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - END_SIZE - LONGEST_COMMENT - LARGE_END_SIZE))
    tail = file.read()
    end = tail.rfind(END)
    if end < 0 or len(tail) - end < END_SIZE or LARGE_END in tail[max(0, end - 20) : end]:
        return LARGEST_DIRECTORY + 1
    return int.from_bytes(tail[end + 12 : end + 16], "little")

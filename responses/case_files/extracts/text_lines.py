"""In any of the encodings that spreadsheets and police systems write."""

import gzip
import io
import zlib
from collections.abc import Iterator
from enum import StrEnum
from typing import BinaryIO, cast

from responses.case_files.faults import CaseFault, FaultCode, FileError

GZIP_MAGIC = b"\x1f\x8b"
LONGEST_LINE = 1_000_000
UTF8_MARK = b"\xef\xbb\xbf"
BEGINNING = 4_096
"""Bytes read to distinguish UTF-16 from other text."""
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


class TextEncoding(StrEnum):
    UTF_8 = "utf-8"
    UTF_16_LE = "utf-16-le"
    UTF_16_BE = "utf-16-be"
    WINDOWS_1252 = "windows-1252"


WIDE = frozenset({TextEncoding.UTF_16_LE, TextEncoding.UTF_16_BE})
MARKS = {b"\xff\xfe": TextEncoding.UTF_16_LE, b"\xfe\xff": TextEncoding.UTF_16_BE}


PeekableFile = io.BufferedReader | gzip.GzipFile


class TextLines:
    """Decompressed where it is gzip and may be."""

    def __init__(
        self,
        file: BinaryIO,
        *,
        name: str,
        encoding: TextEncoding | None = None,
        may_be_packed: bool = True,
    ) -> None:
        self.found: TextEncoding | None = encoding
        self.row = 0
        self._is_given = encoding is not None
        self._file = file
        self._may_be_packed = may_be_packed
        self._name = name

    @property
    def encoding(self) -> TextEncoding:
        return self.found or TextEncoding.UTF_8

    def __iter__(self) -> Iterator[str]:
        try:
            opened = _peekable(self._file)
            if self._may_be_packed and opened.peek(2).startswith(GZIP_MAGIC):
                opened = gzip.GzipFile(fileobj=opened)
            beginning = opened.peek(BEGINNING)[:BEGINNING]
            if beginning.startswith(UTF8_MARK):
                self.found = TextEncoding.UTF_8
            self.found = self.found or _wide_encoding(beginning)
            yield from self._lines(opened)
        except UnicodeDecodeError:
            raise self._fault(FaultCode.NOT_UTF8) from None
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise self._fault(FaultCode.BROKEN_GZIP) from None
        if not self.row:
            raise FileError(CaseFault(FaultCode.EMPTY_FILE, file=self._name))

    def _lines(self, opened: PeekableFile) -> Iterator[str]:
        is_wide = self.found in WIDE
        # Latin-1 keeps each byte as one character, so that lines are split before decoding.
        encoding = self.encoding if is_wide else "latin-1"
        reader = io.TextIOWrapper(cast("BinaryIO", opened), encoding, newline="")
        try:
            while line := reader.readline(LONGEST_LINE):
                self.row += 1
                # Plain ASCII is the same in each encoding, and most lines are.
                is_plain = not is_wide and line.isascii()
                yield line if is_plain else self._decoded(line, is_wide=is_wide)
        except UnicodeDecodeError:
            self.row += is_wide
            raise
        finally:
            if not opened.closed:
                reader.detach()

    def _decoded(self, line: str, *, is_wide: bool) -> str:
        if is_wide:
            return line.removeprefix(MARK) if self.row == 1 else line
        raw = line.encode("latin-1")
        if self.row == 1 and raw.startswith(UTF8_MARK):
            raw = raw.removeprefix(UTF8_MARK)
        is_utf8 = _is_utf8(raw)
        if self.found is None:
            self.found = TextEncoding.UTF_8 if is_utf8 else TextEncoding.WINDOWS_1252
        if is_utf8 and self.found is TextEncoding.WINDOWS_1252 and not self._is_given:
            raise self._fault(FaultCode.NOT_UTF8)
        return raw.decode(self.found)

    def _fault(self, code: FaultCode) -> FileError:
        return FileError(CaseFault(code, file=self._name, row=self.row))


def _peekable(file: BinaryIO) -> PeekableFile:
    if isinstance(file, io.BufferedReader):
        return file
    return io.BufferedReader(cast("io.RawIOBase", file))


def _wide_encoding(beginning: bytes) -> TextEncoding | None:
    if marked := MARKS.get(beginning[:2]):
        return marked
    first, second = beginning[::2], beginning[1::2]
    if _is_mostly_empty(second) and first.count(0) == 0:
        return TextEncoding.UTF_16_LE
    if _is_mostly_empty(first) and second.count(0) == 0:
        return TextEncoding.UTF_16_BE
    return None


def _is_mostly_empty(some: bytes) -> bool:
    return len(some) > 1 and some.count(0) * 2 > len(some)


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

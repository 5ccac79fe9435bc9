"""Records the library doesn't expose: uncomputed formulas, comments and macro sheets."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from survey.interchange.workbooks.sheet_facts import Place

HEADER = struct.Struct("<HH")
SHEET = struct.Struct("<IBB")
FORMULA = struct.Struct("<HHH8sH")
CELL = struct.Struct("<HH")
OBJECT = struct.Struct("<4xH")
SHAPES = frozenset({*range(10), 0x1E})
"""The kinds of objects that people read: lines, boxes, texts, charts, pictures. Comments and the
arrows of filters are others."""
LENGTH = struct.Struct("<H")
ENGINE = struct.Struct("<HHI")
NO_NUMBER = b"\xff\xff"
NO_TEXT = 3
CONTINUED = 0xFFFF
"""The row of a comment that goes on from the record before, in files older than 1997."""
LEFT_TO_OPENING = 0b11
"""The two flags of a formula that ask the program which opens the file to compute it."""


class Code(IntEnum):
    FORMULA = 0x0006
    END = 0x000A
    COMMENT = 0x001C
    OBJECT = 0x005D
    PAGE_HEADER = 0x0014
    PAGE_FOOTER = 0x0015
    NOT_RECALCULATED = 0x005E
    SHEET = 0x0085
    RECALCULATED_BY = 0x01C1
    BEGINNING = 0x0809


class SheetKind(IntEnum):
    WORKSHEET = 0
    MACROS = 1
    CHART = 2
    BASIC = 6


@dataclass(frozen=True)
class BookRecords:
    worksheets: tuple[int, ...]
    """The place of each in the stream."""
    has_macros: bool
    has_unknown: bool
    """Whether there is a sheet of no known kind, which the library would leave out."""
    has_engine: bool
    """Whether the file names the engine that computed it, as Excel does since 2002."""


@dataclass
class SheetRecords:
    has_drawings: bool = False
    uncomputed: list[Place] = field(default_factory=list)
    """Cells whose formulas may never have been computed: cells without a result, or computed by no
    known program; all cells if the sheet was saved before recalculation."""
    commented: list[Place] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """The header and the footer of its pages."""


def book_records(stream: bytes, base: int) -> BookRecords:
    """Raises struct.error."""
    sheets: list[tuple[int, int]] = []
    engine = 0
    for code, at in _records(stream, base):
        if code == Code.SHEET:
            offset, _visibility, kind = SHEET.unpack_from(stream, at)
            sheets.append((base + offset, kind))
        elif code == Code.RECALCULATED_BY:
            _type, _reserved, engine = ENGINE.unpack_from(stream, at)
    kinds = {kind for _offset, kind in sheets}
    return BookRecords(
        worksheets=tuple(offset for offset, kind in sheets if kind == SheetKind.WORKSHEET),
        has_macros=not kinds.isdisjoint({SheetKind.MACROS, SheetKind.BASIC}),
        has_unknown=not kinds.issubset(SheetKind),
        has_engine=engine > 0,
    )


def sheet_records(stream: bytes, position: int, *, has_engine: bool) -> SheetRecords:
    """Raises struct.error."""
    found = SheetRecords()
    is_stale = False
    for code, at in _records(stream, position):
        if code == Code.NOT_RECALCULATED:
            is_stale = True
        elif code == Code.FORMULA:
            row, column, _style, result, flags = FORMULA.unpack_from(stream, at)
            is_left = bool(flags & LEFT_TO_OPENING) or not has_engine
            if is_stale or (
                is_left and (not any(result) or (result[6:] == NO_NUMBER and result[0] == NO_TEXT))
            ):
                found.uncomputed.append(Place(row + 1, column + 1))
        elif code == Code.COMMENT:
            row, column = CELL.unpack_from(stream, at)
            if row != CONTINUED:
                found.commented.append(Place(row + 1, column + 1))
        elif code == Code.OBJECT:
            found.has_drawings |= OBJECT.unpack_from(stream, at)[0] in SHAPES
    found.texts = [
        _page_text(stream, at)
        for code, at in _records(stream, position)
        if code in {Code.PAGE_HEADER, Code.PAGE_FOOTER}
    ]
    return found


def _page_text(stream: bytes, at: int) -> str:
    (length,) = LENGTH.unpack_from(stream, at - LENGTH.size)
    content = stream[at : at + length]
    if len(content) > 3 and content[2] in {0, 1} and content[1] == 0:
        return content[3:].decode("utf-16-le" if content[2] else "latin-1", errors="replace")
    return content[1:].decode("latin-1")


def _records(stream: bytes, position: int) -> Iterator[tuple[int, int]]:
    depth = 0
    while True:
        code, length = HEADER.unpack_from(stream, position)
        depth += (code == Code.BEGINNING) - (code == Code.END)
        if depth == 0:
            return
        if depth == 1:
            yield code, position + HEADER.size
        position += HEADER.size + length

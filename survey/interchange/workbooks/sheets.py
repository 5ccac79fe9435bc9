"""The content of a workbook as text: sheets of numbered rows. Pure."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from survey.interchange.faults import FormError, FormFault, Reason

MOST_SHEETS = 20
MOST_ROWS = 5_000
MOST_COLUMNS = 200
LONGEST_CELL = 10_000
MOST_CHARACTERS = 5_000_000


@dataclass(frozen=True)
class Bounds:
    """Limits on a workbook and on opening it: `unpacked` and `memory` in bytes, `seconds` of
    processor time, `elements` of XML."""

    rows: int = MOST_ROWS
    characters: int = MOST_CHARACTERS
    elements: int = 400_000
    unpacked: int = 64 * 1024 * 1024
    memory: int = 384 * 1024 * 1024
    seconds: int = 8

    @property
    def patience(self) -> int:
        """Seconds by the clock, for a process that waits without using the processor."""
        return self.seconds + 1


FORM = Bounds()
TABLE = Bounds(
    rows=20_001,
    characters=30_000_000,
    elements=5_000_000,
    unpacked=256 * 1024 * 1024,
    memory=1024 * 1024 * 1024,
    seconds=40,
)
"""FORM is for a form written by hand, TABLE for 20,000 rows of data and a header."""
BOUNDS = {"form": FORM, "table": TABLE}

Cell = str | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True)
class SheetRow:
    """`number` is the one that a spreadsheet shows. Blank rows are left out."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class WorkbookSheet:
    name: str
    rows: tuple[SheetRow, ...]


class SheetReader:
    """Collects sheets from the cells that a library reads, and checks the bounds row by row."""

    def __init__(self, bounds: Bounds = FORM) -> None:
        self.bounds = bounds
        self.sheets: list[WorkbookSheet] = []
        self.characters = 0

    def add(self, name: str, rows: Iterable[Iterable[Cell]], *, first: int = 1) -> None:
        """Raises FormError."""
        if len(self.sheets) == MOST_SHEETS:
            raise FormError([FormFault(Reason.TOO_MANY_SHEETS, terms={"most": str(MOST_SHEETS)})])
        self.sheets.append(WorkbookSheet(name, tuple(self._rows(name, rows, first))))

    def _rows(self, name: str, rows: Iterable[Iterable[Cell]], first: int) -> Iterator[SheetRow]:
        for number, raw in enumerate(rows, first):
            cells = _trimmed([text_of(cell) for cell in raw])
            if not cells:
                continue
            self._check(name, number, cells)
            yield SheetRow(number, tuple(cells))

    def _check(self, name: str, number: int, cells: list[str]) -> None:
        self.characters += sum(map(len, cells))
        for reason, found, most in (
            (Reason.TOO_MANY_ROWS, number, self.bounds.rows),
            (Reason.TOO_MANY_COLUMNS, len(cells), MOST_COLUMNS),
            (Reason.CELL_TOO_LONG, max(map(len, cells)), LONGEST_CELL),
            (Reason.UNPACKS_TOO_LARGE, self.characters, self.bounds.characters),
        ):
            if found > most:
                raise FormError([FormFault(reason, name, number, terms={"most": f"{most:,}"})])
        if any(_is_unprintable(character) for cell in cells for character in cell):
            raise FormError([FormFault(Reason.UNPRINTABLE, name, number)])


def text_of(cell: Cell) -> str:
    """The cell as its author sees it: 5 and not 5.0, without blanks at either end."""
    match cell:
        case None:
            return ""
        case bool():
            return str(cell).upper()
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.isoformat(sep=" ")
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell).replace("\r\n", "\n").strip()


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _is_unprintable(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs"}

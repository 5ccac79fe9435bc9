import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

MOST_SHEETS = 20
MOST_ROWS = 10_000
MOST_COLUMNS = 200
LONGEST_CELL = 10_000
MOST_CHARACTERS = 5_000_000
EPOCH = date(1899, 12, 30)
"""Day 0 of the calendar of most workbooks, counted from 1 March 1900."""


@dataclass(frozen=True)
class Bounds:
    rows: int = MOST_ROWS
    columns: int = MOST_COLUMNS
    characters: int = MOST_CHARACTERS
    elements: int = 400_000
    unpacked: int = 64 * 1024 * 1024
    memory: int = 384 * 1024 * 1024
    seconds: int = 8
    is_form: bool = True

    @property
    def patience(self) -> int:
        """Seconds by the clock."""
        return self.seconds + 1


FORM = Bounds(columns=1_000)
TABLE = Bounds(
    rows=20_001,
    characters=30_000_000,
    elements=5_000_000,
    unpacked=256 * 1024 * 1024,
    memory=1024 * 1024 * 1024,
    seconds=40,
    is_form=False,
)
EXAMPLE = replace(TABLE, seconds=20)
"""FORM is for a form written by hand, TABLE for 20,000 rows of data and a header; EXAMPLE is for a
table that a page waits for, which must answer before its server gives up on it."""
BOUNDS = {"form": FORM, "table": TABLE, "example": EXAMPLE}


@dataclass(frozen=True)
class SheetRow:
    number: int
    cells: tuple[str, ...]
    dates: frozenset[int] = frozenset()
    uncomputed: frozenset[int] = frozenset()
    beneath: tuple[str, ...] = ()
    """The stored cells, if a mark such as STRUCK_OUT replaced one."""


@dataclass(frozen=True)
class WorkbookSheet:
    name: str
    rows: tuple[SheetRow, ...]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    """Numbers of rows that are hidden and not blank."""
    hidden_columns: frozenset[int] = frozenset()
    comments: tuple[str, ...] = ()
    """The cells with a comment, as in H2."""
    comment_texts: tuple[str, ...] = ()
    """The text of each comment, in the order of `comments`; empty where none could be read."""
    texts: tuple[str, ...] = ()
    """Headers and footers; for the first sheet also text boxes, names of ranges and the
    properties of the workbook."""
    has_drawings: bool = False
    """Pictures, text boxes or charts lie on the sheet; no reader reads them."""
    epoch: date = EPOCH
    """Day 0 of the workbook's calendar: a date typed as a number counts from there."""


def sheets_text(sheets: Iterable[WorkbookSheet]) -> str:
    """The sheets as JSON."""
    return json.dumps(list(map(plain_sheet, sheets)))


def sheets_from(text: str) -> tuple[WorkbookSheet, ...]:
    return tuple(map(sheet_of, json.loads(text)))


def plain_sheet(sheet: WorkbookSheet) -> dict[str, object]:
    return {
        "name": sheet.name,
        "rows": [
            (row.number, row.cells, sorted(row.dates), sorted(row.uncomputed), row.beneath)
            for row in sheet.rows
        ],
        "is_hidden": sheet.is_hidden,
        "hidden_rows": sorted(sheet.hidden_rows),
        "hidden_columns": sorted(sheet.hidden_columns),
        "comments": sheet.comments,
        "comment_texts": sheet.comment_texts,
        "texts": sheet.texts,
        "has_drawings": sheet.has_drawings,
        "epoch": sheet.epoch.isoformat(),
    }


def sheet_of(plain: Mapping[str, Any]) -> WorkbookSheet:
    return WorkbookSheet(
        name=plain["name"],
        rows=tuple(
            SheetRow(number, tuple(cells), frozenset(dates), frozenset(uncomputed), tuple(beneath))
            for number, cells, dates, uncomputed, beneath in plain["rows"]
        ),
        is_hidden=plain["is_hidden"],
        hidden_rows=frozenset(plain["hidden_rows"]),
        hidden_columns=frozenset(plain["hidden_columns"]),
        comments=tuple(plain["comments"]),
        comment_texts=tuple(plain["comment_texts"]),
        texts=tuple(plain["texts"]),
        has_drawings=plain["has_drawings"],
        epoch=date.fromisoformat(plain["epoch"]),
    )

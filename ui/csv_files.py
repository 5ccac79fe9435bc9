"""Tables as CSV that a spreadsheet opens without running what is in them. Pure.

A spreadsheet takes a cell that begins with an equals sign, and some others, for a formula: one
that somebody wrote into a box could send the whole sheet away. Such a text gets an apostrophe in
front, and so does a text that has one already, so that `unguard` gives back each text as it
was. Numbers are left alone."""

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None
GUARD = "'"
STARTS_A_FORMULA = tuple("=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                         "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """By RFC 4180. Encode it as UTF-8 with a byte order mark: some spreadsheets guess otherwise."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(map(guard, header))
    writer.writerows([guard(cell) for cell in row] for row in rows)
    return written.getvalue()


def guard(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.lstrip(" ").startswith((GUARD, *STARTS_A_FORMULA)):
        return GUARD + cell
    return cell


def unguard(text: str) -> str:
    return text.removeprefix(GUARD)

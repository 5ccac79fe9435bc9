"""Tables as CSV that a spreadsheet opens without executing their content. Pure.

A spreadsheet treats a text that begins with an equals sign, or with some other signs, as a formula,
and one that a respondent wrote could send the whole sheet elsewhere. Such a text gets an apostrophe
in front. So does a text that begins with one, so that `unguard` restores every text exactly.
Numbers are left alone."""

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | float | None
GUARD = "'"
STARTS_A_FORMULA = tuple("=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                         "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table as CSV by RFC 4180. Encode it as UTF-8 with a byte order mark: some spreadsheets
    take it for another encoding otherwise."""
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

"""Cells of CSV files that a spreadsheet opens without executing their content. Pure.

A spreadsheet treats a text that begins with an equals sign, or with some other signs, as a formula,
and one that a respondent wrote could send the whole sheet elsewhere. Such a text gets an apostrophe
in front. So does a text that begins with one, so that every text can be restored exactly.
Numbers are left alone."""

Cell = str | int | float | None
GUARD = "'"
STARTS_A_FORMULA = tuple("=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                         "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


def guard(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.lstrip(" ").startswith((GUARD, *STARTS_A_FORMULA)):
        return GUARD + cell
    return cell

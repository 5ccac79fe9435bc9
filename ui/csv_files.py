"""Cells of CSV files that a spreadsheet opens without executing their content."""

Cell = str | int | float | None
GUARD = "'"
STARTS_A_FORMULA = tuple("=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                         "\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}")  # fmt: skip


def guard(cell: Cell) -> Cell:
    if isinstance(cell, str) and cell.lstrip(" ").startswith((GUARD, *STARTS_A_FORMULA)):
        return GUARD + cell
    return cell

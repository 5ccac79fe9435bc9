import re

from responses.case_files.columns import PRIVATE_COLUMNS

LONGEST_SHOWN = 40
LENGTH_OF_YEAR = 4
BIRTHS = frozenset({"birth_year"})
"""Columns into which a profile may have a whole date of birth read, of which the year is kept."""
DIGITS_OF_A_CONTACT = 9
STAMP = re.compile(
    r"(?<!\d)20\d\d([-_.]?)(?:0[1-9]|1[0-2])(?:\1(?:0[1-9]|[12]\d|3[01])"
    r"(?:[-_. T]{1,3}(?:[01]\d|2[0-3])[-_.h]?[0-5]\d(?:[-_.m]?[0-5]\d)?)?)?(?!\d)"
)
"""A month, or a day with or without a time, in the name of a file."""
ENDING = re.compile(r"(?:\.[A-Za-z]{2,5}){1,2}\Z")


def mask_value(column: str, value: str) -> str:
    printable = _printable(value)
    is_birth_date = column in BIRTHS and len(value) > LENGTH_OF_YEAR
    if column in PRIVATE_COLUMNS or is_birth_date or _may_be_personal(printable):
        return f"{printable[:2]}… ({len(value)})"
    if len(printable) > LONGEST_SHOWN:
        return f"{printable[:LONGEST_SHOWN]}… ({len(value)})"
    return printable


def _may_be_personal(value: str) -> bool:
    digits = re.sub(r"\D", "", value)
    has_long_number = len(digits) >= DIGITS_OF_A_CONTACT
    return has_long_number or "@" in value or bool(re.search(r"[^\W\d_]\s+[^\W\d_]", value))


def mask_sheet_name(name: str) -> str:
    printable = _printable(name)
    return f"{printable[:2]}…" if _holds_contact(printable) else printable[:LONGEST_SHOWN]


def mask_file_name(name: str) -> str:
    """Cut where it may hold a contact."""
    printable = _printable(name)
    if not _holds_contact(STAMP.sub("", printable)):
        return printable
    ending = ENDING.search(printable)
    return f"{printable[:2]}…{ending[0] if ending else ''}"


def _holds_contact(name: str) -> bool:
    return "@" in name or len(re.sub(r"\D", "", name)) >= DIGITS_OF_A_CONTACT


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)

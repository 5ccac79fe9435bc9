"""Tells a row of totals, or the end of a report, from a case. Pure."""

import re
from collections.abc import Sequence

TOTALS = re.compile(
    r"(?:(?:grand|sub)[ -]?)?totals?(?: (?:records|rows|cases|crimes|victims))?|cyfansymiau"
    r"|cyfanswm(?: \w+)?|(?:record|row) count|count|end of (?:report|extract|file|data)",
    re.IGNORECASE,
)
FEWEST_BLANK = 2
"""One of how many cells must be blank: a case fills more."""


def is_row_of_totals(cells: Sequence[str]) -> bool:
    """Whether the first filled cell says that numbers of other rows follow, and at least half of
    the row is blank. Such a row is refused in any case: this says why."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled or len(filled) * FEWEST_BLANK > len(cells):
        return False
    return TOTALS.fullmatch(filled[0].strip("*-=: ").rstrip("0123456789").strip(":=- ")) is not None

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


def is_row_of_totals(cells: Sequence[str], *, width: int) -> bool:
    """Whether the first filled cell says that numbers of other rows follow, and at least half of
    the `width` columns are blank. Such a row is refused in any case: this says why."""
    if (width - len(cells) + cells.count("")) * FEWEST_BLANK < width:
        return False
    first = next((cell for cell in cells if cell and not cell.isspace()), "")
    said = first.strip().strip("*-=: ").rstrip("0123456789").strip(":=- ")
    return TOTALS.fullmatch(said) is not None

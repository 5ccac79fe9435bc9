"""The person and day of an exclusion by hand for which a file has none: whoever loads it, on the
day of the load, as its mapping profile says. Pure: no Django, no database."""

from dataclasses import replace
from datetime import date

from responses.case_files.case import CaseRow
from responses.imports.merging.cases import StoredRow

LONGEST_BY = 40


def signed(row: CaseRow, *, held: StoredRow | None, by: str, on: date) -> CaseRow:
    """The row with the person and day of its exclusion. Where the case is stored with the same
    code, those stay: the same word in a later file is no new exclusion, and asks for no second
    ruling."""
    if not row.exclude_code or row.exclude_by:
        return row
    if held and held.row.exclude_code == row.exclude_code:
        return replace(row, exclude_by=held.row.exclude_by, exclude_on=held.row.exclude_on)
    return replace(row, exclude_by=by[:LONGEST_BY], exclude_on=on)

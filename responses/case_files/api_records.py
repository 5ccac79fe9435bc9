"""Reads cases that another system posts: JSON objects with the case file's columns as names.
Pure."""

from collections.abc import Iterator, Sequence

from responses.case_files.reading import CaseFileRules, RowResult, read_rows
from responses.case_files.tables import object_row


def read_records(records: Sequence[object], *, rules: CaseFileRules) -> Iterator[RowResult]:
    """For each object in order, its case or all of its faults. Rows are numbered from 1."""
    raws = (
        object_row(record, file="", row=number, profile=rules.profile)
        for number, record in enumerate(records, 1)
    )
    return read_rows(raws, file="", rules=rules)

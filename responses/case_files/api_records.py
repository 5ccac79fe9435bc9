"""Cases as another system posts them: JSON objects named by the case file's columns. Pure."""

from collections.abc import Iterator, Sequence

from responses.case_files.reading import CaseFileRules, Read, read_rows
from responses.case_files.tables import object_row


def read_records(records: Sequence[object], *, rules: CaseFileRules) -> Iterator[Read]:
    """For each object in turn, its case or all of its faults. Rows count from 1."""
    raws = (
        object_row(record, file="", row=number, profile=rules.profile)
        for number, record in enumerate(records, 1)
    )
    return read_rows(raws, file="", rules=rules)

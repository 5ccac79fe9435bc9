"""Cases as another system posts them: JSON objects named by the case file's columns. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from responses.case_columns import COLUMNS
from responses.case_faults import Fault, FaultCode
from responses.case_file import CaseFileRules, read_once, unknown_column
from responses.case_row import CaseRow


def read_records(
    records: Sequence[object], *, rules: CaseFileRules
) -> Iterator[CaseRow | list[Fault]]:
    """For each object in turn, its case or all of its faults. Rows count from 1."""
    seen: set[tuple[str, str]] = set()
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            yield [Fault(FaultCode.NOT_A_ROW, row=number)]
            continue
        faults = list(_shape_faults(record, row=number))
        if not faults:
            text = {name: _text(value) for name, value in record.items()}
            for read in read_once(text, file="", row=number, rules=rules, seen=seen):
                if isinstance(read, CaseRow):
                    yield read
                else:
                    faults.append(read)
        if faults:
            yield faults


def _shape_faults(record: Mapping[str, object], *, row: int) -> Iterator[Fault]:
    for name, value in record.items():
        if name not in COLUMNS:
            yield unknown_column(name, file="", row=row)
        elif not isinstance(value, str | int | None):
            yield Fault(FaultCode.NOT_TEXT, row=row, column=name)


def _text(value: str | int | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)

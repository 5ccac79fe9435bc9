from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from responses.case_files.api_records import read_records
from responses.case_files.columns import COLUMNS, CaseRow
from responses.case_files.faults import CaseFault, FaultCode
from responses.case_files.masked_values import mask_value
from responses.case_files.reading import CaseFileRules, RowResult
from responses.imports.selectors import stored_cases
from responses.imports.selectors.stored_cases import CaseKey

STAGE_COLUMNS = tuple(column for column in COLUMNS.values() if column.in_stage_events)
MAY_BE_SENT = ("case_key", "force", *(column.name for column in STAGE_COLUMNS))
ANY_OFFENCE = "8N"
"""Placeholder offence, used while reading the row of a case without a known offence."""


def read_news(records: Sequence[object], *, rules: CaseFileRules) -> list[RowResult]:
    """For each row the case as it is to be, or its faults."""
    keys = [key for key in map(_key, records) if key and key[0] in rules.force_codes]
    found = stored_cases.stored_cases_of(set(keys))
    rows = stored_cases.stored_rows([case.pk for case in found.values()])
    held = {key: stored.row for key, stored in rows.items()}
    whole = [_whole(record, held) for record in records]
    results = list(read_records(whole, rules=rules))
    return [_result(read, record, held) for read, record in zip(results, records, strict=True)]


def merged_row(stored: CaseRow, news: CaseRow) -> CaseRow:
    return replace(stored, **{c.field: getattr(news, c.field) for c in STAGE_COLUMNS})


def _key(record: object) -> CaseKey | None:
    if not isinstance(record, Mapping):
        return None
    force, case_key = record.get("force"), record.get("case_key")
    if not isinstance(force, str) or not isinstance(case_key, str) or "\0" in force + case_key:
        return None
    return (force.strip(), case_key.strip())


def _whole(record: object, held: Mapping[CaseKey, CaseRow]) -> object:
    if not isinstance(record, Mapping):
        return record
    key = _key(record)
    stored = held.get(key) if key else None
    required = {
        "offence_code": (stored.offence_code if stored else "") or ANY_OFFENCE,
        "reported_on": stored.reported_on.isoformat() if stored else record.get("stage_on"),
    }
    return {**required, **record}


def _result(read: RowResult, record: object, held: Mapping[CaseKey, CaseRow]) -> RowResult:
    faults = [*read.faults, *_foreign_columns(record, read.row)]
    if not faults and read.case is not None and read.case.key not in held:
        faults.append(
            CaseFault(
                FaultCode.UNKNOWN_CASE,
                row=read.row,
                column="case_key",
                value=mask_value("case_key", read.case.case_key),
            )
        )
    return RowResult(read.row, read.record, None, faults) if faults else read


def _foreign_columns(record: object, row: int) -> Iterator[CaseFault]:
    for name in record if isinstance(record, Mapping) else ():
        if name in COLUMNS and name not in MAY_BE_SENT:
            yield CaseFault(FaultCode.NOT_OF_A_STAGE, row=row, column=str(name))

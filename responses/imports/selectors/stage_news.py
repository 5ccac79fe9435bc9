"""Reads what other systems tell of the stages of stored cases, as rows of a case file: with the
rules and the faults of one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from responses.case_files.api_records import read_records
from responses.case_files.case import CaseRow
from responses.case_files.columns import COLUMNS
from responses.case_files.faults import CaseFault, FaultCode, shown
from responses.case_files.reading import CaseFileRules, RowResult
from responses.imports.selectors import stored_cases, stored_rows
from responses.imports.selectors.stored_cases import CaseKey

TOLD = (
    "stage", "stage_on", "outcome_code", "outcome_on", "victim_told_on", "next_hearing_on",
    "release_on",
)  # fmt: skip
"""The columns that a row may have besides those that name its case."""

ATTRIBUTES = (
    "stage", "stage_on", "outcome_codes", "outcome_on", "victim_told_on", "next_hearing_on",
    "release_on",
)  # fmt: skip
NAMES = ("case_key", "force")
ANY_OFFENCE = "8N"
"""Stands for the offence of a case of which none is known while its row is read."""


def read_news(records: Sequence[object], *, rules: CaseFileRules) -> list[RowResult]:
    """For each row the case as it is to be, or its faults: those of a case file, a column that is
    none of a stage, and a case that is not stored."""
    held = _stored(records, forces=rules.force_codes)
    whole = [_whole(record, held) for record in records]
    results = list(read_records(whole, rules=rules))
    return [_result(read, record, held) for read, record in zip(results, records, strict=True)]


def merged_row(stored: CaseRow, news: CaseRow) -> CaseRow:
    """The stored row with what was told of its stage."""
    return replace(stored, **{name: getattr(news, name) for name in ATTRIBUTES})


def _stored(records: Sequence[object], *, forces: Collection[str]) -> Mapping[CaseKey, CaseRow]:
    keys = [key for key in map(_key, records) if key and key[0] in forces]
    found = stored_cases.stored_cases_of(set(keys))
    rows = stored_rows.stored_rows([case.pk for case in found.values()])
    return {key: stored.row for key, stored in rows.items()}


def _key(record: object) -> CaseKey | None:
    if not isinstance(record, Mapping):
        return None
    force, case_key = record.get("force"), record.get("case_key")
    if not isinstance(force, str) or not isinstance(case_key, str) or "\0" in force + case_key:
        return None
    return (force.strip(), case_key.strip())


def _whole(record: object, held: Mapping[CaseKey, CaseRow]) -> object:
    """The row with the columns that a case file requires, from the case that it is about; without
    one, its day stands for that of the report."""
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
                value=shown("case_key", read.case.case_key),
            )
        )
    return RowResult(read.row, read.record, None, faults) if faults else read


def _foreign_columns(record: object, row: int) -> Iterator[CaseFault]:
    """Columns of a case file that say nothing of a stage. They are not left unread: whoever sends
    one means it to be stored."""
    for name in record if isinstance(record, Mapping) else ():
        if name in COLUMNS and name not in (*NAMES, *TOLD):
            yield CaseFault(FaultCode.NOT_OF_A_STAGE, row=row, column=str(name))

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import connection

from responses.case_files.case import CaseStage
from responses.case_files.columns import STORED_FIELDS, CaseRow, stored_values
from responses.eligibility.selectors import exclusions
from responses.imports.merging.cases import StoredRow
from responses.models import Case

CaseKey = tuple[str, str]
BATCH = 2_000


class RowChange(StrEnum):
    CREATED = "created"
    AMENDED = "amended"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class StoredCase:
    pk: int
    content_hash: str


def batches(rows: Iterable[CaseRow], *, size: int = BATCH) -> Iterator[list[CaseRow]]:
    batch: dict[CaseKey, CaseRow] = {}
    for row in rows:
        if len(batch) == size or row.key in batch:
            yield list(batch.values())
            batch = {}
        batch[row.key] = row
    if batch:
        yield list(batch.values())


def content_key() -> bytes:
    """Without a key, contacts could be guessed from the hashes after they are destroyed."""
    return hashlib.sha256(b"case content:" + settings.PERSON_KEY.encode()).digest()


def stored_cases(rows: Sequence[CaseRow]) -> Mapping[CaseKey, StoredCase]:
    """By key, id and content hash."""
    return stored_cases_of(row.key for row in rows)


def stored_cases_of(keys: Iterable[CaseKey]) -> Mapping[CaseKey, StoredCase]:
    keys_by_force: dict[str, list[str]] = {}
    for force, case_key in keys:
        keys_by_force.setdefault(force, []).append(case_key)
    stored: dict[CaseKey, StoredCase] = {}
    for force, case_keys in keys_by_force.items():
        for pk, case_key, content_hash in _stored_rows(force, case_keys):
            stored[(force, case_key)] = StoredCase(pk=pk, content_hash=content_hash)
    return stored


KEY_LISTS = {
    "postgresql": "unnest((SELECT %s::text[])) AS wanted(value) JOIN",
    "sqlite": "json_each(%s) AS wanted CROSS JOIN",
}
"""The SQL that passes the keys so that each is looked up in the index. PostgreSQL's planner has no
statistics of a table that grew in this transaction; if it knew the number of keys it would read all
cases of the force for every batch, so the keys are passed as an array of unknown length. SQLite
would do the same unless CROSS JOIN fixes the order of the join."""


def _stored_rows(force: str, keys: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    wanted = list(keys) if connection.vendor == "postgresql" else json.dumps(keys)
    with connection.cursor() as cursor:
        cursor.execute(stored_cases_query(), [wanted, force])
        yield from cursor.fetchall()


def stored_cases_query() -> str:
    return (
        "SELECT held.id, held.case_key, held.content_hash "  # noqa: S608
        f"FROM {KEY_LISTS[connection.vendor]} {Case._meta.db_table} AS held "
        "ON held.force_id = %s AND held.case_key = wanted.value"
    )


def content_hashes(rows: Sequence[CaseRow]) -> Mapping[CaseKey, str]:
    key = content_key()
    return {row.key: row.content_hash(key=key) for row in rows}


def changes(
    rows: Iterable[CaseRow], *, stored: Mapping[CaseKey, StoredCase], hashes: Mapping[CaseKey, str]
) -> Mapping[CaseKey, RowChange]:
    """`hashes` has the content hash of each row whose case is stored."""
    changes = {row.key: RowChange.CREATED for row in rows}
    for key in changes.keys() & stored.keys():
        is_same = stored[key].content_hash == hashes[key]
        changes[key] = RowChange.UNCHANGED if is_same else RowChange.AMENDED
    return changes


def locked_rows(case_ids: Collection[int]) -> Mapping[CaseKey, StoredRow]:
    """Locked, so that what another load writes meanwhile is merged."""
    return _rows(Case.objects.select_for_update().filter(pk__in=case_ids).order_by("pk"))


def stored_rows(case_ids: Collection[int]) -> Mapping[CaseKey, StoredRow]:
    """Without contact and history."""
    return _rows(Case.objects.filter(pk__in=case_ids))


def _rows(found: Iterable[Case]) -> Mapping[CaseKey, StoredRow]:
    cases = list(found)
    excluded = [case.pk for case in cases if case.exclude_code]
    lifted = exclusions.lifted_exclusions().filter(case__in=excluded)
    ended = set(lifted.values_list("case_id", flat=True)) if excluded else set()
    return {
        (case.force_id, case.case_key): StoredRow(
            row_of(case),
            is_exclusion_lifted=case.pk in ended,
            former_hearings=[date.fromisoformat(day) for day in case.former_hearings],
        )
        for case in cases
    }


def row_of(case: Case) -> CaseRow:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in zip(STORED_FIELDS, stored_values(case), strict=True)
    }
    values["stage"] = CaseStage(case.stage)
    return CaseRow(force=case.force_id, flags=case.flags, **values)

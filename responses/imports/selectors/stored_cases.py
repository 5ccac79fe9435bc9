"""Reads which cases of an import are stored already, and what importing rows would change."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.db import connection

from responses.case_files.case import CaseRow
from responses.models import Case

CaseKey = tuple[str, str]
BATCH = 2_000


class RowChange(StrEnum):
    """What importing a row does to the stored cases."""

    CREATED = "created"
    AMENDED = "amended"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class StoredCase:
    pk: int
    content_hash: str


def batches(rows: Iterable[CaseRow], *, size: int = BATCH) -> Iterator[list[CaseRow]]:
    """The rows in order, in batches of at most `size`. No batch has two rows of one case, because
    the second row amends what the first one stored."""
    batch: dict[CaseKey, CaseRow] = {}
    for row in rows:
        if len(batch) == size or row.key in batch:
            yield list(batch.values())
            batch = {}
        batch[row.key] = row
    if batch:
        yield list(batch.values())


def content_key() -> bytes:
    """The key of the content hashes. Without it, contacts could be guessed from the hashes after
    the contacts themselves are destroyed."""
    return hashlib.sha256(b"case content:" + settings.PERSON_KEY.encode()).digest()


def stored_cases(rows: Sequence[CaseRow]) -> Mapping[CaseKey, StoredCase]:
    """Key of each stored case among the cases of one batch of rows, to id and content hash."""
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
    """What importing each row does. `hashes` has the content hash of each row whose case is
    stored."""
    changes = {row.key: RowChange.CREATED for row in rows}
    for key in changes.keys() & stored.keys():
        is_same = stored[key].content_hash == hashes[key]
        changes[key] = RowChange.UNCHANGED if is_same else RowChange.AMENDED
    return changes

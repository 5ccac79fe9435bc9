"""Reads about cases."""

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


class Change(StrEnum):
    """What loading a row does to the cases we hold."""

    CREATED = "created"
    AMENDED = "amended"
    UNCHANGED = "unchanged"


@dataclass(frozen=True)
class StoredCase:
    pk: int
    content_hash: str


def batches(rows: Iterable[CaseRow], *, size: int = BATCH) -> Iterator[list[CaseRow]]:
    """The rows in order, never with one case twice in a batch: its later row amends it."""
    batch: dict[CaseKey, CaseRow] = {}
    for row in rows:
        if len(batch) == size or row.key in batch:
            yield list(batch.values())
            batch = {}
        batch[row.key] = row
    if batch:
        yield list(batch.values())


def content_key() -> bytes:
    """The key of the content hashes. They leave nothing to be guessed once contacts are gone."""
    return hashlib.sha256(b"case content:" + settings.PERSON_KEY.encode()).digest()


def stored_cases(rows: Sequence[CaseRow]) -> Mapping[CaseKey, StoredCase]:
    """Those of the rows' cases that we hold. For one batch of rows."""
    keys_by_force: dict[str, list[str]] = {}
    for row in rows:
        keys_by_force.setdefault(row.force, []).append(row.case_key)
    stored: dict[CaseKey, StoredCase] = {}
    for force, keys in keys_by_force.items():
        for pk, case_key, content_hash in _held(force, keys):
            stored[(force, case_key)] = StoredCase(pk=pk, content_hash=content_hash)
    return stored


LISTED = {
    "postgresql": "unnest((SELECT %s::text[])) AS wanted(value) JOIN",
    "sqlite": "json_each(%s) AS wanted CROSS JOIN",
}
"""Key by key. Of a table that grew in this transaction PostgreSQL's planner knows nothing: told how
many keys there are, it would rather read all cases of the force, batch after batch. So they come as
a list of unknown length. SQLite would do the same, unless the join says which side comes first."""


def _held(force: str, keys: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    wanted = list(keys) if connection.vendor == "postgresql" else json.dumps(keys)
    with connection.cursor() as cursor:
        cursor.execute(held_query(), [wanted, force])
        yield from cursor.fetchall()


def held_query() -> str:
    return (
        "SELECT held.id, held.case_key, held.content_hash "  # noqa: S608
        f"FROM {LISTED[connection.vendor]} {Case._meta.db_table} AS held "
        "ON held.force_id = %s AND held.case_key = wanted.value"
    )


def content_hashes(rows: Sequence[CaseRow]) -> Mapping[CaseKey, str]:
    key = content_key()
    return {row.key: row.content_hash(key=key) for row in rows}


def change(row: CaseRow, *, held: Mapping[CaseKey, StoredCase], content_hash: str) -> Change:
    if row.key not in held:
        return Change.CREATED
    is_same = held[row.key].content_hash == content_hash
    return Change.UNCHANGED if is_same else Change.AMENDED


def changes(rows: Iterable[CaseRow]) -> Iterator[Mapping[CaseKey, Change]]:
    """What loading the rows would do, batch by batch. A case's second row in one call is held
    against what is stored now, as if the first had not been loaded."""
    for batch in batches(rows):
        held, hashes = stored_cases(batch), content_hashes(batch)
        yield {row.key: change(row, held=held, content_hash=hashes[row.key]) for row in batch}

"""Reads about cases."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from access.viewer import Viewer
from responses.case_row import CaseRow
from responses.models import Case, CaseEvent

CaseKey = tuple[str, str]
BATCH = 2_000


@dataclass(frozen=True)
class StoredCase:
    pk: int
    content_hash: str


def cases_for(viewer: Viewer) -> QuerySet[Case]:
    """The cases of the forces in the viewer's reach."""
    cases = Case.objects.order_by("pk")
    return cases if viewer.is_national else cases.filter(force_id__in=viewer.force_codes)


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
        held = Case.objects.filter(force_id=force, case_key__in=keys)
        for pk, case_key, content_hash in held.values_list("pk", "case_key", "content_hash"):
            stored[(force, case_key)] = StoredCase(pk=pk, content_hash=content_hash)
    return stored


def events_by_case(case_ids: Sequence[int]) -> Mapping[int, list[CaseEvent]]:
    """Each case's events in the order received."""
    events: dict[int, list[CaseEvent]] = {}
    for event in CaseEvent.objects.filter(case_id__in=case_ids).order_by("case_id", "sequence"):
        events.setdefault(event.case_id, []).append(event)
    return events

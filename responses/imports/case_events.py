from collections.abc import Mapping, Sequence

from access import bulk_write
from responses.case_files.case import EventRow
from responses.case_files.columns import CaseRow
from responses.cases import selectors as cases_selectors
from responses.imports import import_records
from responses.imports.selectors.stored_cases import CaseKey, StoredCase
from responses.models import CaseEvent


def append_events(
    rows: Sequence[CaseRow], *, stored: Mapping[CaseKey, StoredCase], has_amended: bool
) -> int:
    """Returns how many."""
    case_ids = [stored[row.key].pk for row in rows]
    existing = cases_selectors.events_by_case(case_ids) if has_amended else {}
    added: list[dict[str, object]] = []
    newly_told: list[CaseEvent] = []
    for case_id, row in zip(case_ids, rows, strict=True):
        events = existing.get(case_id, [])
        new, told_since = _merge(row.history(), into=events)
        newly_told.extend(told_since)
        added.extend(_event(case_id, e, sequence=n) for n, e in enumerate(new, len(events) + 1))
    bulk_write.write_rows(CaseEvent, rows=added)
    CaseEvent.objects.bulk_update(newly_told, ["told_on"], batch_size=200)
    return len(added)


def _merge(
    history: Sequence[EventRow], *, into: Sequence[CaseEvent]
) -> tuple[list[EventRow], list[CaseEvent]]:
    existing = {import_records.identity(event): event for event in into}
    existing_undated = {(event.kind, tuple(event.codes)): event for event in into}
    new: list[EventRow] = []
    newly_told: list[CaseEvent] = []
    for row in history:
        undated = None if row.is_dated else existing_undated.get((row.kind.value, row.codes))
        event = existing.get(row.identity) or undated
        if event is None:
            new.append(row)
        elif row.told_on and row.told_on != event.told_on:
            event.told_on = max(row.told_on, event.on)
            newly_told.append(event)
    return new, newly_told


def _event(case_id: int, row: EventRow, *, sequence: int) -> dict[str, object]:
    return {
        "case_id": case_id,
        "kind": row.kind.value,
        "codes": row.codes,
        "on": row.on,
        "told_on": row.told_on,
        "is_before_report": row.is_before_report,
        "source_wording": row.source_wording,
        "sequence": sequence,
    }

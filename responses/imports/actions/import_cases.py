"""Writes imported cases."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from access import audit, bulk_write
from access.actor import Actor
from access.audit import AuditKind
from responses import changes as responses_changes
from responses.case_files.case import CaseRow, EventRow
from responses.cases import selectors as cases_selectors
from responses.imports import columns, import_records, snapshots
from responses.imports.columns import NewCases
from responses.imports.import_records import ImportSummary
from responses.imports.selectors import stored_cases
from responses.imports.selectors.stored_cases import CaseKey, RowChange, StoredCase
from responses.models import Case, CaseEvent, Import, Upload
from responses.vault import contact_rows

Changes = Mapping[CaseKey, RowChange]


@transaction.atomic
def import_cases(
    *,
    rows: Iterable[CaseRow],
    source: Import.Source,
    file_names: Sequence[str],
    is_simulated: bool,
    by: Actor,
    at: datetime,
    extra_counts: Callable[[], Mapping[str, int]] = dict,
    after_batch: Callable[[Changes], None] | None = None,
    upload: Upload | None = None,
    quality: Callable[[], Mapping[str, Any]] = dict,
) -> ImportSummary:
    """Import cases, all or none. A row of a stored case amends it: its stage and outcome are added
    to the history and its other fields replace the old ones; an unchanged row does nothing.
    `extra_counts` and `quality` are called after the last row; their results are stored with the
    import. `after_batch` gets what each batch did. `upload` is the upload that the rows come from,
    if any; its `import_batch` is set and not saved.

    Raises UnableToSetDataOriginError where the database has real people and these are simulated,
    or the reverse."""
    import_batch = import_records.begin(
        source=source, file_names=file_names, is_simulated=is_simulated, by=by, at=at
    )
    summary = ImportSummary()
    by_force: dict[str, Counter[str]] = defaultdict(Counter)
    for batch in stored_cases.batches(rows):
        changes, loaded = _import_batch(batch, import_batch=import_batch, is_simulated=is_simulated)
        summary = summary.plus(loaded)
        for (force, _key), change in changes.items():
            by_force[force][change.value] += 1
        if after_batch:
            after_batch(changes)
    if not (summary.created or summary.amended):
        # An import that changes nothing leaves no record of itself.
        import_batch.delete()
        return summary
    _end(
        import_batch,
        summary,
        by_force=by_force,
        quality=quality(),
        more=extra_counts(),
        by=by,
        at=at,
    )
    if upload:
        upload.import_batch = import_batch
    return summary


@transaction.atomic
def import_new_cases(
    *,
    batches: Iterable[NewCases],
    force_code: str,
    source: Import.Source,
    file_names: Sequence[str],
    is_simulated: bool,
    by: Actor,
    at: datetime,
) -> Sequence[int]:
    """Import cases of one force, all or none: what import_cases does with rows of which none is
    stored and none has a contact. Returns the ids of the cases.

    Raises UnableToSetDataOriginError as import_cases does, and IntegrityError where a case is
    stored."""
    import_batch = import_records.begin(
        source=source, file_names=file_names, is_simulated=is_simulated, by=by, at=at
    )
    case_ids: list[int] = []
    events = 0
    for batch in batches:
        ids = import_records.write_cases(batch, import_batch=import_batch)
        bulk_write.write_columns(
            CaseEvent,
            columns={"case_id": [ids[place] for place in batch.places], **batch.events},
        )
        case_ids.extend(ids)
        events += len(batch.places)
    _end(
        import_batch,
        ImportSummary(created=len(case_ids), events_added=events),
        by_force={force_code: Counter({RowChange.CREATED.value: len(case_ids)})},
        quality={},
        more={},
        by=by,
        at=at,
    )
    return case_ids


def _end(
    import_batch: Import,
    summary: ImportSummary,
    *,
    by_force: Mapping[str, Counter[str]],
    quality: Mapping[str, Any],
    more: Mapping[str, int],
    by: Actor,
    at: datetime,
) -> None:
    """Store what the import did, with `more` counts, and audit it."""
    import_records.store_results(
        import_batch, summary, by_force=by_force, quality=quality, more=more
    )
    audit.record(
        AuditKind.CASES_IMPORTED,
        target=import_batch,
        by=by,
        at=at,
        **import_records.audited(summary, by_force),
    )


def _import_batch(
    rows: Sequence[CaseRow], *, import_batch: Import, is_simulated: bool
) -> tuple[Changes, ImportSummary]:
    before, hashes = stored_cases.stored_cases(rows), stored_cases.content_hashes(rows)
    changes = {
        row.key: stored_cases.change(row, stored=before, content_hash=hashes[row.key])
        for row in rows
    }
    counts = Counter(changes.values())
    changed = [row for row in rows if changes[row.key] is not RowChange.UNCHANGED]
    amended = [before[row.key].pk for row in rows if changes[row.key] is RowChange.AMENDED]
    if amended:
        snapshots.keep(amended, import_batch=import_batch)
        responses_changes.record_changes_of_cases(amended)
    bulk_write.write_rows(
        Case,
        rows=[
            _case(row, content_hash=hashes[row.key], import_batch=import_batch) for row in changed
        ],
        unique=("force_id", "case_key"),
        keep="first_import_id",
    )
    stored = stored_cases.stored_cases(changed)
    # A new case without a contact has nothing in the vault that would have to be removed.
    to_vault = [
        (stored[row.key].pk, row) for row in changed if row.has_contact or row.key in before
    ]
    return changes, ImportSummary(
        created=counts[RowChange.CREATED],
        amended=counts[RowChange.AMENDED],
        unchanged=counts[RowChange.UNCHANGED],
        events_added=_append_events(changed, stored=stored, has_amended=bool(before)),
        contacts_stored=contact_rows.store(to_vault, is_simulated=is_simulated),
    )


def _case(row: CaseRow, *, content_hash: str, import_batch: Import) -> dict[str, object]:
    case: dict[str, object] = dict(zip(columns.SAME_NAME, columns.same_named(row), strict=True))
    case["force_id"] = row.force
    case["content_hash"] = content_hash
    case["source"] = import_batch.source
    case["first_import_id"] = case["last_import_id"] = import_batch.pk
    case["flags"] = dict(row.flags)
    case["outcome_codes"] = row.outcome_codes
    case["access_needs"] = row.access_needs
    return case


def _append_events(
    rows: Sequence[CaseRow], *, stored: Mapping[CaseKey, StoredCase], has_amended: bool
) -> int:
    """Add the events of each row that its case does not have yet. Returns how many."""
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
    """The events that a case does not have yet, and those of its events of which the victim has
    been told since, with the new date."""
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

"""Writes imported cases."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from access import audit, bulk_write
from access.actor import Actor
from access.audit import AuditKind
from responses.case_files.columns import CaseRow
from responses.case_files.warnings.doubts import PersonDoubt
from responses.imports import case_batches, import_records
from responses.imports.actions import person_holds
from responses.imports.case_batches import BatchResult, Changes, Holds
from responses.imports.columns import NewCases
from responses.imports.holding import Loader
from responses.imports.import_records import ImportSummary
from responses.imports.selectors import person_holds as hold_selectors
from responses.imports.selectors import stored_cases
from responses.imports.selectors.stored_cases import RowChange
from responses.models import CaseEvent, Import, Upload


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
    after_holding: Callable[[Holds], None] | None = None,
    doubts: list[PersonDoubt] | None = None,
    forces: Sequence[str] = (),
) -> ImportSummary:
    """All or none. Raises UnableToSetDataOriginError where real and simulated people would mix."""
    import_batch = import_records.begin(
        source=source, file_names=file_names, is_simulated=is_simulated, by=by, at=at
    )
    loader = Loader(by=by, at=at, upload=upload)
    doubts = [] if doubts is None else doubts
    number, name = upload.pk if upload else None, next(iter(file_names), "")
    holds = person_holds.HoldSource(forces, by, at, file_name=name, upload_number=number)
    open_before = hold_selectors.open_ids()
    summary, by_force = ImportSummary(), defaultdict[str, Counter[str]](Counter)
    for batch in stored_cases.batches(rows):
        done = case_batches.write_batch(
            batch, import_batch=import_batch, is_simulated=is_simulated, loader=loader
        )
        summary = summary.plus(done.summary)
        _report(done, by_force=by_force, after_batch=after_batch, after_holding=after_holding)
        person_holds.clear_by_rows(batch, before=open_before, source=holds)
        person_holds.hold_loaded([*batch, *done.rows], done.case_ids, holds)
    # Only now is every case stored that a refused row may be about.
    person_holds.hold_all(doubts, holds, applies=True)
    if not (summary.created or summary.amended):
        # An import that changes nothing leaves no record.
        import_batch.delete()
        return summary
    found = {"quality": quality(), "more": extra_counts()}
    _end(import_batch, summary, by_force=by_force, **found, by=by, at=at)
    if upload:
        upload.import_batch = import_batch
    return summary


@transaction.atomic(savepoint=False)
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
    """Rows of one force, none stored and none with a contact; otherwise as import_cases. Returns
    the ids. Raises IntegrityError where a case is stored."""
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


def _report(
    done: BatchResult,
    *,
    by_force: Mapping[str, Counter[str]],
    after_batch: Callable[[Changes], None] | None,
    after_holding: Callable[[Holds], None] | None,
) -> None:
    for (force, _key), change in done.changes.items():
        by_force[force][change.value] += 1
    for (force, _key), kinds in done.holds.items():
        by_force[force]["held"] += len(kinds)
    if after_batch:
        after_batch(done.changes)
    if after_holding:
        after_holding(done.holds)

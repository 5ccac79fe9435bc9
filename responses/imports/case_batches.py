"""Database writes for one batch of imported rows."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.timezone import localdate

from access import bulk_write
from responses.case_files.case import DEFAULT_LANGUAGE, Lift, LiftKind
from responses.case_files.columns import STORED_FIELDS, CaseRow, stored_values
from responses.eligibility.rules import ABOUT_THE_PERSON
from responses.imports import case_events, holding, snapshots
from responses.imports.holding import AmendedCase, Loader
from responses.imports.import_records import ImportSummary
from responses.imports.merging import cases
from responses.imports.merging.cases import Merged
from responses.imports.selectors import stored_cases
from responses.imports.selectors.stored_cases import CaseKey, RowChange
from responses.models import Case, Import
from responses.vault import contact_rows

Changes = Mapping[CaseKey, RowChange]
Holds = Mapping[CaseKey, Sequence[LiftKind]]


@dataclass(frozen=True)
class BatchResult:
    """The result of a batch."""

    changes: Changes
    holds: Holds
    summary: ImportSummary
    rows: Sequence[CaseRow] = ()
    """The new and amended cases, as stored."""
    case_ids: Mapping[CaseKey, int] = field(default_factory=dict)
    """The ids of the new and amended cases."""


def write_batch(
    rows: Sequence[CaseRow], *, import_batch: Import, is_simulated: bool, loader: Loader
) -> BatchResult:
    """No two rows are of one case."""
    before, hashes = stored_cases.stored_cases(rows), stored_cases.content_hashes(rows)
    changes = stored_cases.changes(rows, stored=before, hashes=hashes)
    changed = [row for row in rows if changes[row.key] is not RowChange.UNCHANGED]
    amended = {before[row.key].pk: row for row in changed if row.key in before}
    merged = _merge(changed, amended, import_batch=import_batch, loader=loader)
    to_store = [merged[row.key].row for row in changed]
    write_cases(to_store, hashes=hashes, merged=merged, import_batch=import_batch)
    stored = stored_cases.stored_cases(changed)
    # A new case without a contact has nothing in the vault to remove.
    kept = [(stored[r.key].pk, r) for r in to_store if r.has_contact or r.key in before]
    contacts = contact_rows.store(
        kept, amended=amended, is_excluded=_is_about_the_person, is_simulated=is_simulated
    )
    written = {stored[row.key].pk: row for row in changed}
    holds = _hold(written, merged, waits=contacts.waits, import_batch=import_batch, loader=loader)
    counts = Counter(change.value for change in changes.values())
    summary = ImportSummary(
        **{change.value: counts[change.value] for change in RowChange},
        events_added=case_events.append_events(changed, stored=stored, has_amended=bool(before)),
        contacts_stored=contacts.count,
        held=sum(map(len, holds.values())),
    )
    case_ids = {row.key: stored[row.key].pk for row in to_store}
    return BatchResult(changes, holds, summary, to_store, case_ids)


def _is_about_the_person(row: CaseRow) -> bool:
    return row.exclude_code in ABOUT_THE_PERSON or row.is_deceased


def write_cases(
    rows: Sequence[CaseRow],
    *,
    hashes: Mapping[CaseKey, str],
    merged: Mapping[CaseKey, Merged],
    import_batch: Import,
) -> None:
    hearings = {key: one.former_hearings for key, one in merged.items()}
    bulk_write.write_rows(
        Case,
        rows=[
            {
                **_case(row, content_hash=hashes[row.key], import_batch=import_batch),
                "former_hearings": [day.isoformat() for day in hearings.get(row.key, ())],
            }
            for row in rows
        ],
        unique=("force_id", "case_key"),
        keep="first_import_id",
    )


def _merge(
    rows: Sequence[CaseRow],
    amended: Mapping[int, CaseRow],
    *,
    import_batch: Import,
    loader: Loader,
) -> Mapping[CaseKey, Merged]:
    new = {row.key: Merged(loader.sign_exclusion(row, held=None)) for row in rows}
    if not amended:
        return new
    held, today = stored_cases.locked_rows(amended), localdate(loader.at)
    snapshots.keep(list(amended), import_batch=import_batch)
    return new | {
        row.key: cases.merge(
            held[row.key], loader.sign_exclusion(row, held=held[row.key]), today=today
        )
        for row in amended.values()
    }


def _hold(
    rows: Mapping[int, CaseRow],
    merged: Mapping[CaseKey, Merged],
    *,
    waits: Mapping[int, Collection[LiftKind]],
    import_batch: Import,
    loader: Loader,
) -> Holds:
    """Returns the kinds that wait for a second person, by case."""
    # Of a new case only the contact can wait.
    judged = {pk: row for pk, row in rows.items() if row.key in merged or pk in waits}
    if not judged:
        return {}
    held = holding.hold(
        [
            AmendedCase(
                pk,
                row,
                [
                    *(merged[row.key].lifts if row.key in merged else ()),
                    *(Lift(kind, {}, {}) for kind in sorted(waits.get(pk, ()))),
                ],
            )
            for pk, row in judged.items()
        ],
        import_batch=import_batch,
        loader=loader,
    )
    return {rows[pk].key: kinds for pk, kinds in held.items()}


def _case(row: CaseRow, *, content_hash: str, import_batch: Import) -> dict[str, object]:
    case: dict[str, object] = dict(zip(STORED_FIELDS, stored_values(row), strict=True))
    case["force_id"] = row.force
    case["content_hash"] = content_hash
    case["source"] = import_batch.source
    case["first_import_id"] = case["last_import_id"] = import_batch.pk
    case["language"] = row.language or DEFAULT_LANGUAGE
    case["flags"] = dict(row.flags)
    return case

"""Writes about cases."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from access import actions as access_actions
from access import audit, bulk_write
from access.actor import Actor
from access.audit import AuditKind
from access.models import DataOrigin
from responses import changes as responses_changes
from responses.case_files.case import CaseRow, EventIdentity, EventRow
from responses.cases import selectors as cases_selectors
from responses.imports import snapshots
from responses.imports.selectors import stored_cases
from responses.imports.selectors.stored_cases import CaseKey, Change, StoredCase
from responses.models import Case, CaseEvent, Import, LoadedForce, Upload
from responses.vault import contacts

Changes = Mapping[CaseKey, Change]
SAME_NAME = (
    "case_key", "is_month_only", "area", "offence_code", "crime_group", "reported_on",
    "report_channel", "victim_role", "risk_level", "enhanced_rights", "stage", "stage_on",
    "outcome_on", "victim_told_on", "next_hearing_on", "release_on", "support_referral", "sex",
    "birth_year", "ethnicity", "ethnicity_group", "ethnicity_scheme", "disability", "language",
    "exclude_code", "exclude_by", "exclude_on", "is_deceased", "is_business", "is_on_duty_police",
    "is_victimless",
)  # fmt: skip


@dataclass(frozen=True)
class ImportSummary:
    """What an import did, in rows."""

    created: int = 0
    amended: int = 0
    unchanged: int = 0
    events_added: int = 0
    contacts_stored: int = 0

    def plus(self, other: "ImportSummary") -> "ImportSummary":
        mine, theirs = asdict(self), asdict(other)
        return ImportSummary(**{name: mine[name] + theirs[name] for name in mine})


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
    """Load cases, all or none. A row whose case we hold amends it: its stage and outcome join
    the history, its other fields replace the old, and an unchanged row does nothing. `upload` is
    the file they came in, where somebody brought it; it learns what became of it. `quality` tells
    at the end how good the rows of each force were.

    Raises UnableToSetDataOriginError where the database holds the other kind of people."""
    origin = DataOrigin.Origin.SIMULATED if is_simulated else DataOrigin.Origin.REAL
    access_actions.set_data_origin(origin=origin, by=by, at=at)
    loading = Import.objects.create(
        source=source, file_names=list(file_names), loaded_at=at, loaded_by=by.name
    )
    summary = ImportSummary()
    by_force: dict[str, Counter[str]] = defaultdict(Counter)
    for batch in stored_cases.batches(rows):
        changes, loaded = _import_batch(batch, loading=loading, is_simulated=is_simulated)
        summary = summary.plus(loaded)
        for (force, _key), change in changes.items():
            by_force[force][change.value] += 1
        if after_batch:
            after_batch(changes)
    if not (summary.created or summary.amended):
        # The same call again changes nothing, its own record included.
        loading.delete()
        return summary
    loading.counts = {**asdict(summary), **extra_counts()}
    loading.save(update_fields=["counts"])
    _keep_forces(loading, by_force, quality())
    if upload:
        upload.loading = loading
    only = {"force": next(iter(by_force))} if len(by_force) == 1 else {}
    audit.record(AuditKind.CASES_IMPORTED, target=loading, by=by, at=at, **asdict(summary), **only)
    return summary


def _keep_forces(
    loading: Import, by_force: Mapping[str, Counter[str]], quality: Mapping[str, Any]
) -> None:
    LoadedForce.objects.bulk_create(
        LoadedForce(
            loading=loading, force_id=force, counts=dict(counts), quality=quality.get(force, {})
        )
        for force, counts in sorted(by_force.items())
    )


def _import_batch(
    rows: Sequence[CaseRow], *, loading: Import, is_simulated: bool
) -> tuple[Changes, ImportSummary]:
    held, hashes = stored_cases.stored_cases(rows), stored_cases.content_hashes(rows)
    changes = {
        row.key: stored_cases.change(row, held=held, content_hash=hashes[row.key]) for row in rows
    }
    counts = Counter(changes.values())
    changed = [row for row in rows if changes[row.key] is not Change.UNCHANGED]
    amended = [held[row.key].pk for row in rows if changes[row.key] is Change.AMENDED]
    if amended:
        snapshots.keep(amended, loading=loading)
        responses_changes.tell_of_cases(amended)
    bulk_write.write_rows(
        Case,
        rows=[_case(row, content_hash=hashes[row.key], loading=loading) for row in changed],
        unique=("force_id", "case_key"),
        keep="first_import_id",
    )
    stored = stored_cases.stored_cases(changed)
    # A new case without a contact has nothing in the vault to take away.
    to_vault = [(stored[row.key].pk, row) for row in changed if row.has_contact or row.key in held]
    return changes, ImportSummary(
        created=counts[Change.CREATED],
        amended=counts[Change.AMENDED],
        unchanged=counts[Change.UNCHANGED],
        events_added=_append_events(changed, stored=stored, has_amended=bool(held)),
        contacts_stored=contacts.store(to_vault, is_simulated=is_simulated),
    )


def _case(row: CaseRow, *, content_hash: str, loading: Import) -> dict[str, object]:
    columns: dict[str, object] = {name: getattr(row, name) for name in SAME_NAME}
    columns["force_id"] = row.force
    columns["content_hash"] = content_hash
    columns["source"] = loading.source
    columns["first_import_id"] = columns["last_import_id"] = loading.pk
    columns["flags"] = dict(row.flags)
    columns["outcome_codes"] = row.outcome_codes
    columns["access_needs"] = row.access_needs
    return columns


def _append_events(
    rows: Sequence[CaseRow], *, stored: Mapping[CaseKey, StoredCase], has_amended: bool
) -> int:
    """Add the events of each row that its case has not had yet. Returns how many."""
    case_ids = [stored[row.key].pk for row in rows]
    held = cases_selectors.events_by_case(case_ids) if has_amended else {}
    added: list[dict[str, object]] = []
    told: list[CaseEvent] = []
    for case_id, row in zip(case_ids, rows, strict=True):
        events = held.get(case_id, [])
        fresh, told_since = _merge(row.history(), into=events)
        told.extend(told_since)
        added.extend(_event(case_id, e, sequence=n) for n, e in enumerate(fresh, len(events) + 1))
    bulk_write.write_rows(CaseEvent, rows=added)
    CaseEvent.objects.bulk_update(told, ["told_on"], batch_size=200)
    return len(added)


def _merge(
    history: Sequence[EventRow], *, into: Sequence[CaseEvent]
) -> tuple[list[EventRow], list[CaseEvent]]:
    """The events that a case has not had yet, and those it has had of which the victim has been
    told since."""
    had = {_identity(event): event for event in into}
    had_undated = {(event.kind, tuple(event.codes)): event for event in into}
    fresh: list[EventRow] = []
    told: list[CaseEvent] = []
    for row in history:
        undated = None if row.is_dated else had_undated.get((row.kind.value, row.codes))
        event = had.get(row.identity) or undated
        if event is None:
            fresh.append(row)
        elif row.told_on and row.told_on != event.told_on:
            event.told_on = max(row.told_on, event.on)
            told.append(event)
    return fresh, told


def _identity(event: CaseEvent) -> EventIdentity:
    return (event.kind, tuple(event.codes), event.on, event.source_wording)


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

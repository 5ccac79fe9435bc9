"""Writes about cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import transaction

from access import actions as access_actions
from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import DataOrigin
from responses.case_row import CaseRow, EventKind, EventRow
from responses.models import Case, CaseEvent, Import
from responses.selectors import cases as case_selectors

NO_COUNTS: Mapping[str, int] = MappingProxyType({})
COPIED = (
    "case_key", "is_month_only", "area", "offence_code", "crime_group", "reported_on",
    "report_channel", "victim_role", "risk_level", "enhanced_rights", "stage_on", "outcome_on",
    "victim_told_on", "next_hearing_on", "release_on", "support_referral", "sex", "birth_year",
    "ethnicity", "ethnicity_group", "ethnicity_scheme", "disability", "language", "exclude_code",
    "exclude_by", "exclude_on", "is_deceased", "is_business", "is_on_duty_police", "is_victimless",
)  # fmt: skip
CONVERTED = ("flags", "stage", "outcome_codes", "access_needs")
REPLACED = ("content_hash", "source", "last_import", *COPIED[1:], *CONVERTED)


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
    rows: Sequence[CaseRow],
    source: Import.Source,
    file_names: Sequence[str],
    is_simulated: bool,
    by: Actor,
    at: datetime,
    extra_counts: Mapping[str, int] = NO_COUNTS,
    progress: Callable[[int], None] | None = None,
) -> ImportSummary:
    """Load cases, all or none. A row whose case we hold amends it: its stage and outcome join
    the history, its other fields replace the old, and an unchanged row does nothing.

    Raises UnableToSetDataOriginError where the database holds the other kind of people."""
    origin = DataOrigin.Origin.SIMULATED if is_simulated else DataOrigin.Origin.REAL
    access_actions.set_data_origin(origin=origin, by=by, at=at)
    loading = Import.objects.create(
        source=source, file_names=list(file_names), loaded_at=at, loaded_by=by.name
    )
    summary = ImportSummary()
    for batch in case_selectors.batches(rows):
        summary = summary.plus(_import_batch(batch, loading=loading))
        if progress:
            progress(len(batch))
    loading.counts = {**asdict(summary), **extra_counts}
    loading.save(update_fields=["counts"])
    audit.record(AuditKind.CASES_IMPORTED, target=loading, by=by, at=at, **asdict(summary))
    return summary


def _import_batch(rows: Sequence[CaseRow], *, loading: Import) -> ImportSummary:
    hashes = case_selectors.stored_hashes(rows)
    key = case_selectors.content_key()
    fresh = {row.key: row.content_hash(key=key) for row in rows}
    changed = [row for row in rows if hashes.get(row.key) != fresh[row.key]]
    if not changed:
        return ImportSummary(unchanged=len(rows))
    cases = [_case(row, content_hash=fresh[row.key], loading=loading) for row in changed]
    Case.objects.bulk_create(
        cases,
        update_conflicts=True,
        unique_fields=["force", "case_key"],
        update_fields=list(REPLACED),
    )
    amended_ids = [case.pk for case, row in zip(cases, changed, strict=True) if row.key in hashes]
    return ImportSummary(
        created=len(changed) - len(amended_ids),
        amended=len(amended_ids),
        unchanged=len(rows) - len(changed),
        events_added=_append_events(cases, changed, amended_ids=amended_ids),
    )


def _case(row: CaseRow, *, content_hash: str, loading: Import) -> Case:
    return Case(
        force_id=row.force,
        content_hash=content_hash,
        source=loading.source,
        first_import=loading,
        last_import=loading,
        flags=dict(row.flags),
        stage=row.stage.value,
        outcome_codes=list(row.outcome_codes),
        access_needs=list(row.access_needs),
        **{name: getattr(row, name) for name in COPIED},
    )


def _append_events(
    cases: Sequence[Case], rows: Sequence[CaseRow], *, amended_ids: Sequence[int]
) -> int:
    """Add the events of each row that its case has not had yet. Returns how many."""
    held = case_selectors.events_by_case(amended_ids) if amended_ids else {}
    added: list[CaseEvent] = []
    told: list[CaseEvent] = []
    for case, row in zip(cases, rows, strict=True):
        fresh, told_now = _merge_history(case, row, held.get(case.pk, []))
        added.extend(fresh)
        told.extend(told_now)
    CaseEvent.objects.bulk_create(added)
    CaseEvent.objects.bulk_update(told, ["told_on"], batch_size=200)
    return len(added)


def _merge_history(
    case: Case, row: CaseRow, held: Sequence[CaseEvent]
) -> tuple[list[CaseEvent], list[CaseEvent]]:
    """The events to add, and the held ones of which the victim has been told since."""
    history = row.history()
    told_by_event = {event.identity: event.told_on for event in history}
    told_now, seen = [], set()
    for event in held:
        identity = _event_row(event).identity
        seen.add(identity)
        told_on = told_by_event.get(identity)
        if told_on and told_on != event.told_on:
            event.told_on = told_on
            told_now.append(event)
    fresh = [event for event in history if event.identity not in seen]
    return [_event(case, e, sequence=n) for n, e in enumerate(fresh, len(held) + 1)], told_now


def _event(case: Case, row: EventRow, *, sequence: int) -> CaseEvent:
    return CaseEvent(
        case=case,
        kind=row.kind.value,
        codes=list(row.codes),
        on=row.on,
        told_on=row.told_on,
        is_before_report=row.is_before_report,
        source_wording=row.source_wording,
        sequence=sequence,
    )


def _event_row(event: CaseEvent) -> EventRow:
    return EventRow(
        kind=EventKind(event.kind),
        codes=tuple(event.codes),
        on=event.on,
        source_wording=event.source_wording,
    )

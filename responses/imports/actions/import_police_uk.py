"""Writes the crimes of police.uk files."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from access import audit, bulk_write
from access.actor import Actor
from access.audit import AuditKind
from responses.case_files.case import EventIdentity
from responses.case_files.police_uk.filings import Filing
from responses.imports import columns, import_records, snapshots
from responses.imports.import_records import ImportSummary
from responses.imports.selectors import police_uk
from responses.imports.selectors.police_uk import JoinedCase
from responses.imports.selectors.stored_cases import RowChange
from responses.models import Case, CaseEvent, Import, PoliceUkFiling, Upload

DECIDED = (
    "area", "crime_group", "reported_on", "stage", "stage_on", "outcome_on", "is_business",
    "is_victimless", "is_month_only",
)  # fmt: skip
"""The columns that the files of police.uk decide. The others stay, as an exclusion by hand does."""


@transaction.atomic
def import_police_uk(
    *,
    filings: Iterable[Filing],
    file_names: Sequence[str],
    is_simulated: bool,
    by: Actor,
    at: datetime,
    extra_counts: Callable[[], Mapping[str, int]] = dict,
    after_batch: Callable[[int], None] | None = None,
    upload: Upload | None = None,
) -> ImportSummary:
    """All or none. Raises UnableToSetDataOriginError."""
    import_batch = import_records.begin(
        source=Import.Source.POLICE_UK,
        file_names=file_names,
        is_simulated=is_simulated,
        by=by,
        at=at,
    )
    summary, by_force = _import_all(filings, import_batch=import_batch, after_batch=after_batch)
    if not (summary.created or summary.amended):
        import_batch.delete()
        return summary
    import_records.store_results(
        import_batch, summary, by_force=by_force, quality={}, more=extra_counts()
    )
    audit.record(
        AuditKind.CASES_IMPORTED,
        target=import_batch,
        by=by,
        at=at,
        **import_records.audited(summary, by_force),
    )
    if upload:
        upload.import_batch = import_batch
    return summary


def _import_all(
    filings: Iterable[Filing], *, import_batch: Import, after_batch: Callable[[int], None] | None
) -> tuple[ImportSummary, Mapping[str, Counter[str]]]:
    summary = ImportSummary()
    by_force: dict[str, Counter[str]] = defaultdict(Counter)
    for batch in police_uk.batches(filings):
        joined = police_uk.join(batch)
        summary = summary.plus(_import_batch(joined, import_batch=import_batch))
        summary = summary.plus(ImportSummary(unchanged=len(batch) - len(joined)))
        for case in joined:
            by_force[case.row.force][case.change.value] += 1
        if after_batch:
            after_batch(len(batch))
    return summary, by_force


def _import_batch(joined: Sequence[JoinedCase], *, import_batch: Import) -> ImportSummary:
    new = [case for case in joined if case.change is RowChange.CREATED]
    amended = [case for case in joined if case.change is RowChange.AMENDED]
    new_ids = _create(new, import_batch=import_batch)
    amended_ids = _amend(amended, import_batch=import_batch)
    changed = [*zip(new_ids, new, strict=True), *zip(amended_ids, amended, strict=True)]
    bulk_write.write_rows(
        PoliceUkFiling,
        rows=[
            {
                "case_id": case_id,
                "crimes": case.filing.street_texts(),
                "outcomes": case.filing.outcome_texts(),
            }
            for case_id, case in changed
        ],
        unique=("case_id",),
    )
    return ImportSummary(
        created=len(new),
        amended=len(amended),
        unchanged=len(joined) - len(changed),
        events_added=_write_histories(changed),
    )


def _create(new: Sequence[JoinedCase], *, import_batch: Import) -> Sequence[int]:
    if not new:
        return []
    return import_records.write_cases(
        columns.new_cases([case.row for case in new]), import_batch=import_batch
    )


def _amend(amended: Sequence[JoinedCase], *, import_batch: Import) -> Sequence[int]:
    ids = [case.columns["id"] for case in amended]
    if ids:
        snapshots.keep(ids, import_batch=import_batch, is_history_replaced=True)
        CaseEvent.objects.filter(case_id__in=ids).delete()
    bulk_write.write_rows(
        Case,
        rows=[_columns(case, import_batch=import_batch) for case in amended],
        unique=("force_id", "case_key"),
    )
    return ids


def _columns(case: JoinedCase, *, import_batch: Import) -> dict[str, object]:
    stored = {name: value for name, value in case.columns.items() if name != "id"}
    return {
        **stored,
        **{name: getattr(case.row, name) for name in DECIDED},
        "outcome_codes": case.row.outcome_codes,
        "content_hash": case.content_hash,
        "last_import_id": import_batch.pk,
    }


def _write_histories(cases: Sequence[tuple[int, JoinedCase]]) -> int:
    """Returns how many events are new."""
    histories = [case.row.history() for _case_id, case in cases]
    events = columns.event_columns(histories)
    told = [_told_dates(case) for _case_id, case in cases]
    events["told_on"] = [
        on.get(event.identity)
        for on, history in zip(told, histories, strict=True)
        for event in history
    ]
    bulk_write.write_columns(
        CaseEvent,
        columns={
            "case_id": [
                case_id
                for (case_id, _case), history in zip(cases, histories, strict=True)
                for _event in history
            ],
            **events,
        },
    )
    return sum(
        event.identity not in on
        for on, history in zip(told, histories, strict=True)
        for event in history
    )


def _told_dates(case: JoinedCase) -> Mapping[EventIdentity, date | None]:
    return {import_records.identity(event): event.told_on for event in case.events}

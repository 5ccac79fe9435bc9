from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.case_files.fault_causes.groups import groups_of
from responses.case_files.faults import FaultsError
from responses.case_files.police_uk import sources
from responses.imports.actions import import_police_uk
from responses.imports.selectors import police_uk
from responses.imports.selectors import uploads as selectors
from responses.imports.selectors.stored_cases import RowChange
from responses.models import Upload

MAX_FAULTS_SHOWN = 100


def check_police_uk_upload(
    *, upload: Upload, on_rows: Callable[[int], None], by: Actor, at: datetime
) -> None:
    found: dict[str, object] = {}
    rows = 0
    rules = police_uk.rules_for(upload, today=localdate(at))
    file = selectors.file_of(upload)
    try:
        with sources.open_sources([file], rules=rules, on_rows=on_rows) as reading:
            changes: Counter[RowChange] = Counter()
            for batch in police_uk.count_changes(reading.filings()):
                changes.update(batch)
                on_rows(0)
            rows = reading.counts.street_rows + reading.counts.outcome_rows
            found["changes"] = {
                **{change.value: changes[change] for change in RowChange},
                **reading.all_counts(),
            }
    except FaultsError as error:
        shown = error.faults[:MAX_FAULTS_SHOWN]
        found["fault_count"] = len(shown)
        found["fault_groups"] = [group.as_dict() for group in groups_of(error.faults)]
        found["faults"] = [{**fault.as_dict(), "file": fault.file} for fault in shown]
    _store(upload, found, rows=rows, by=by, at=at)


@transaction.atomic
def _store(
    upload: Upload, found: Mapping[str, object], *, rows: int, by: Actor, at: datetime
) -> None:
    checking = Upload.objects.filter(pk=upload.pk, state=Upload.UploadState.CHECKING)
    is_stored = checking.update(
        state=Upload.UploadState.CHECKED,
        kind=Upload.UploadKind.POLICE_UK,
        last_active_at=at,
        rows=rows,
        good_rows=rows,
        **found,
    )
    if is_stored:
        audit.record(
            AuditKind.CASE_FILE_CHECKED, target=upload, by=by, at=at, rows=rows, good_rows=rows
        )


def import_police_uk_upload(
    *, upload: Upload, on_rows: Callable[[int], None], by: Actor, at: datetime
) -> Mapping[str, int]:
    """All or none. Returns counts. Raises FaultsError and UnableToSetDataOriginError."""
    rules = police_uk.rules_for(upload, today=localdate(at))
    file = selectors.file_of(upload)
    with sources.open_sources([file], rules=rules, on_rows=on_rows) as reading:
        summary = import_police_uk.import_police_uk(
            filings=reading.filings(),
            file_names=[upload.file_name],
            is_simulated=upload.is_simulated,
            by=by,
            at=at,
            extra_counts=reading.all_counts,
            after_batch=lambda _count: on_rows(0),
            upload=upload,
        )
        return {**asdict(summary), **reading.all_counts()}

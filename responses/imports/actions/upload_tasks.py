import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import override

from access import audit
from access import selectors as access_selectors
from access.actions import UnableToSetDataOriginError
from access.actor import Actor
from access.audit import AuditKind
from responses.case_files import file_kinds, reading
from responses.case_files.columns import CaseRow
from responses.case_files.fault_causes.groups import CaseFaultGroups
from responses.case_files.faults import CaseFault, FaultsError
from responses.case_files.quality import QualityReport
from responses.case_files.reading import CaseFileRules, RowResult
from responses.case_files.rejected.rows import RejectedRows
from responses.imports.actions import import_cases, person_holds, police_uk_uploads, undo
from responses.imports.actions.person_holds import HoldSource
from responses.imports.actions.uploads import UnableToChangeUploadError
from responses.imports.merging.differences import Differences
from responses.imports.selectors import previews
from responses.imports.selectors import uploads as selectors
from responses.imports.selectors.stored_cases import RowChange
from responses.models import Import, Upload
from responses.models.uploads import StopReason
from responses.vault import upload_parts
from responses.vault.upload_parts import PartKind

UploadState = Upload.UploadState
OnRows = Callable[[int], None]
MAX_FAULTS_SHOWN = 100
"""The most faults stored for the page; the file of rejected rows has all of them."""
ROWS_PER_REPORT = 1_000


class _FileFindings:
    def __init__(
        self,
        rules: CaseFileRules,
        *,
        groups: CaseFaultGroups,
        rejected: RejectedRows,
        on_rows: OnRows,
        source: HoldSource,
    ) -> None:
        codes = frozenset(rules.force_codes)
        self.notes = rules.notes
        self.doubts = rules.doubts
        self._source = source
        self.repeats = 0
        self.quality = QualityReport(today=rules.today, force_codes=codes)
        self.rejected = rejected
        self.differences = Differences()
        self.groups = groups
        self.faults: list[CaseFault] = []
        self.fault_count = 0
        self.rows = 0
        self.is_whole = True
        self._on_rows = on_rows

    def good(self, results: Iterable[RowResult]) -> Iterator[CaseRow]:
        for read in results:
            if read.is_repeat:
                self.rows += 1
                self.repeats += 1
                continue
            if len(self.doubts) >= person_holds.AT_ONCE:
                self._hold()
            self.groups.add(read)
            self.fault_count += len(read.faults)
            self.faults.extend(read.faults[: MAX_FAULTS_SHOWN - len(self.faults)])
            if read.is_end:
                self.is_whole = False
                break
            self.quality.add(read)
            self.rows += 1
            if read.case is None:
                self.rejected.write(read)
            if self.rows % ROWS_PER_REPORT == 0:
                self._on_rows(ROWS_PER_REPORT)
            if read.case:
                yield read.case
        self._hold()

    def _hold(self) -> None:
        person_holds.hold_all(self.doubts, self._source, applies=False)

    def end_refusals_that_went(self) -> None:
        person_holds.end_refusals_that_went(self._source)


def check_upload(
    *, upload_id: int, say: Callable[[CaseFault], str], on_rows: OnRows, by: Actor, at: datetime
) -> None:
    """To its end, without importing it."""
    upload = Upload.objects.get(pk=upload_id)
    if upload.state != UploadState.CHECKING:
        return
    if selectors.is_police_uk_file(upload):
        police_uk_uploads.check_police_uk_upload(upload=upload, on_rows=on_rows, by=by, at=at)
        return
    rules = selectors.rules_for(upload, today=localdate(at))
    results = file_kinds.read_cases(selectors.file_of(upload), rules=rules)
    changes: Counter[RowChange] = Counter()
    with override(upload.language), closing(upload_parts.rejected_writer(upload_id)) as file:
        rejected = RejectedRows(file, say=say, profile=rules.profile)
        groups = CaseFaultGroups(selectors.force_names(rules.force_codes))
        found = _FileFindings(
            rules,
            groups=groups,
            rejected=rejected,
            on_rows=on_rows,
            source=_source_of(upload, at=at),
        )
        batches = previews.preview(
            found.good(results),
            into=found.differences,
            today=rules.today,
            is_simulated=upload.is_simulated,
        )
        for batch in batches:
            changes.update(batch.values())
        if found.is_whole:
            found.end_refusals_that_went()
    _store_findings(found, changes, upload=upload, by=by, at=at)


@transaction.atomic
def _store_findings(
    found: _FileFindings,
    changes: Mapping[RowChange, int],
    *,
    upload: Upload,
    by: Actor,
    at: datetime,
) -> None:
    good_rows = found.rows - found.rejected.count - found.repeats
    checking = Upload.objects.filter(pk=upload.pk, state=UploadState.CHECKING)
    is_stored = checking.update(
        state=UploadState.CHECKED,
        last_active_at=at,
        rows=found.rows,
        good_rows=good_rows,
        is_whole=found.is_whole,
        **_changes_as_fields(found, changes),
        **_findings_as_fields(found),
    )
    if is_stored:
        audit.record(
            AuditKind.CASE_FILE_CHECKED,
            target=upload,
            by=by,
            at=at,
            rows=found.rows,
            good_rows=good_rows,
        )
    elif Upload.objects.filter(pk=upload.pk, state=UploadState.DISCARDED).exists():
        upload_parts.forget(upload.pk, kind=PartKind.REJECTED)


def _changes_as_fields(found: _FileFindings, changes: Mapping[RowChange, int]) -> dict[str, object]:
    counts = {change.value: changes.get(change, 0) for change in RowChange}
    touched = counts[RowChange.AMENDED] + counts[RowChange.UNCHANGED]
    return {
        "changes": {**counts, "held": found.differences.held},
        "differences": found.differences.as_dict(touched=touched),
    }


def _findings_as_fields(found: _FileFindings) -> dict[str, object]:
    return {
        "fault_count": found.fault_count,
        "faults": [fault.as_dict() for fault in found.faults],
        "notes": [{"code": note.code.value, "terms": dict(note.terms)} for note in found.notes],
        "fault_groups": [group.as_dict() for group in found.groups.groups()],
        "quality": found.quality.as_dict(),
    }


@transaction.atomic
def import_upload(*, upload_id: int, on_rows: OnRows, by: Actor, at: datetime) -> None:
    """All good rows or none; destroys the file. Raises UnableToChangeUploadError where another
    worker finished first."""
    upload = Upload.objects.get(pk=upload_id)
    if upload.state != UploadState.LOADING:
        return
    try:
        changes = _import(upload, on_rows=on_rows, by=by, at=at)
    except FaultsError:
        _end(upload, UploadState.STOPPED, at=at, stop_reason=StopReason.UNREADABLE)
    except UnableToSetDataOriginError:
        _end(upload, UploadState.STOPPED, at=at, stop_reason=StopReason.OTHER_PEOPLE)
    else:
        _end(
            upload,
            UploadState.LOADED,
            at=at,
            import_batch=upload.import_batch,
            changes=changes,
            differences=selectors.differences_without_keys(upload),
        )
    upload_parts.forget(upload_id, kind=PartKind.FILE)


@transaction.atomic
def _import(upload: Upload, *, on_rows: OnRows, by: Actor, at: datetime) -> Mapping[str, int]:
    if upload.kind == Upload.UploadKind.POLICE_UK:
        return police_uk_uploads.import_police_uk_upload(
            upload=upload, on_rows=on_rows, by=by, at=at
        )
    rules = selectors.rules_for(upload, today=localdate(at))
    results = file_kinds.read_cases(selectors.file_of(upload), rules=rules)
    rejected: Counter[str] = Counter()
    summary = import_cases.import_cases(
        rows=reading.good_rows(results, reject=lambda _read: rejected.update(["rejected"])),
        source=Import.Source.CASE_FILE,
        file_names=[upload.file_name],
        is_simulated=upload.is_simulated,
        by=by,
        at=at,
        extra_counts=lambda: rejected,
        after_batch=lambda batch: on_rows(len(batch)),
        upload=upload,
        doubts=rules.doubts,
        forces=_forces_of(upload),
    )
    return {**asdict(summary), **rejected}


def _source_of(upload: Upload, *, at: datetime) -> HoldSource:
    by = selectors.uploader(upload)
    return HoldSource(_forces_of(upload), by, at, upload.file_name, upload.pk)


def _forces_of(upload: Upload) -> Sequence[str]:
    return access_selectors.lineage(upload.force_id)


@transaction.atomic
def undo_upload(*, upload_id: int, by: Actor, at: datetime) -> None:
    """Undo the import of an upload."""
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    if upload.state != UploadState.UNDOING or upload.import_batch is None:
        return
    with contextlib.suppress(undo.UnableToUndoError):
        undo.undo_import(import_batch_id=upload.import_batch.pk, by=by, at=at)
    _end(upload, UploadState.LOADED, at=at)


def _end(upload: Upload, state: UploadState, *, at: datetime, **fields: object) -> None:
    """Raises UnableToChangeUploadError where another worker changed it."""
    unchanged = Upload.objects.filter(pk=upload.pk, state=upload.state)
    if not unchanged.update(state=state, last_active_at=at, **fields):
        raise UnableToChangeUploadError

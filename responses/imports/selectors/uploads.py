"""Reads uploads of data loaders and mapping profiles."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db.models import Q, QuerySet

from access import selectors as access_selectors
from access.actor import Actor
from access.background import task_queue
from access.models import DataOrigin, Force
from access.viewer import Viewer
from responses.case_files import file_kinds
from responses.case_files.fault_causes.groups import ForceNames
from responses.case_files.faults import FaultCode, FileError
from responses.case_files.file_kinds import CaseFileKind
from responses.case_files.mapping_profile import STANDARD, Profile, force_profile
from responses.case_files.reading import IDENTIFYING_KEYS, CaseFileRules
from responses.case_files.workbooks.rows import MUST_BE_ANSWERED
from responses.imports.merging.jumps import of_whole_file
from responses.imports.merging.suspicions import Suspicion, suspicions_in
from responses.imports.selectors import undo
from responses.models import Import, MappingProfile, Upload
from responses.vault import person_keys, upload_parts

MOST_LOOKED_BACK = 10
"""The most earlier loads that are searched for one with measures; loads of police.uk have none."""
UPLOAD_KEPT_FOR = timedelta(days=1)
"""The time that a file is kept before it is imported or discarded."""
UploadState = Upload.UploadState
OWN_LAYOUT = frozenset(
    {FaultCode.UNKNOWN_COLUMN, FaultCode.MISSING_COLUMN, FaultCode.PERSON_COLUMN,
     FaultCode.NO_SHEET}
)  # fmt: skip
NAMING_HELPS = OWN_LAYOUT | {
    FaultCode.DUPLICATE_COLUMN, FaultCode.SEVERAL_SHEETS, FaultCode.NOT_UTF8, FaultCode.BROKEN_CSV,
}  # fmt: skip
"""Faults of a whole file about which something can be said on the page of its columns."""
DISCARDABLE = frozenset(
    {UploadState.MAPPING, UploadState.CHECKING, UploadState.CHECKED, UploadState.STOPPED}
)
TASKS: Mapping[UploadState, str] = {
    UploadState.CHECKING: "responses.tasks.check_upload",
    UploadState.LOADING: "responses.tasks.load_upload",
    UploadState.UNDOING: "responses.tasks.undo_upload",
}
"""The path of the task for each state in which an upload waits for work."""


def uploads_for(viewer: Viewer) -> QuerySet[Upload]:
    """In the viewer's reach, newest first."""
    uploads = Upload.objects.select_related("force", "import_batch").order_by("-uploaded_at", "-pk")
    return uploads if viewer.is_national else uploads.filter(force_id__in=viewer.reach)


def upload_for(viewer: Viewer, pk: int) -> Upload:
    """Raises Upload.DoesNotExist where it is out of reach."""
    return uploads_for(viewer).get(pk=pk)


def forces_to_import_for(viewer: Viewer) -> Sequence[Force]:
    own = access_selectors.forces_for(viewer)
    codes = access_selectors.force_codes_for(viewer) - {force.code for force in own}
    return [*own, *(force for force in access_selectors.known_forces() if force.code in codes)]


def profiles_for(viewer: Viewer) -> QuerySet[MappingProfile]:
    profiles = MappingProfile.objects.select_related("force").order_by("force__name", "name")
    return profiles if viewer.is_national else profiles.filter(force_id__in=viewer.reach)


def profile_for(viewer: Viewer, pk: int) -> MappingProfile:
    return profiles_for(viewer).get(pk=pk)


def profile_named(force_code: str, name: str) -> MappingProfile | None:
    return MappingProfile.objects.filter(force_id=force_code, name=name).first()


def profile_names_of(force_code: str) -> frozenset[str]:
    return frozenset(
        MappingProfile.objects.filter(force_id=force_code).values_list("name", flat=True)
    )


def requester(upload_id: int) -> Actor:
    upload = Upload.objects.get(pk=upload_id)
    return Actor.user(user_id=upload.asked_by_id, name=upload.asked_by)


def uploader(upload: Upload) -> Actor:
    return Actor.user(user_id=upload.uploaded_by_id, name=upload.uploaded_by)


def expired_uploads(*, at: datetime) -> QuerySet[Upload]:
    return Upload.objects.filter(Q(state__in=DISCARDABLE), uploaded_at__lt=at - UPLOAD_KEPT_FOR)


def file_of(upload: Upload) -> upload_parts.StoredFile:
    return upload_parts.StoredFile(upload.pk, upload.file_name)


def is_police_uk_file(upload: Upload) -> bool:
    return not upload.profile_text and holds_police_uk(upload)


def holds_police_uk(upload: Upload) -> bool:
    try:
        kind = file_kinds.kind_of(file_of(upload))
    except FileError:
        return False
    return kind is CaseFileKind.POLICE_UK


def rules_for(upload: Upload, *, today: date) -> CaseFileRules:
    """The rules for the file's rows."""
    return CaseFileRules(
        force_codes=frozenset(access_selectors.lineage(upload.force_id)),
        today=today,
        is_simulated=upload.is_simulated,
        profile=profile_of(upload),
        takes_hidden=upload.takes_hidden,
        makes_keys=upload.makes_keys,
        make_key=person_keys.made_case_key,
        force_lives=access_selectors.force_lives(),
    )


def force_names(allowed: Collection[str]) -> ForceNames:
    return ForceNames(names=access_selectors.force_codes_by_name(), allowed=allowed)


def profile_of(upload: Upload) -> Profile:
    text = upload.profile_text
    return force_profile(text, force=upload.force_id) if text else STANDARD


def may_hold_people_of(upload: Upload) -> bool:
    origin = DataOrigin.Origin.SIMULATED if upload.is_simulated else DataOrigin.Origin.REAL
    return access_selectors.accepts_origin(origin)


def suspicions_of(upload: Upload) -> Sequence[Suspicion]:
    return suspicions_in(upload.differences)


def notes_to_answer(upload: Upload) -> Sequence[str]:
    return [note["code"] for note in upload.notes if note["code"] in MUST_BE_ANSWERED]


def differences_without_keys(upload: Upload) -> dict[str, object]:
    """As kept with an upload that is done with."""
    lines = upload.differences.get("lines", [])
    return {**upload.differences, "lines": [{**line, "keys": []} for line in lines]}


def last_quality(force_code: str, *, before: Upload) -> Mapping[str, Any] | None:
    """Before this upload and not undone; None where there was none."""
    since = before.import_batch.loaded_at if before.import_batch else before.last_active_at
    loads = Import.objects.filter(undone_at__isnull=True, loaded_at__lte=since)
    loads = loads.exclude(pk=before.import_batch_id or 0)
    mine = loads.filter(forces__force=force_code).order_by("-loaded_at")
    for load in mine.select_related("upload").prefetch_related("forces")[:MOST_LOOKED_BACK]:
        upload = getattr(load, "upload", None)
        measures = upload.quality.get("forces", {}) if upload else {}
        own = [part.quality for part in load.forces.all() if part.force_id == force_code]
        if found := of_whole_file(measures, force_code) or own[0]:
            return cast("Mapping[str, Any]", found)
    return None


def may_load(upload: Upload) -> bool:
    is_ready = upload.state == UploadState.CHECKED and upload.is_whole and upload.good_rows > 0
    return is_ready and may_hold_people_of(upload) and upload_parts.is_stored(upload.pk)


def may_be_mapped(upload: Upload) -> bool:
    is_case_file = upload.kind == Upload.UploadKind.CASE_FILE
    is_table = upload.is_whole or bool(_codes(upload) & NAMING_HELPS)
    is_checked = upload.state == UploadState.CHECKED
    return is_case_file and is_table and is_checked and upload_parts.is_stored(upload.pk)


def is_own_layout(upload: Upload) -> bool:
    has_others = not upload.is_whole and bool(_codes(upload) & OWN_LAYOUT)
    return has_others and may_be_mapped(upload)


def _codes(upload: Upload) -> set[str]:
    return {fault["code"] for fault in upload.faults}


def may_undo(upload: Upload, *, at: datetime) -> bool:
    if upload.state != UploadState.LOADED or upload.import_batch is None:
        return False
    return undo.undo_refusal(upload.import_batch, at=at) is None


def may_discard(upload: Upload) -> bool:
    return upload.state in DISCARDABLE


def may_make_keys(upload: Upload) -> bool:
    """Rows were refused because their keys identify people."""
    has_names = any(fault["code"] in IDENTIFYING_KEYS for fault in upload.faults)
    is_checked = upload.state == UploadState.CHECKED and not upload.makes_keys
    return has_names and is_checked and upload_parts.is_stored(upload.pk)


def was_given_up(upload: Upload) -> bool:
    """It failed too often, and is not retried until requested."""
    task = TASKS.get(UploadState(upload.state))
    return task is not None and task_queue.was_given_up(task, upload.pk)

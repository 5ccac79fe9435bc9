from collections.abc import Collection
from datetime import datetime
from typing import Any, BinaryIO

from django.db import transaction

from access import audit
from access import selectors as access_selectors
from access.actor import Actor
from access.audit import AuditKind
from access.background import task_queue
from access.models import Force
from responses.case_files.mapping_profile import parse_profile
from responses.case_files.masked_values import mask_file_name
from responses.imports.merging.suspicions import UncertainLoadError
from responses.imports.selectors import uploads as selectors
from responses.models import MappingProfile, Upload
from responses.vault import upload_parts
from responses.vault.upload_parts import PartKind

UploadState = Upload.UploadState
LONGEST_NAME = Upload._meta.get_field("file_name").max_length


class UnansweredNotesError(Exception):
    pass


class UnableToChangeUploadError(Exception):
    pass


@transaction.atomic
def receive_upload(
    *,
    force: Force,
    profile: MappingProfile | None,
    takes_hidden: bool,
    file: BinaryIO,
    file_name: str,
    language: str,
    by: Actor,
    at: datetime,
    is_example: bool = False,
) -> Upload:
    """Stored encrypted, then checked, unless its columns are still to be named."""
    upload = Upload.objects.create(
        force=force,
        state=UploadState.MAPPING if is_example else UploadState.CHECKING,
        file_name=mask_file_name(file_name[-(LONGEST_NAME or 0) :]),
        profile_text=profile.text if profile else "",
        profile_name=profile.name if profile else "",
        is_simulated=access_selectors.is_simulated(),
        takes_hidden=takes_hidden,
        language=language,
        uploaded_at=at,
        uploaded_by=by.name,
        uploaded_by_id=_user_id(by),
        **_request_fields(by, at),
    )
    upload_parts.store(file, upload_id=upload.pk)
    audit.record(AuditKind.CASE_FILE_UPLOADED, target=upload, by=by, at=at, force=force.code)
    _begin(upload, at=at)
    return upload


def _begin(upload: Upload, *, at: datetime) -> None:
    if upload.state == UploadState.MAPPING and selectors.holds_police_uk(upload):
        upload.state, upload.profile_text = UploadState.CHECKING, ""
        upload.save(update_fields=["state", "profile_text"])
    if upload.state == UploadState.CHECKING:
        task_queue.enqueue(selectors.TASKS[UploadState.CHECKING], upload.pk, at=at)


@transaction.atomic
def request_mapping(*, upload_id: int, by: Actor, at: datetime) -> None:
    """Raises UnableToChangeUploadError."""
    upload = _locked(upload_id)
    if not selectors.may_be_mapped(upload):
        raise UnableToChangeUploadError
    for kind in set(PartKind) - {PartKind.FILE}:
        upload_parts.forget(upload_id, kind=kind)
    Upload.objects.filter(pk=upload_id).update(
        state=UploadState.MAPPING, is_whole=True, rows=0, good_rows=0, changes={}, differences={},
        fault_count=0, faults=[], fault_groups=[], quality={}, notes=[], **_request_fields(by, at),
    )  # fmt: skip
    audit.record(
        AuditKind.CASE_FILE_WORK_ASKED, target=upload, by=by, at=at, state=UploadState.MAPPING.value
    )


@transaction.atomic
def keep_draft(*, upload_id: int, text: str, by: Actor, at: datetime) -> None:
    """Raises ProfileError and UnableToChangeUploadError."""
    parse_profile(text)
    upload = _locked(upload_id)
    if upload.state != UploadState.MAPPING:
        raise UnableToChangeUploadError
    Upload.objects.filter(pk=upload_id).update(profile_text=text, **_request_fields(by, at))


@transaction.atomic
def request_check(*, upload_id: int, profile_name: str, by: Actor, at: datetime) -> None:
    """The description is kept as the profile of this name. Raises UnableToChangeUploadError."""
    upload = _locked(upload_id)
    if upload.state != UploadState.MAPPING:
        raise UnableToChangeUploadError
    Upload.objects.filter(pk=upload_id).update(profile_name=profile_name)
    upload_parts.forget(upload_id, kind=PartKind.SHEETS)
    _enqueue_work(upload, UploadState.CHECKING, by=by, at=at)


@transaction.atomic
def request_made_keys(*, upload_id: int, by: Actor, at: datetime) -> None:
    """Makes a key for each case whose key identifies a person. Raises UnableToChangeUploadError."""
    upload = _locked(upload_id)
    if not selectors.may_make_keys(upload):
        raise UnableToChangeUploadError
    Upload.objects.filter(pk=upload_id).update(makes_keys=True)
    upload_parts.forget(upload_id, kind=PartKind.REJECTED)
    _enqueue_work(upload, UploadState.CHECKING, by=by, at=at)


@transaction.atomic
def request_import(
    *, upload_id: int, is_certain: bool, by: Actor, at: datetime, answered: Collection[str] = ()
) -> None:
    """Raises UnableToChangeUploadError, UncertainLoadError, UnansweredNotesError."""
    upload = _locked(upload_id)
    if not selectors.may_load(upload):
        raise UnableToChangeUploadError
    if selectors.suspicions_of(upload) and not is_certain:
        raise UncertainLoadError(upload.differences)
    if set(selectors.notes_to_answer(upload)) - set(answered):
        raise UnansweredNotesError
    if answered:
        audit.record(
            AuditKind.CASE_FILE_NOTES_ANSWERED, target=upload, by=by, at=at, notes=sorted(answered)
        )
    _enqueue_work(upload, UploadState.LOADING, by=by, at=at)


@transaction.atomic
def request_undo(*, upload_id: int, by: Actor, at: datetime) -> None:
    """Raises UnableToChangeUploadError."""
    upload = _locked(upload_id)
    if not selectors.may_undo(upload, at=at):
        raise UnableToChangeUploadError
    _enqueue_work(upload, UploadState.UNDOING, by=by, at=at)


@transaction.atomic
def request_retry(*, upload_id: int, by: Actor, at: datetime) -> None:
    """After it failed too often. Raises UnableToChangeUploadError."""
    upload = _locked(upload_id)
    if not selectors.was_given_up(upload):
        raise UnableToChangeUploadError
    _enqueue_work(upload, UploadState(upload.state), by=by, at=at)


@transaction.atomic
def discard_upload(*, upload_id: int, by: Actor, at: datetime) -> None:
    """Raises UnableToChangeUploadError."""
    upload = _locked(upload_id)
    if not selectors.may_discard(upload):
        raise UnableToChangeUploadError
    for kind in PartKind:
        upload_parts.forget(upload_id, kind=kind)
    upload.state, upload.last_active_at = UploadState.DISCARDED, at
    upload.differences = {}
    upload.save(update_fields=["state", "last_active_at", "differences"])
    audit.record(AuditKind.CASE_FILE_DISCARDED, target=upload, by=by, at=at)


def record_rejected_taken(*, upload: Upload, by: Actor, at: datetime) -> None:
    """They contain contacts (SAF-15)."""
    audit.record(AuditKind.REJECTED_ROWS_TAKEN, target=upload, by=by, at=at)


@transaction.atomic
def forget_old_uploads(*, by: Actor, at: datetime) -> int:
    count = selectors.expired_uploads(at=at).update(
        state=UploadState.DISCARDED, last_active_at=at, differences={}
    )
    upload_parts.forget_older(before=at - selectors.UPLOAD_KEPT_FOR)
    if count:
        audit.record(AuditKind.CASE_FILES_FORGOTTEN, by=by, at=at, files=count)
    return count


def _locked(upload_id: int) -> Upload:
    return Upload.objects.select_for_update().get(pk=upload_id)


def _enqueue_work(upload: Upload, state: UploadState, *, by: Actor, at: datetime) -> None:
    audit.record(AuditKind.CASE_FILE_WORK_ASKED, target=upload, by=by, at=at, state=state.value)
    upload.state, upload.last_active_at, upload.rows_done = state, at, 0
    upload.asked_by, upload.asked_by_id = by.name, _user_id(by)
    upload.save(update_fields=["state", "last_active_at", "rows_done", "asked_by", "asked_by_id"])
    task_queue.enqueue(selectors.TASKS[state], upload.pk, at=at)


def _request_fields(by: Actor, at: datetime) -> dict[str, Any]:
    return {"asked_by": by.name, "asked_by_id": _user_id(by), "last_active_at": at}


def _user_id(by: Actor) -> int:
    if by.user_id is None:
        message = "Files are brought by people; other systems use the API or the command."
        raise ValueError(message)
    return by.user_id

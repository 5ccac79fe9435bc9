"""Writes uploads: a data loader uploads a file, has it imported or the import undone, or discards
it. Tasks do the long work (responses.imports.actions.upload_tasks)."""

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
from responses.case_files.faults import shown_file
from responses.case_files.mapping_profile import parse_profile
from responses.imports.merging.suspicions import UncertainLoadError
from responses.imports.selectors import uploads as selectors
from responses.models import MappingProfile, Upload
from responses.vault import upload_parts
from responses.vault.upload_parts import PartKind

UploadState = Upload.UploadState
LONGEST_NAME = Upload._meta.get_field("file_name").max_length


class UnansweredNotesError(Exception):
    """The loader has not answered every note that must be answered."""


class UnableToChangeUploadError(Exception):
    """The upload is not, or no longer, in a state that allows the change."""


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
    """Store an uploaded file encrypted and have it checked, unless it is an example whose columns
    the loader still names; a file of police.uk needs no names. Its people count
    as real or simulated as those of this database do (decision 15). The reasons of rejected rows
    are written in `language`."""
    upload = Upload.objects.create(
        force=force,
        state=UploadState.MAPPING if is_example else UploadState.CHECKING,
        file_name=shown_file(file_name[-(LONGEST_NAME or 0) :]),
        profile_text=profile.text if profile else "",
        profile_name=profile.name if profile else "",
        is_simulated=access_selectors.is_simulated(),
        takes_hidden=takes_hidden,
        language=language,
        uploaded_at=at,
        uploaded_by=by.name,
        uploaded_by_id=_user_id(by),
        **_asked(by, at),
    )
    upload_parts.store(file, upload_id=upload.pk)
    audit.record(AuditKind.CASE_FILE_UPLOADED, target=upload, by=by, at=at, force=force.code)
    _begin(upload, at=at)
    return upload


def _begin(upload: Upload, *, at: datetime) -> None:
    """Have a file checked, unless somebody is to name its columns."""
    if upload.state == UploadState.MAPPING and selectors.holds_police_uk(upload):
        upload.state, upload.profile_text = UploadState.CHECKING, ""
        upload.save(update_fields=["state", "profile_text"])
    if upload.state == UploadState.CHECKING:
        task_queue.enqueue(selectors.TASKS[UploadState.CHECKING], upload.pk, at=at)


@transaction.atomic
def request_mapping(*, upload_id: int, by: Actor, at: datetime) -> None:
    """Have a checked file as an example whose columns somebody is to name. Raises
    UnableToChangeUploadError."""
    upload = _locked(upload_id)
    if not selectors.may_be_mapped(upload):
        raise UnableToChangeUploadError
    for kind in set(PartKind) - {PartKind.FILE}:
        upload_parts.forget(upload_id, kind=kind)
    Upload.objects.filter(pk=upload_id).update(
        state=UploadState.MAPPING, is_whole=True, rows=0, good_rows=0, changes={}, differences={},
        fault_count=0, faults=[], fault_groups=[], quality={}, notes=[], **_asked(by, at),
    )  # fmt: skip
    audit.record(
        AuditKind.CASE_FILE_WORK_ASKED, target=upload, by=by, at=at, state=UploadState.MAPPING.value
    )


@transaction.atomic
def keep_draft(*, upload_id: int, text: str, by: Actor, at: datetime) -> None:
    """Keep what somebody has said of the columns of a file so far. Raises ProfileError, and
    UnableToChangeUploadError."""
    parse_profile(text)
    upload = _locked(upload_id)
    if upload.state != UploadState.MAPPING:
        raise UnableToChangeUploadError
    Upload.objects.filter(pk=upload_id).update(profile_text=text, **_asked(by, at))


@transaction.atomic
def request_check(*, upload_id: int, profile_name: str, by: Actor, at: datetime) -> None:
    """Have a file checked by what was said of its columns, which is kept as the profile of this
    name. Raises UnableToChangeUploadError."""
    upload = _locked(upload_id)
    if upload.state != UploadState.MAPPING:
        raise UnableToChangeUploadError
    Upload.objects.filter(pk=upload_id).update(profile_name=profile_name)
    upload_parts.forget(upload_id, kind=PartKind.SHEETS)
    _enqueue_work(upload, UploadState.CHECKING, by=by, at=at)


@transaction.atomic
def request_made_keys(*, upload_id: int, by: Actor, at: datetime) -> None:
    """Have a file checked again, with a key made for each case whose key identifies a person.
    Raises UnableToChangeUploadError."""
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
    """Have the good rows of a file imported. `is_certain` says that the loader has checked what
    is suspicious; `answered` are the codes of the notes that the loader has answered.
    Raises UnableToChangeUploadError, UncertainLoadError, UnansweredNotesError."""
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
    """Have the import of the upload undone. Raises UnableToChangeUploadError."""
    upload = _locked(upload_id)
    if not selectors.may_undo(upload, at=at):
        raise UnableToChangeUploadError
    _enqueue_work(upload, UploadState.UNDOING, by=by, at=at)


@transaction.atomic
def request_retry(*, upload_id: int, by: Actor, at: datetime) -> None:
    """Have the work on an upload tried again after it failed too often. Raises
    UnableToChangeUploadError."""
    upload = _locked(upload_id)
    if not selectors.was_given_up(upload):
        raise UnableToChangeUploadError
    _enqueue_work(upload, UploadState(upload.state), by=by, at=at)


@transaction.atomic
def discard_upload(*, upload_id: int, by: Actor, at: datetime) -> None:
    """Destroy a file that is not to be imported. Raises UnableToChangeUploadError."""
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
    """Record that somebody downloads the rejected rows, which contain contacts (SAF-15)."""
    audit.record(AuditKind.REJECTED_ROWS_TAKEN, target=upload, by=by, at=at)


@transaction.atomic
def forget_old_uploads(*, by: Actor, at: datetime) -> int:
    """Destroy files that were neither imported nor discarded within a day, and rejected rows of
    that age. Returns how many files were destroyed."""
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


def _asked(by: Actor, at: datetime) -> dict[str, Any]:
    """Who asked for the work on an upload, and when."""
    return {"asked_by": by.name, "asked_by_id": _user_id(by), "last_active_at": at}


def _user_id(by: Actor) -> int:
    if by.user_id is None:
        message = "Files are brought by people; other systems use the API or the command."
        raise ValueError(message)
    return by.user_id

"""Reads uploads of data loaders and mapping profiles."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from access import selectors as access_selectors
from access.actor import Actor
from access.background import task_queue
from access.models import DataOrigin, Force
from access.viewer import Viewer
from responses.case_files import file_kinds
from responses.case_files.faults import FileError
from responses.case_files.file_kinds import CaseFileKind
from responses.case_files.mapping_profile import STANDARD, Profile, force_profile
from responses.case_files.reading import CaseFileRules
from responses.imports.selectors import undo
from responses.models import MappingProfile, Upload
from responses.vault import upload_parts

UPLOAD_KEPT_FOR = timedelta(days=1)
"""How long a file is kept that is neither imported nor discarded."""
UploadState = Upload.UploadState
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
    """The uploads of the forces in the viewer's reach, newest first."""
    uploads = Upload.objects.select_related("force", "import_batch").order_by("-uploaded_at", "-pk")
    return uploads if viewer.is_national else uploads.filter(force_id__in=viewer.reach)


def upload_for(viewer: Viewer, pk: int) -> Upload:
    """One upload in reach. Raises Upload.DoesNotExist for any other."""
    return uploads_for(viewer).get(pk=pk)


def forces_to_import_for(viewer: Viewer) -> Sequence[Force]:
    """The forces for which the viewer may bring files: their own and those that ended in them."""
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
    """Who requested the work that an upload waits for."""
    upload = Upload.objects.get(pk=upload_id)
    return Actor.user(user_id=upload.asked_by_id, name=upload.asked_by)


def expired_uploads(*, at: datetime) -> QuerySet[Upload]:
    """Uploads that are older than UPLOAD_KEPT_FOR and neither imported nor discarded."""
    return Upload.objects.filter(Q(state__in=DISCARDABLE), uploaded_at__lt=at - UPLOAD_KEPT_FOR)


def file_of(upload: Upload) -> upload_parts.StoredFile:
    return upload_parts.StoredFile(upload.pk, upload.file_name)


def is_police_uk_file(upload: Upload) -> bool:
    """Whether the file is one of police.uk, found from its content."""
    try:
        kind = file_kinds.kind_of(file_of(upload), profile=profile_of(upload))
    except FileError:
        return False
    return kind is CaseFileKind.POLICE_UK


def rules_for(upload: Upload, *, today: date) -> CaseFileRules:
    """The rules for the file's rows. Rows of another force are rejected like rows of an unknown
    one."""
    return CaseFileRules(
        force_codes=frozenset(access_selectors.lineage(upload.force_id)),
        today=today,
        is_simulated=upload.is_simulated,
        profile=profile_of(upload),
        takes_hidden=upload.takes_hidden,
        force_lives=access_selectors.force_lives(),
    )


def profile_of(upload: Upload) -> Profile:
    text = upload.profile_text
    return force_profile(text, force=upload.force_id) if text else STANDARD


def may_hold_people_of(upload: Upload) -> bool:
    origin = DataOrigin.Origin.SIMULATED if upload.is_simulated else DataOrigin.Origin.REAL
    return access_selectors.accepts_origin(origin)


def may_load(upload: Upload) -> bool:
    is_ready = upload.state == UploadState.CHECKED and upload.is_whole and upload.good_rows > 0
    return is_ready and may_hold_people_of(upload) and upload_parts.is_stored(upload.pk)


def may_be_mapped(upload: Upload) -> bool:
    """Whether somebody may say what the columns of the file are, instead of loading it as it is."""
    is_case_file = upload.kind == Upload.UploadKind.CASE_FILE
    is_checked = upload.state == UploadState.CHECKED
    return is_case_file and is_checked and upload_parts.is_stored(upload.pk)


def may_undo(upload: Upload, *, at: datetime) -> bool:
    if upload.state != UploadState.LOADED or upload.import_batch is None:
        return False
    return undo.undo_refusal(upload.import_batch, at=at) is None


def may_discard(upload: Upload) -> bool:
    return upload.state in DISCARDABLE


def was_given_up(upload: Upload) -> bool:
    """Whether the work on the upload failed too often and is not retried until requested again."""
    task = TASKS.get(UploadState(upload.state))
    return task is not None and task_queue.was_given_up(task, upload.pk)

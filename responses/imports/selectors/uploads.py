"""Reads about files that data loaders bring, and about mapping profiles."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from access import selectors as access_selectors
from access.actor import Actor
from access.background import task_queue
from access.models import DataOrigin, Force
from access.viewer import Viewer
from responses.case_files.mapping_profile import STANDARD, Profile, force_profile
from responses.case_files.reading import CaseFileRules
from responses.imports.selectors import undo
from responses.models import MappingProfile, Upload
from responses.vault import upload_parts

HELD_FOR = timedelta(days=1)
"""A file that nobody came back for is destroyed."""
State = Upload.State
WORK: Mapping[State, str] = {
    State.CHECKING: "responses.tasks.check_upload",
    State.LOADING: "responses.tasks.load_upload",
    State.UNDOING: "responses.tasks.undo_upload",
}
"""The task of each state in which a file waits for work."""


def uploads_for(viewer: Viewer) -> QuerySet[Upload]:
    """The files of the forces in the viewer's reach, the newest first."""
    uploads = Upload.objects.select_related("force", "loading").order_by("-uploaded_at", "-pk")
    return uploads if viewer.is_national else uploads.filter(force_id__in=viewer.reach)


def upload_for(viewer: Viewer, pk: int) -> Upload:
    """One file in reach; Upload.DoesNotExist for any other."""
    return uploads_for(viewer).get(pk=pk)


def loader_forces(viewer: Viewer) -> Sequence[Force]:
    """The forces for which the viewer may bring files: her own and those that ended in them."""
    codes = access_selectors.force_codes_for(viewer)
    own = list(access_selectors.forces_for(viewer))
    past = Force.objects.filter(code__in=codes).exclude(code__in=[force.code for force in own])
    return [*own, *past.order_by("name")]


def profiles_for(viewer: Viewer) -> QuerySet[MappingProfile]:
    profiles = MappingProfile.objects.select_related("force").order_by("force__name", "name")
    return profiles if viewer.is_national else profiles.filter(force_id__in=viewer.reach)


def profile_for(viewer: Viewer, pk: int) -> MappingProfile:
    return profiles_for(viewer).get(pk=pk)


def profile_named(force_code: str, name: str) -> MappingProfile | None:
    return MappingProfile.objects.filter(force_id=force_code, name=name).first()


def asker(upload_id: int) -> Actor:
    """Who asked for the work that waits to be done."""
    upload = Upload.objects.get(pk=upload_id)
    return Actor.user(user_id=upload.asked_by_id, name=upload.asked_by)


def forgotten(*, at: datetime) -> QuerySet[Upload]:
    """Files that are destroyed because a day has passed without a word."""
    waiting = Q(state__in=(State.CHECKING, State.CHECKED, State.STOPPED))
    return Upload.objects.filter(waiting, uploaded_at__lt=at - HELD_FOR)


def source_of(upload: Upload) -> upload_parts.Stored:
    return upload_parts.Stored(upload.pk, upload.file_name)


def rules_for(upload: Upload, *, today: date) -> CaseFileRules:
    """What the file's rows are held against. Another force's are refused like unknown ones."""
    return CaseFileRules(
        force_codes=frozenset(access_selectors.lineage(upload.force_id)),
        today=today,
        is_simulated=upload.is_simulated,
        profile=profile_of(upload),
        force_lives=access_selectors.force_lives(),
    )


def profile_of(upload: Upload) -> Profile:
    text = upload.profile_text
    return force_profile(text, force=upload.force_id) if text else STANDARD


def takes_people_of(upload: Upload) -> bool:
    origin = DataOrigin.Origin.SIMULATED if upload.is_simulated else DataOrigin.Origin.REAL
    return access_selectors.accepts_origin(origin)


def may_load(upload: Upload) -> bool:
    is_ready = upload.state == State.CHECKED and upload.is_whole and upload.good_rows > 0
    return is_ready and takes_people_of(upload) and upload_parts.is_held(upload.pk)


def may_undo(upload: Upload, *, at: datetime) -> bool:
    if upload.state != State.LOADED or upload.loading is None:
        return False
    return undo.why_not_undo(upload.loading, at=at) is None


def may_discard(upload: Upload) -> bool:
    return upload.state in {State.CHECKING, State.CHECKED, State.STOPPED}


def was_given_up(upload: Upload) -> bool:
    """Whether the work on it failed again and again, and waits for somebody to ask again."""
    task = WORK.get(State(upload.state))
    return task is not None and task_queue.was_given_up(task, upload.pk)

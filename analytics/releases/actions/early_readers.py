"""Pre-release access for the 24 hours before publication."""

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.viewer import Viewer
from analytics.models import EarlyReader, ReleaseDraft
from analytics.releases.actions.studio import UnableToChangeError

MOST = 20


@transaction.atomic
def add_reader(
    *, number: int, user_id: int, office: str, reason: str, by: Actor, at: datetime
) -> None:
    """Raises UnableToChangeError: `published`, `twice`, or `many`."""
    draft = ReleaseDraft.objects.select_for_update().get(pk=number)
    if draft.release_id is not None or draft.cancelled_at is not None:
        raise UnableToChangeError("published")
    if draft.readers.filter(user_id=user_id).exists():
        raise UnableToChangeError("twice")
    if draft.readers.count() >= MOST:
        raise UnableToChangeError("many")
    EarlyReader.objects.create(
        draft=draft, user_id=user_id, office=office, reason=reason, added_at=at, added_by=by.name
    )
    audit.record(
        AuditKind.EARLY_READER_ADDED, target=draft, by=by, at=at, period=draft.period,
        version=draft.version, reader=user_id,
    )  # fmt: skip


@transaction.atomic
def remove_reader(*, number: int, reader: int, by: Actor, at: datetime) -> None:
    """Remove a reader who has not yet read the release.

    Raises EarlyReader.DoesNotExist, or UnableToChangeError.
    """
    found = EarlyReader.objects.select_for_update().get(pk=reader, draft_id=number)
    if found.read_at is not None:
        raise UnableToChangeError("read")
    user_id = found.user_id
    found.delete()
    audit.record(
        AuditKind.EARLY_READER_REMOVED, target=found.draft, by=by, at=at,
        period=found.draft.period, version=found.draft.version, reader=user_id,
    )  # fmt: skip


@transaction.atomic
def note_reading(
    *, draft: ReleaseDraft, viewer: Viewer, file: str, by: Actor, at: datetime
) -> None:
    draft.readers.filter(user_id=viewer.user_id, read_at=None).update(read_at=at)
    audit.record(
        AuditKind.RELEASE_READ_EARLY, target=draft, by=by, at=at, period=draft.period,
        version=draft.version, file=file,
    )  # fmt: skip
